/*
 * imgproxy: signed URLs of imgproxy, as its clients make them
 * (docs.imgproxy.net/usage/signing_url, /usage/processing).
 *
 *	URL       = PREFIX SIGNATURE "/" REST ["?" QUERY]
 *	SIGNATURE = base64 of URLs, without padding, of the first bytes of
 *	            HMAC-SHA-256(KEY, SALT "/" REST): all 32, or so many as
 *	            signature_size says, which is IMGPROXY_SIGNATURE_SIZE
 *	REST      = *(OPTION "/") SOURCE
 *	OPTION    = NAME ":" ARGUMENT *(":" ARGUMENT) / "-"
 *
 * The option "exp", or "expires", is the last second in which the URL counts;
 * without it the route must say endless = yes.  What is passed on is "/" REST
 * without the query, which imgproxy does not sign and does not read.
 * "insecure", "unsafe" and "_" are no signatures.
 *
 * The secret of a key is a pair in hexadecimal digits, KEY ":" SALT, as
 * IMGPROXY_KEY and IMGPROXY_SALT have them.  Each further pair is another key.
 * By hand:
 *
 *	p=/exp:1800000000/rs:fit:300/plain/local:///cat.jpg
 *	s=$( (perl -e 'print pack "H*", shift' "$IMGPROXY_SALT"
 *	    printf %s "$p") | openssl dgst -sha256 -mac HMAC -macopt \
 *	    "hexkey:$IMGPROXY_KEY" -binary | openssl base64 | tr +/ -_ |
 *	    tr -d =); echo "/t/$s$p"
 *
 * SPDX-License-Identifier: ISC
 */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "base64url.h"
#include "bytes.h"
#include "hex.h"
#include "source.h"
#include "token_fields.h"
#include "transform_url.h"

/* Bytes of a signature: fewer could be guessed. */
#define SIZE_MIN 8
#define SIZE_MAX_BYTES 32

extern const struct scheme scheme_imgproxy;

static const struct scheme_setting settings[] = {
	{ "signature_size", "32", "32 31 30 29 28 27 26 25 24 23 22 21 20 19 "
	    "18 17 16 15 14 13 12 11 10 9 8", "bytes of a signature" },
	{ NULL, NULL, NULL, NULL },
};

static enum status
signature_size(const struct source *source, size_t *size)
{
	int64_t number;

	if (!bytes_number(source_setting(source, &scheme_imgproxy,
	        "signature_size"), 2, &number) ||
	    number < SIZE_MIN || number > SIZE_MAX_BYTES)
		return STATUS_MALFORMED;
	*size = (size_t)number;
	return STATUS_OK;
}

/* ---------------------------------------------------------------- the key */

struct pair {
	struct bytes key, salt;
};

static enum status
read_pair(struct bytes secret, struct arena *arena, struct pair *pair)
{
	const struct bytes key = bytes_cut(&secret, ':');
	enum status        status;

	if (key.len == 0 || secret.len == 0)
		return STATUS_MALFORMED;
	status = hex_decode(key, arena, &pair->key);
	return status == STATUS_OK ? hex_decode(secret, arena, &pair->salt)
				   : status;
}

static const char *
imgproxy_check_secret(struct bytes secret, struct arena *arena)
{
	struct pair pair;

	return read_pair(secret, arena, &pair) == STATUS_OK ? NULL
	    : "the secret of imgproxy is IMGPROXY_KEY, a colon and "
	      "IMGPROXY_SALT, each in hexadecimal digits";
}

static enum status
make_mac(const struct key *key, struct bytes message, struct arena *arena,
    unsigned char mac[HMAC_MAX])
{
	struct pair pair;
	size_t      length;
	enum status status = read_pair(key->secret, arena, &pair);

	if (status != STATUS_OK)
		return status;
	return hmac_once(key->algorithm->digest, pair.key,
	    (const struct bytes[]){ pair.salt, message }, 2, mac, &length);
}

/* ---------------------------------------------------------------- reading */

static enum status
read_option(struct bytes option, int64_t *expires_at)
{
	const struct bytes name = bytes_cut(&option, ':');
	enum status        status;

	if (!bytes_equal(name, BYTES("exp")) &&
	    !bytes_equal(name, BYTES("expires")))
		return STATUS_OK;
	if (*expires_at != TIME_NEVER)
		return STATUS_MALFORMED;
	status = token_number(option, expires_at);
	return status == STATUS_OK && *expires_at == 0 ? STATUS_MALFORMED
						       : status;
}

/* Options end where the source starts, which has no colon. */
static enum status
read_expiry(struct bytes rest, int64_t *expires_at)
{
	enum status status = STATUS_OK;

	*expires_at = TIME_NEVER;
	while (status == STATUS_OK && rest.len > 0) {
		const struct bytes option = bytes_cut(&rest, '/');

		if (memchr(option.at, ':', option.len) == NULL &&
		    !bytes_equal(option, BYTES("-")))
			break;
		status = read_option(option, expires_at);
	}
	return status;
}

static enum status
imgproxy_read(const struct source *source, struct arena *arena,
    struct credential *credential)
{
	struct bytes text, options;
	size_t       size;
	enum status  status = signature_size(source, &size);

	if (status == STATUS_OK)
		status = transform_read(source, EMPTY, arena, credential,
		    &text);
	if (status == STATUS_OK && text.len != BASE64URL_LENGTH(size))
		status = STATUS_MALFORMED;
	if (status == STATUS_OK)
		status = base64url_decode(text, arena, &credential->signature);
	if (status != STATUS_OK)
		return status;
	options = (struct bytes){ credential->message.at + 1,
		credential->message.len - 1 };
	return read_expiry(options, &credential->terms.expires_at);
}

/* -------------------------------------------------- verifying and signing */

static enum status
imgproxy_verify(const struct source *source,
    const struct credential *credential, const struct key *key,
    struct arena *arena, struct grant *grant)
{
	const struct bytes signature = credential->signature;
	unsigned char      mac[HMAC_MAX];
	enum status        status = make_mac(key, credential->message, arena,
	           mac);

	(void)source, (void)grant;
	if (status != STATUS_OK)
		return status;
	return equal_secret((struct bytes){ (char *)mac, signature.len },
	    signature) ? STATUS_OK : STATUS_BAD_SIGNATURE;
}

static enum status
imgproxy_sign(const struct terms *terms, const struct key *key,
    const struct verifier *verifier, struct arena *arena, struct bytes *url)
{
	const struct source source = { .verifier = verifier };
	unsigned char       mac[HMAC_MAX];
	char                option[40];
	struct bytes        message;
	size_t              size;
	enum status         status = signature_size(&source, &size);

	(void)snprintf(option, sizeof(option), "exp:%" PRId64 "/",
	    terms->expires_at);
	if (status == STATUS_OK)
		status = transform_message(terms, verifier, option, arena,
		    &message);
	if (status == STATUS_OK)
		status = make_mac(key, message, arena, mac);
	if (status != STATUS_OK)
		return status;
	return transform_write(verifier, (struct bytes){ (char *)mac, size },
	    "", message, arena, url);
}

static const char *const algorithms[] = { "HS256", NULL };

const struct scheme scheme_imgproxy = {
	.name = "imgproxy",
	.algorithms = algorithms,
	.reads_request = 1,
	.tries_keys = 1,
	.others_keys = 1,
	.needs_secret = 1,
	.is_passed_on = 1,
	.settings = settings,
	.check_secret = imgproxy_check_secret,
	.read = imgproxy_read,
	.verify = imgproxy_verify,
	.sign = imgproxy_sign,
};
