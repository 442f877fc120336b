/*
 * django-dumps: what signing.dumps of Django makes (docs.djangoproject.com,
 * "Cryptographic signing").
 *
 *	TOKEN  = VALUE ":" STAMP ":" MAC
 *	VALUE  = base64url of JSON, or "." and base64url of it, deflated by zlib
 *	STAMP  = seconds since 1970 when it was made, in base 62
 *	MAC    = base64url of HMAC(HASH(SALT "signer" SECRET), VALUE ":" STAMP)
 *	JSON   = {"image": PATH, ...}, PATH, or who asks: payload.h
 *
 * The hash is the key's: HS256, or HS1 for what Django before 3.1 made.  The
 * secret is SECRET_KEY, each of SECRET_KEY_FALLBACKS is a key of its own.  The
 * route's longest_age is max_age; what was made in the future is refused,
 * other than by Django.  In Django:
 *
 *	from django.core import signing
 *	"/img/?st=" + signing.dumps({"image": "cat.jpg"}, salt="img")
 *
 * Without it, for the salt "img":
 *
 *	printf '{"image":"cat.jpg"}' | python3 -c 'import base64, hashlib, hmac
 *	import sys, time
 *	d = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
 *	b = lambda x: base64.urlsafe_b64encode(x).rstrip(b"=")
 *	n, s = int(time.time()), ""
 *	while n: n, s = n // 62, d[n % 62] + s
 *	m = b(sys.stdin.buffer.read()) + b":" + s.encode()
 *	k = hashlib.sha256(b"img" b"signer" + b"the SECRET_KEY").digest()
 *	print((m + b":" + b(hmac.digest(k, m, "sha256"))).decode())'
 *
 * SPDX-License-Identifier: ISC
 */
#include "payload.h"
#include "signed_text.h"

extern const struct scheme scheme_django_dumps;

static const struct signed_format format = {
	.scheme = &scheme_django_dumps,
	.separator = ':',
	.clock = SIGNED_BASE62,
	.is_json = 1,
};

static const struct scheme_setting settings[] = {
	{ "salt", "django.core.signing", NULL,
	    "the salt that dumps was given" },
	PAYLOAD_SETTING("path"),
	{ NULL, NULL, NULL, NULL },
};

static enum status
dumps_read(const struct source *source, struct arena *arena,
    struct credential *credential)
{
	return signed_text_read(&format, source, arena, credential);
}

static enum status
dumps_verify(const struct source *source, const struct credential *credential,
    const struct key *key, struct arena *arena, struct grant *grant)
{
	return signed_text_verify(&format, source, credential, key, arena,
	    grant);
}

static enum status
dumps_sign(const struct terms *terms, const struct key *key,
    const struct verifier *verifier, struct arena *arena, struct bytes *token)
{
	return signed_text_sign(&format, terms, key, verifier, arena, token);
}

static const char *const algorithms[] = { "HS256", "HS1", NULL };

const struct scheme scheme_django_dumps = {
	.name = "django-dumps",
	.algorithms = algorithms,
	.settings = settings,
	.tries_keys = 1,
	.names_file = 1,
	.others_keys = 1,
	.needs_secret = 1,
	.states_issue = 1,
	.read = dumps_read,
	.verify = dumps_verify,
	.sign = dumps_sign,
};
