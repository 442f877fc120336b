/*
 * google-cdn: signed URLs and signed cookies of Google's Cloud CDN
 * (cloud.google.com/cdn/docs/using-signed-urls, using-signed-cookies).
 * google_signed.h has the grammar.
 *
 *	SIGNATURE = base64 of URLs, padded, of HMAC-SHA-1(KEY, what is signed)
 *	COOKIE    = google-cdn.cookie, Cloud-CDN-Cookie
 *
 * The key is 16 bytes, its id is KeyName.  Cloud CDN lets pass what is not
 * signed; this does not.  By hand, with the key in hexadecimal digits:
 *
 *	u="https://img.example.org/cat.jpg?Expires=1800000000&KeyName=$ID"
 *	s=$(printf %s "$u" | openssl dgst -sha1 -mac HMAC \
 *	    -macopt hexkey:$KEY -binary | openssl base64 | tr +/ -_)
 *	echo "$u&Signature=$s"
 *
 * SPDX-License-Identifier: ISC
 */
#include <inttypes.h>
#include <stdio.h>

#include "arena.h"
#include "base64url.h"
#include "bytes.h"
#include "google_signed.h"
#include "source.h"
#include "terms.h"

#define ED25519_BYTES 64

extern const struct scheme scheme_google_cdn;

static const struct scheme_setting settings[] = {
	{ "cookie", "Cloud-CDN-Cookie", NULL, "the name of signed cookies" },
	{ NULL, NULL, NULL, NULL },
};

static const struct google_form form = {
	.sisters_bytes = ED25519_BYTES,
	.padding = BASE64_PADDED,
};

static enum status
google_cdn_read(const struct source *source, struct arena *arena,
    struct credential *credential)
{
	struct google_fields fields;
	enum status          status;

	status = google_find(source, source_setting(source,
	    &scheme_google_cdn, "cookie"), arena, &fields);
	if (status != STATUS_OK)
		return status;
	if (fields.text.at == NULL)
		return STATUS_NO_CREDENTIAL;
	return google_read(source, &form, &fields, arena, credential);
}

/* ----------------------------------------------------------------- signing */

/* "https://img.example.org/cat.jpg?Expires=1800000000&KeyName=k1" */
static enum status
write_message(const struct terms *terms, const struct key *key,
    struct bytes base, struct arena *arena, struct bytes *message)
{
	struct bytes path;
	char         expires[40];
	enum status  status = percent_encode(terms->path, arena, &path);

	if (status != STATUS_OK)
		return status;
	(void)snprintf(expires, sizeof(expires), "?Expires=%" PRId64
	    "&KeyName=", terms->expires_at);
	return arena_join(arena, (const struct bytes[]){ base, path,
	    bytes_of(expires), key->id }, 4, message);
}

static enum status
google_cdn_sign(const struct terms *terms, const struct key *key,
    const struct verifier *verifier, struct arena *arena, struct bytes *url)
{
	const struct bytes base = verifier->policy.base;
	unsigned char      mac[HMAC_MAX];
	size_t             length;
	struct bytes       message, signature;
	enum status        status;

	if (!terms_are_plain(terms) || base.len == 0)
		return STATUS_MALFORMED;
	status = write_message(terms, key, base, arena, &message);
	if (status == STATUS_OK)
		status = hmac_compute(key->hmac, &message, 1, mac, &length);
	if (status == STATUS_OK)
		status = base64url_encode((struct bytes){ (char *)mac,
		    length }, arena, &signature);
	if (status != STATUS_OK)
		return status;
	return arena_join(arena, (const struct bytes[]){
	    { message.at + base.len, message.len - base.len },
	    BYTES("&Signature="), signature, BYTES("=") }, 4, url);
}

static const char *const algorithms[] = { "HS1", NULL };

const struct scheme scheme_google_cdn = {
	.name = "google-cdn",
	.algorithms = algorithms,
	.weak = 1,
	.reads_request = 1,
	.others_keys = 1,
	.settings = settings,
	.read = google_cdn_read,
	.verify = google_verify,
	.sign = google_cdn_sign,
};
