/*
 * signed-url: URLs of the npm package signed-url
 * (github.com/noblesamurai/node-signed-url, src/index.js).
 *
 *	URL  = BASE PATH "?" [QUERY "&"] "hash=" HASH, which may stand anywhere
 *	HASH = MAC ["." base64url of END, without padding]
 *	MAC  = base64url, without padding, of
 *	       HMAC-SHA-256(SECRET, METHOD ":" BASE PATH ["?" SORTED] [":" END])
 *
 * SORTED are the parameters but hash, by their names, those of the same name in
 * the order of the URL, and written as forms are sent: "+" for a blank, %XX but
 * for [A-Za-z0-9*-._].  END is in seconds since 1970; without it, a URL never
 * expires.  Nothing but a colon divides END from PATH: do not sign paths that
 * end in one and a number.  By hand:
 *
 *	u=https://img.example.org/img/cat.jpg; e=1800000000
 *	b() { openssl base64 -A | tr +/ -_ | tr -d =; }
 *	m=$(printf %s "GET:$u:$e" |
 *	    openssl dgst -sha256 -hmac "$SECRET" -binary | b)
 *	echo "$u?hash=$m.$(printf %s $e | b)"
 *
 * SPDX-License-Identifier: ISC
 */
#include <inttypes.h>
#include <stdio.h>

#include "arena.h"
#include "base64url.h"
#include "bytes.h"
#include "sorted_query.h"
#include "source.h"
#include "terms.h"
#include "token_fields.h"

#define MAC_BYTES 32

extern const struct scheme scheme_signed_url;

static const struct scheme_setting settings[] = {
	{ "parameter", "hash", NULL, "the parameter that holds the hash" },
	{ NULL, NULL, NULL, NULL },
};

/* ----------------------------------------------------------------- reading */

/* *end: empty where there is none. */
static enum status
read_hash(struct bytes hash, struct arena *arena,
    struct credential *credential, struct bytes *end)
{
	const struct bytes whole = hash;
	struct bytes       mac = bytes_cut(&hash, '.');
	enum status        status;

	*end = EMPTY;
	credential->terms.expires_at = TIME_NEVER;
	status = base64url_decode(mac, arena, &credential->signature);
	if (status == STATUS_OK && credential->signature.len != MAC_BYTES)
		status = STATUS_MALFORMED;
	if (status != STATUS_OK || mac.len == whole.len)
		return status;
	status = base64url_decode(hash, arena, end);
	if (status == STATUS_OK)
		status = token_number(*end, &credential->terms.expires_at);
	return status == STATUS_OK && credential->terms.expires_at == 0
	    ? STATUS_MALFORMED : status;
}

/* Others may stand there twice. */
static enum status
sort_others(const struct query *query, struct bytes hash, struct arena *arena,
    struct bytes *text)
{
	struct sorted_query *sorted = arena_take(arena, sizeof(*sorted));
	enum status          status = STATUS_OK;

	if (sorted == NULL)
		return STATUS_TOO_LARGE;
	for (size_t i = 0; status == STATUS_OK && i < query->count; i++)
		if (query->at[i].value.at != hash.at &&
		    query->at[i].whole.len > 0)
			status = sorted_query_add(sorted, &query->at[i],
			    PLUS_IS_BLANK, TWICE_IS_KEPT, arena);
	return status == STATUS_OK
	    ? sorted_query_write(sorted, "*-._ ", arena, text) : status;
}

/* "/a:1800000000" is what is signed of "/a" and its end, too. */
static int
ends_in_number(struct bytes path)
{
	const size_t colon = bytes_last(path, ':');
	size_t       digits = path.len;

	while (digits > 0 && path.at[digits - 1] >= '0' &&
	    path.at[digits - 1] <= '9')
		digits--;
	return colon < path.len && digits == colon + 1;
}

static enum status
write_message(struct bytes method, struct bytes url, struct bytes others,
    struct bytes end, struct arena *arena, struct bytes *message)
{
	return arena_join(arena, (const struct bytes[]){ method, BYTES(":"),
	    url, { "?", others.len > 0 }, others, { ":", end.len > 0 }, end },
	    7, message);
}

static enum status
signed_url_read(const struct source *source, struct arena *arena,
    struct credential *credential)
{
	const struct request *request = source->request;
	const struct query   *query;
	struct bytes          hash, end, others, url;
	enum status           status;

	status = query_read(request->query, arena, &query);
	if (status == STATUS_OK)
		status = query_one(query, source_setting(source,
		    &scheme_signed_url, "parameter"), &hash);
	if (status == STATUS_OK)
		status = read_hash(hash, arena, credential, &end);
	if (status == STATUS_OK)
		status = sort_others(query, hash, arena, &others);
	if (status == STATUS_OK)
		status = source_origin(source, arena, &url);
	if (status == STATUS_OK)
		status = arena_join(arena, (const struct bytes[]){ url,
		    request->raw_path }, 2, &url);
	if (status != STATUS_OK)
		return status;
	if (end.len == 0 && others.len == 0 &&
	    ends_in_number(request->raw_path))
		return STATUS_MALFORMED;
	credential->terms.path = request->path;
	return write_message(request->method, url, others, end, arena,
	    &credential->message);
}

static enum status
signed_url_verify(const struct source *source,
    const struct credential *credential, const struct key *key,
    struct arena *arena, struct grant *grant)
{
	unsigned char mac[HMAC_MAX];
	size_t        length;
	enum status   status = hmac_compute(key->hmac, &credential->message,
	      1, mac, &length);

	(void)source, (void)arena, (void)grant;
	if (status == STATUS_OK && !equal_secret((struct bytes){ (char *)mac,
	        length }, credential->signature))
		status = STATUS_BAD_SIGNATURE;
	return status;
}

/* ----------------------------------------------------------------- signing */

static enum status
write_hash(struct bytes message, struct bytes end, const struct key *key,
    struct arena *arena, struct bytes *hash)
{
	unsigned char mac[HMAC_MAX];
	struct bytes  text, moment;
	size_t        length;
	enum status   status = hmac_compute(key->hmac, &message, 1, mac,
	      &length);

	if (status == STATUS_OK)
		status = base64url_encode((struct bytes){ (char *)mac,
		    length }, arena, &text);
	if (status == STATUS_OK)
		status = base64url_encode(end, arena, &moment);
	if (status != STATUS_OK)
		return status;
	return arena_join(arena, (const struct bytes[]){ text, BYTES("."),
	    moment }, 3, hash);
}

/* For GET: one file and its end, of a route that has a base. */
static enum status
signed_url_sign(const struct terms *terms, const struct key *key,
    const struct verifier *verifier, struct arena *arena, struct bytes *url)
{
	const struct source source = { .verifier = verifier };
	const struct bytes  base = verifier->policy.base;
	char                number[24];
	struct bytes        path, whole, message, end, hash;
	enum status         status = STATUS_MALFORMED;

	if (terms_are_plain(terms) && base.len > 0)
		status = percent_encode(terms->path, arena, &path);
	if (status != STATUS_OK)
		return status;
	(void)snprintf(number, sizeof(number), "%" PRId64, terms->expires_at);
	end = bytes_of(number);
	status = arena_join(arena, (const struct bytes[]){ base, path }, 2,
	    &whole);
	if (status == STATUS_OK)
		status = write_message(BYTES("GET"), whole, EMPTY, end, arena,
		    &message);
	if (status == STATUS_OK)
		status = write_hash(message, end, key, arena, &hash);
	if (status != STATUS_OK)
		return status;
	return arena_join(arena, (const struct bytes[]){ path, BYTES("?"),
	    source_setting(&source, &scheme_signed_url, "parameter"),
	    BYTES("="), hash }, 5, url);
}

static const char *const algorithms[] = { "HS256", NULL };

const struct scheme scheme_signed_url = {
	.name = "signed-url",
	.algorithms = algorithms,
	.reads_request = 1,
	.tries_keys = 1,
	.others_keys = 1,
	.settings = settings,
	.read = signed_url_read,
	.verify = signed_url_verify,
	.sign = signed_url_sign,
};
