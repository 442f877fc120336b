/*
 * laravel-route: the signed routes of Laravel's URL generator
 * (URL::temporarySignedRoute).  docs/laravel.md says how to configure it.
 *
 *	URL       = BASE PATH "?" 1*(PARAMETER "&") "signature=" SIGNATURE
 *	PARAMETER = "expires=" seconds since 1970, once; and any others
 *	SIGNATURE = hex of HMAC-SHA-256(APP_KEY, BASE PATH "?" QUERY)
 *	QUERY     = the query as received, without the parameter "signature"
 *	BASE      = the setting base, "https://example.org", where routes are
 *	            signed as a whole; nothing where they are relative
 *
 * APP_KEY is the text of .env itself, "base64:" and all.  To sign by hand, with
 * a relative route:
 *
 *	q=/img/cat.jpg?expires=1800000000
 *	printf %s "$q" | openssl dgst -sha256 -hmac "$APP_KEY" -r
 *
 * SPDX-License-Identifier: ISC
 */
#include <inttypes.h>
#include <stdio.h>

#include "arena.h"
#include "bytes.h"
#include "hex.h"
#include "scheme.h"
#include "terms.h"
#include "token_fields.h"

#define MAC_HEX 64

struct query {
	struct bytes signature, expires;
	size_t       signatures, expiries; /* how many there are */
	struct bytes rest; /* all but the signature */
};

static enum status
read_query(struct bytes query, struct arena *arena, struct query *read)
{
	enum status status = STATUS_OK;

	*read = (struct query){ .rest = EMPTY };
	while (status == STATUS_OK && query.len > 0) {
		struct bytes whole = bytes_cut(&query, '&');
		struct bytes value = whole;
		struct bytes name = bytes_cut(&value, '=');

		if (bytes_equal(name, BYTES("signature"))) {
			read->signature = value;
			read->signatures++;
			continue;
		}
		if (bytes_equal(name, BYTES("expires"))) {
			read->expires = value;
			read->expiries++;
		}
		status = arena_join(arena, (const struct bytes[]){ read->rest,
		    BYTES("&"), whole }, 3, &read->rest);
	}
	return status;
}

/* Laravel puts it last, and finds it anywhere: that is more than one URL. */
static int
ends_with(struct bytes query, struct bytes signature)
{
	return signature.at + signature.len == query.at + query.len;
}

/*
 * What Laravel trims or ignores would be another URL for the same signature:
 * a slash at the end, a fragment, another host.
 */
static int
is_plain(const struct request *request, struct bytes base)
{
	const struct bytes raw = request->raw_path;
	const struct bytes target = request->target;

	if (raw.len < 2 || raw.at[raw.len - 1] == '/' ||
	    bytes_last(target, '#') < target.len)
		return 0;
	return target.at == raw.at || base.len == 0 ||
	    (bytes_start_with(target, base) && target.at + base.len == raw.at);
}

static enum status
route_read(const struct source *source, struct arena *arena,
    struct credential *credential)
{
	const struct request *request = source->request;
	const struct bytes    base = source->verifier->policy.base;
	struct query          query;
	enum status           status;

	status = read_query(request->query, arena, &query);
	if (status != STATUS_OK)
		return status;
	if (query.signatures == 0)
		return STATUS_NO_CREDENTIAL;
	if (query.signatures > 1)
		return STATUS_AMBIGUOUS;
	if (query.expiries == 0)
		return STATUS_CLAIM_MISSING;
	if (query.expiries > 1 || query.signature.len != MAC_HEX ||
	    !ends_with(request->query, query.signature) ||
	    !is_plain(request, base))
		return STATUS_MALFORMED;
	status = token_number(query.expires, &credential->terms.expires_at);
	if (status != STATUS_OK)
		return status;
	credential->terms.path = request->path;
	credential->signature = query.signature;
	/* The first '&' of the rest stands where its '?' was. */
	query.rest = (struct bytes){ query.rest.at + 1, query.rest.len - 1 };
	return arena_join(arena, (const struct bytes[]){ base,
	    request->raw_path, BYTES("?"), query.rest }, 4,
	    &credential->message);
}

static enum status
write_mac(struct bytes message, const struct key *key, char hex[MAC_HEX])
{
	unsigned char mac[HMAC_MAX];
	size_t        length;
	enum status   status = hmac_compute(key->hmac, &message, 1, mac,
	      &length);

	if (status != STATUS_OK)
		return status;
	hex_write(mac, MAC_HEX / 2, hex);
	return STATUS_OK;
}

static enum status
route_verify(const struct source *source, const struct credential *credential,
    const struct key *key, struct arena *arena, struct grant *grant)
{
	char        hex[MAC_HEX];
	enum status status = write_mac(credential->message, key, hex);

	(void)source, (void)arena, (void)grant;
	if (status != STATUS_OK)
		return status;
	return equal_secret((struct bytes){ hex, MAC_HEX },
	    credential->signature) ? STATUS_OK : STATUS_BAD_SIGNATURE;
}

static enum status
route_sign(const struct terms *terms, const struct key *key,
    const struct verifier *verifier, struct arena *arena, struct bytes *url)
{
	char         number[24], hex[MAC_HEX];
	struct bytes seconds = { number, 0 }, path, message;
	enum status  status = STATUS_MALFORMED;

	seconds.len = (size_t)snprintf(number, sizeof(number), "%" PRId64,
	    terms->expires_at);
	if (terms_are_plain(terms))
		status = percent_encode(terms->path, arena, &path);
	if (status == STATUS_OK)
		status = arena_join(arena, (const struct bytes[]){ path,
		    BYTES("?expires="), seconds }, 3, &path);
	if (status == STATUS_OK)
		status = arena_join(arena, (const struct bytes[]){
		    verifier->policy.base, path }, 2, &message);
	if (status == STATUS_OK)
		status = write_mac(message, key, hex);
	if (status != STATUS_OK)
		return status;
	return arena_join(arena, (const struct bytes[]){ path,
	    BYTES("&signature="), { hex, MAC_HEX } }, 3, url);
}

static const char *const algorithms[] = { "HS256", NULL };

extern const struct scheme scheme_laravel_route;

const struct scheme scheme_laravel_route = {
	.name = "laravel-route",
	.algorithms = algorithms,
	.tries_keys = 1,
	.reads_request = 1,
	.read = route_read,
	.verify = route_verify,
	.sign = route_sign,
};
