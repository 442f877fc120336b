/*
 * thumbor: signed URLs of thumbor, as its clients make them (thumbor's document
 * "Security"; npm's thumbor, libthumbor).
 *
 *	URL       = PREFIX SIGNATURE "/" REST ["?" QUERY]
 *	SIGNATURE = base64 of URLs, with padding, of HMAC-SHA-1(KEY, SIGNED)
 *	SIGNED    = REST ["?" QUERY]
 *
 * REST is as it stands in the URL: thumbor encodes it anew before it hashes,
 * and takes a signature out of it wherever it stands.  Here it stands once, and
 * "unsafe" is none.  SIGNED is passed on.
 *
 * These URLs never end: the route must say endless = yes.  By hand:
 *
 *	p=300x200/smart/photos/cat.jpg; s=$(printf %s "$p" |
 *	    openssl dgst -sha1 -hmac "$KEY" -binary | openssl base64 |
 *	    tr +/ -_); echo "/t/$s/$p"
 *
 * SPDX-License-Identifier: ISC
 */
#include "base64url.h"
#include "bytes.h"
#include "transform_url.h"

#define SIGNATURE_BYTES 20

/* The last of its characters is the padding. */
static enum status
read_signature(struct bytes text, struct arena *arena, struct bytes *signature)
{
	const size_t length = BASE64URL_LENGTH(SIGNATURE_BYTES);

	if (text.len != length + 1 || text.at[length] != '=')
		return STATUS_MALFORMED;
	text.len = length;
	return base64url_decode(text, arena, signature);
}

static enum status
thumbor_read(const struct source *source, struct arena *arena,
    struct credential *credential)
{
	struct bytes text;
	enum status  status = transform_read(source, source->request->query,
	     arena, credential, &text);

	if (status == STATUS_OK)
		status = read_signature(text, arena, &credential->signature);
	credential->terms.expires_at = TIME_NEVER;
	return status;
}

/* The message's '/' is not signed. */
static enum status
make_mac(const struct key *key, struct bytes message,
    unsigned char bytes[HMAC_MAX], struct bytes *mac)
{
	const struct bytes text = { message.at + 1, message.len - 1 };

	mac->at = (const char *)bytes;
	return hmac_compute(key->hmac, &text, 1, bytes, &mac->len);
}

static enum status
thumbor_verify(const struct source *source,
    const struct credential *credential, const struct key *key,
    struct arena *arena, struct grant *grant)
{
	unsigned char bytes[HMAC_MAX];
	struct bytes  mac;
	enum status   status = make_mac(key, credential->message, bytes, &mac);

	(void)source, (void)arena, (void)grant;
	if (status != STATUS_OK)
		return status;
	return equal_secret(mac, credential->signature)
	    ? STATUS_OK : STATUS_BAD_SIGNATURE;
}

static enum status
thumbor_sign(const struct terms *terms, const struct key *key,
    const struct verifier *verifier, struct arena *arena, struct bytes *url)
{
	unsigned char bytes[HMAC_MAX];
	struct bytes  message, mac;
	enum status   status = transform_message(terms, verifier, "", arena,
	      &message);

	if (status == STATUS_OK)
		status = make_mac(key, message, bytes, &mac);
	if (status != STATUS_OK)
		return status;
	return transform_write(verifier, mac, "=", message, arena, url);
}

static const char *const algorithms[] = { "HS1", NULL };

extern const struct scheme scheme_thumbor;

const struct scheme scheme_thumbor = {
	.name = "thumbor",
	.algorithms = algorithms,
	.weak = 1,
	.reads_request = 1,
	.tries_keys = 1,
	.others_keys = 1,
	.is_passed_on = 1,
	.read = thumbor_read,
	.verify = thumbor_verify,
	.sign = thumbor_sign,
};
