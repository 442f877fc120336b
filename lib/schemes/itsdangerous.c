/*
 * itsdangerous: what URLSafeTimedSerializer of ItsDangerous 2 makes, and with
 * it Flask's session cookie (itsdangerous.palletsprojects.com).
 *
 *	TOKEN  = VALUE "." STAMP "." MAC
 *	VALUE  = base64url of JSON, or "." and base64url of it, deflated by zlib
 *	STAMP  = seconds since 1970 when it was made: base64url of its bytes
 *	MAC    = base64url of HMAC(DERIVED, VALUE "." STAMP)
 *	JSON   = {"image": PATH, ...}, PATH, or who asks: payload.h
 *
 * DERIVED is HASH(SALT "signer" SECRET) or, with derivation = hmac,
 * HMAC(SECRET, SALT).  The hash is the key's: HS1 unless the application says
 * otherwise.  The route's longest_age is max_age; of Flask's sessions it is
 * PERMANENT_SESSION_LIFETIME, salt is cookie-session, derivation is hmac.  A
 * route that takes it takes no jwt.  In Python:
 *
 *	from itsdangerous import URLSafeTimedSerializer
 *	URLSafeTimedSerializer("the secret", "img").dumps({"image": "cat.jpg"})
 *
 * With openssl, for the salt "img":
 *
 *	b64() { openssl base64 -A | tr +/ -_ | tr -d =; }
 *	k=$(printf %s imgsigner"$SECRET" | openssl sha1 -r | cut -c-40)
 *	t=$(printf %08x "$(date +%s)" | xxd -r -p | b64)
 *	m=$(printf %s '{"image":"cat.jpg"}' | b64).$t
 *	echo "$m.$(printf %s "$m" |
 *	    openssl dgst -sha1 -mac HMAC -macopt hexkey:$k -binary | b64)"
 *
 * SPDX-License-Identifier: ISC
 */
#include "payload.h"
#include "signed_text.h"

extern const struct scheme scheme_itsdangerous;

static const struct signed_format format = {
	.scheme = &scheme_itsdangerous,
	.separator = '.',
	.clock = SIGNED_BYTES,
	.is_json = 1,
};

static const struct scheme_setting settings[] = {
	{ "salt", "itsdangerous", NULL, "the serializer's salt" },
	{ "derivation", "django-concat", "django-concat hmac",
	    "how the signer derives its key" },
	PAYLOAD_SETTING("path"),
	{ NULL, NULL, NULL, NULL },
};

static enum status
timed_read(const struct source *source, struct arena *arena,
    struct credential *credential)
{
	return signed_text_read(&format, source, arena, credential);
}

static enum status
timed_verify(const struct source *source, const struct credential *credential,
    const struct key *key, struct arena *arena, struct grant *grant)
{
	return signed_text_verify(&format, source, credential, key, arena,
	    grant);
}

static enum status
timed_sign(const struct terms *terms, const struct key *key,
    const struct verifier *verifier, struct arena *arena, struct bytes *token)
{
	return signed_text_sign(&format, terms, key, verifier, arena, token);
}

static const char *const algorithms[] = { "HS1", "HS256", "HS384", "HS512",
	NULL };

const struct scheme scheme_itsdangerous = {
	.name = "itsdangerous",
	.algorithms = algorithms,
	.settings = settings,
	.weak = 1,
	.tries_keys = 1,
	.names_file = 1,
	.others_keys = 1,
	.needs_secret = 1,
	.states_issue = 1,
	.read = timed_read,
	.verify = timed_verify,
	.sign = timed_sign,
};
