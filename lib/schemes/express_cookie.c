/*
 * express-cookie: cookies that Express signs with cookie-signature, as
 * res.cookie(..., { signed: true }) and express-session do
 * (github.com/tj/node-cookie-signature).
 *
 *	COOKIE = NAME "=" TOKEN, percent-encoded
 *	TOKEN  = "s:" VALUE "." MAC
 *	VALUE  = text, or "j:" JSON
 *	MAC    = base64, without padding, of HMAC-SHA-256(SECRET, VALUE)
 *
 * VALUE is who asks, or {"image": PATH, ...}: payload.h.  JSON may have an
 * "exp"; without it the cookie never expires: endless = yes.  The id of an
 * express-session says nothing by itself.  Each of several secrets is a key of
 * its own.  In Express:
 *
 *	res.cookie('img', { image: 'cat.jpg',
 *	    exp: Date.now() / 1000 + 3600 | 0 }, { signed: true })
 *
 * With openssl, for the user 42 and ever:
 *
 *	v=42; m=$(printf %s "$v" | openssl dgst -sha256 -hmac "$SECRET" \
 *	    -binary | openssl base64 | tr -d =)
 *	echo "img=$(printf %s "s:$v.$m" | sed 's|:|%3A|;s|/|%2F|g;s|+|%2B|g')"
 *
 * SPDX-License-Identifier: ISC
 */
#include "arena.h"
#include "base64.h"
#include "base64url.h"
#include "bytes.h"
#include "payload.h"

extern const struct scheme scheme_express_cookie;

static const struct scheme_setting settings[] = {
	PAYLOAD_SETTING("subject"),
	{ NULL, NULL, NULL, NULL },
};

#define SIGNED BYTES("s:")
#define JSON   BYTES("j:")

static struct bytes
behind(struct bytes text, struct bytes start)
{
	return (struct bytes){ text.at + start.len, text.len - start.len };
}

static enum status
cookie_read(const struct source *source, struct arena *arena,
    struct credential *credential)
{
	struct bytes token, mac;
	size_t       dot;
	enum status  status = payload_token(source, 1, arena, &token);

	if (status != STATUS_OK)
		return status;
	if (!bytes_start_with(token, SIGNED))
		return STATUS_FOREIGN_CREDENTIAL;
	token = behind(token, SIGNED);
	dot = bytes_last(token, '.');
	if (dot == token.len)
		return STATUS_MALFORMED;
	mac = (struct bytes){ token.at + dot + 1, token.len - dot - 1 };
	credential->message = (struct bytes){ token.at, dot };
	credential->terms.expires_at = TIME_NEVER;
	return base64_decode(mac, BASE64_BARE, arena, &credential->signature);
}

static enum status
cookie_verify(const struct source *source, const struct credential *credential,
    const struct key *key, struct arena *arena, struct grant *grant)
{
	const struct scheme *scheme = &scheme_express_cookie;
	const struct bytes   value = credential->message;
	enum status          status = payload_check_mac(credential, key);

	if (status != STATUS_OK)
		return status;
	return bytes_start_with(value, JSON)
	    ? payload_read_json(source, scheme, behind(value, JSON), arena,
	          grant)
	    : payload_read_text(source, scheme, value, arena, grant);
}

/* ------------------------------------------------------------------- sign */

/* base64url --> base64 */
static enum status
encode(struct bytes bytes, struct arena *arena, struct bytes *text)
{
	char       *out = arena_take(arena, BASE64URL_LENGTH(bytes.len));
	enum status status = base64url_encode(bytes, arena, text);

	if (out == NULL || status != STATUS_OK)
		return STATUS_TOO_LARGE;
	for (size_t i = 0; i < text->len; i++) {
		out[i] = text->at[i];
		if (out[i] == '-')
			out[i] = '+';
		if (out[i] == '_')
			out[i] = '/';
	}
	text->at = out;
	return STATUS_OK;
}

static enum status
cookie_sign(const struct terms *terms, const struct key *key,
    const struct verifier *verifier, struct arena *arena, struct bytes *token)
{
	unsigned char mac[HMAC_MAX];
	size_t        length;
	struct bytes  value, text;
	enum status   status = payload_write_json(terms, verifier, 1, arena,
	      &value);

	if (status == STATUS_OK)
		status = arena_join(arena,
		    (const struct bytes[]){ JSON, value }, 2, &value);
	if (status == STATUS_OK)
		status = hmac_compute(key->hmac, &value, 1, mac, &length);
	if (status == STATUS_OK)
		status = encode((struct bytes){ (char *)mac, length }, arena,
		    &text);
	if (status == STATUS_OK)
		status = arena_join(arena, (const struct bytes[]){ SIGNED,
		    value, BYTES("."), text }, 4, &text);
	if (status != STATUS_OK)
		return status;
	return percent_encode(text, arena, token);
}

static const char *const algorithms[] = { "HS256", NULL };

const struct scheme scheme_express_cookie = {
	.name = "express-cookie",
	.algorithms = algorithms,
	.settings = settings,
	.tries_keys = 1,
	.names_file = 1,
	.others_keys = 1,
	.read = cookie_read,
	.verify = cookie_verify,
	.sign = cookie_sign,
};
