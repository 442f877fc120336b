/*
 * symfony: signed URIs of Symfony's UriSigner (github.com/symfony/symfony,
 * HttpFoundation/UriSigner.php; up to 6.3 HttpKernel/UriSigner.php).
 *
 *	URL       = BASE PATH "?" PARAMETER *("&" PARAMETER)
 *	PARAMETER = "_hash=" HASH, once
 *	          / "_expiration=" seconds since 1970, once, since 7.1
 *	          / any others, in any order, none of them twice
 *	HASH      = base64 of HMAC-SHA-256(SECRET, BASE PATH ["?" QUERY]) up to
 *	            7.2; since then base64 of URLs without padding
 *	QUERY     = all but _hash, by the names' bytes, as http_build_query
 *	            writes them: "+" for blanks, %XX but for [A-Za-z0-9-_.]
 *
 * Names that PHP would rewrite, as "a.b" and "a[]", are refused.  The end is
 * the first second that is too late; without it, a URI never expires.
 * symfony.hash says which of the forms is taken: base64, base64url or any.  By
 * hand, where SECRET is that of the application:
 *
 *	u="https://img.example.org/img/cat.jpg?_expiration=1800000000"
 *	h=$(printf %s "$u" | openssl dgst -sha256 -hmac "$SECRET" -binary |
 *	    openssl base64 | tr +/ -_ | tr -d =)
 *	echo "$u&_hash=$h"
 *
 * SPDX-License-Identifier: ISC
 */
#include <inttypes.h>
#include <stdio.h>

#include "arena.h"
#include "base64.h"
#include "base64url.h"
#include "bytes.h"
#include "php_query.h"
#include "source.h"
#include "terms.h"
#include "token_fields.h"

#define MAC_BYTES    32
#define BASE64_CHARS 44 /* of a MAC, with padding */

extern const struct scheme scheme_symfony;

static const struct scheme_setting settings[] = {
	{ "hash", "any", "any base64 base64url", "how the hash is written" },
	{ "parameter", "_hash", NULL, "the name of the hash's parameter" },
	{ "expiration", "_expiration", NULL, "that of the expiry's" },
	{ NULL, NULL, NULL, NULL },
};

/* ----------------------------------------------------------------- reading */

static enum status
read_hash(const struct source *source, struct bytes raw, struct arena *arena,
    struct bytes *hash)
{
	const struct bytes form = source_setting(source, &scheme_symfony,
	    "hash");
	struct bytes       text;
	enum status status = query_decode(raw, PLUS_IS_BLANK, arena, &text);

	if (status != STATUS_OK)
		return status;
	if (bytes_equal(form, BYTES("base64")) ||
	    (bytes_equal(form, BYTES("any")) && text.len == BASE64_CHARS))
		status = base64_decode(text, BASE64_PADDED, arena, hash);
	else
		status = base64url_decode(text, arena, hash);
	if (status == STATUS_OK && hash->len != MAC_BYTES)
		return STATUS_MALFORMED;
	return status;
}

/* Up to 7.0 nothing expires. */
static enum status
read_expiry(const struct query *query, struct bytes name, int64_t *expires_at)
{
	struct bytes value;
	enum status  status = query_optional(query, name, &value);

	if (status != STATUS_OK)
		return status;
	*expires_at = TIME_NEVER;
	if (value.at == NULL)
		return STATUS_OK;
	status = token_number(value, expires_at);
	if (status == STATUS_OK && (*expires_at)-- == 0)
		return STATUS_MALFORMED;
	return status;
}

static enum status
write_message(const struct source *source, const struct query *query,
    struct bytes hash, struct arena *arena, struct bytes *message)
{
	struct bytes origin, others;
	enum status  status = source_origin(source, arena, &origin);

	if (status == STATUS_OK)
		status = php_query_write(query, hash, arena, &others);
	if (status != STATUS_OK)
		return status;
	return arena_join(arena, (const struct bytes[]){ origin,
	    source->request->raw_path, others.len > 0 ? BYTES("?") : EMPTY,
	    others }, 4, message);
}

static enum status
symfony_read(const struct source *source, struct arena *arena,
    struct credential *credential)
{
	const struct request *request = source->request;
	const struct query   *query;
	struct bytes          hash;
	enum status           status;

	status = query_read(request->query, arena, &query);
	if (status == STATUS_OK)
		status = query_one(query, source_setting(source,
		    &scheme_symfony, "parameter"), &hash);
	if (status != STATUS_OK)
		return status;
	/* A fragment would be signed as well; no browser sends any. */
	if (bytes_last(request->target, '#') < request->target.len)
		return STATUS_MALFORMED;
	status = read_hash(source, hash, arena, &credential->signature);
	if (status == STATUS_OK)
		status = read_expiry(query, source_setting(source,
		    &scheme_symfony, "expiration"),
		    &credential->terms.expires_at);
	if (status != STATUS_OK)
		return status;
	credential->terms.path = request->path;
	return write_message(source, query, hash, arena, &credential->message);
}

static enum status
symfony_verify(const struct source *source,
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

/* Of the older form, as http_build_query writes it. */
static enum status
write_base64(struct bytes text, struct arena *arena, struct bytes *hash)
{
	static const struct {
		char         letter;
		struct bytes written;
	} letters[] = { { '-', { "%2B", 3 } }, { '_', { "%2F", 3 } } };
	struct bytes parts[BASE64_CHARS];
	size_t       n = 0;

	for (size_t i = 0; i < text.len; i++) {
		parts[n] = (struct bytes){ text.at + i, 1 };
		for (size_t k = 0; k < 2; k++)
			if (text.at[i] == letters[k].letter)
				parts[n] = letters[k].written;
		n++;
	}
	parts[n++] = BYTES("%3D");
	return arena_join(arena, parts, n, hash);
}

static enum status
write_hash(const struct source *source, struct bytes message,
    const struct key *key, struct arena *arena, struct bytes *hash)
{
	unsigned char mac[HMAC_MAX];
	size_t        length;
	enum status status = hmac_compute(key->hmac, &message, 1, mac, &length);

	if (status == STATUS_OK)
		status = base64url_encode((struct bytes){ (char *)mac,
		    length }, arena, hash);
	if (status != STATUS_OK || !bytes_equal(source_setting(source,
	        &scheme_symfony, "hash"), BYTES("base64")))
		return status;
	return write_base64(*hash, arena, hash);
}

/* "https://img.example.org/cat.jpg?_expiration=1800000001" */
static enum status
write_unsigned(const struct source *source, const struct terms *terms,
    struct arena *arena, struct bytes *url)
{
	const struct bytes name = source_setting(source, &scheme_symfony,
	    "expiration");
	struct bytes path;
	char         expiration[24];
	enum status  status = percent_encode(terms->path, arena, &path);

	if (status != STATUS_OK)
		return status;
	(void)snprintf(expiration, sizeof(expiration), "=%" PRId64,
	    terms->expires_at + 1);
	return arena_join(arena, (const struct bytes[]){
	    source->verifier->policy.base, path, BYTES("?"), name,
	    bytes_of(expiration) }, 5, url);
}

static enum status
symfony_sign(const struct terms *terms, const struct key *key,
    const struct verifier *verifier, struct arena *arena, struct bytes *url)
{
	const struct source source = { .verifier = verifier };
	const struct bytes  base = verifier->policy.base;
	struct bytes        message, hash;
	enum status         status;

	if (!terms_are_plain(terms) || base.len == 0)
		return STATUS_MALFORMED;
	status = write_unsigned(&source, terms, arena, &message);
	if (status == STATUS_OK)
		status = write_hash(&source, message, key, arena, &hash);
	if (status != STATUS_OK)
		return status;
	return arena_join(arena, (const struct bytes[]){
	    { message.at + base.len, message.len - base.len }, BYTES("&"),
	    source_setting(&source, &scheme_symfony, "parameter"), BYTES("="),
	    hash }, 5, url);
}

static const char *const algorithms[] = { "HS256", NULL };

const struct scheme scheme_symfony = {
	.name = "symfony",
	.algorithms = algorithms,
	.reads_request = 1,
	.tries_keys = 1,
	.others_keys = 1,
	.settings = settings,
	.read = symfony_read,
	.verify = symfony_verify,
	.sign = symfony_sign,
};
