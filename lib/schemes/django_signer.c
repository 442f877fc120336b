/*
 * django-signer: what Django's TimestampSigner makes of a path
 * (docs.djangoproject.com, "Cryptographic signing").
 *
 *	TOKEN  = PATH ":" STAMP ":" MAC, percent-encoded in a query
 *	STAMP  = seconds since 1970 when it was made, in base 62
 *	MAC    = base64url of HMAC(HASH(SALT "signer" SECRET), PATH ":" STAMP)
 *
 * The hash is the key's: HS256, or HS1 for what Django before 3.1 made.  The
 * secret is SECRET_KEY, each of SECRET_KEY_FALLBACKS is a key of its own; that
 * of signed cookies has "django.http.cookies" before it.  The route's
 * longest_age is max_age; what was made in the future is refused, other than
 * by Django.  In Django:
 *
 *	from urllib.parse import urlencode
 *	from django.core.signing import TimestampSigner
 *	"/img/?" + urlencode({"st": TimestampSigner().sign("cat.jpg")})
 *
 * Without it, for Django's standard salt:
 *
 *	printf %s cat.jpg | python3 -c 'import base64, hashlib, hmac, sys, time
 *	d = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
 *	n, s = int(time.time()), ""
 *	while n: n, s = n // 62, d[n % 62] + s
 *	m = (sys.stdin.read() + ":" + s).encode()
 *	k = b"django.core.signing.TimestampSigner" b"signer" + b"the SECRET_KEY"
 *	h = hmac.digest(hashlib.sha256(k).digest(), m, "sha256")
 *	print((m + b":" + base64.urlsafe_b64encode(h).rstrip(b"=")).decode())'
 *
 * SPDX-License-Identifier: ISC
 */
#include "payload.h"
#include "signed_text.h"

extern const struct scheme scheme_django_signer;

static const struct signed_format format = {
	.scheme = &scheme_django_signer,
	.separator = ':',
	.clock = SIGNED_BASE62,
};

static const struct scheme_setting settings[] = {
	{ "salt", "django.core.signing.TimestampSigner", NULL,
	    "the signer's salt" },
	PAYLOAD_SETTING("path"),
	{ NULL, NULL, NULL, NULL },
};

static enum status
signer_read(const struct source *source, struct arena *arena,
    struct credential *credential)
{
	return signed_text_read(&format, source, arena, credential);
}

static enum status
signer_verify(const struct source *source, const struct credential *credential,
    const struct key *key, struct arena *arena, struct grant *grant)
{
	return signed_text_verify(&format, source, credential, key, arena,
	    grant);
}

static enum status
signer_sign(const struct terms *terms, const struct key *key,
    const struct verifier *verifier, struct arena *arena, struct bytes *token)
{
	return signed_text_sign(&format, terms, key, verifier, arena, token);
}

static const char *const algorithms[] = { "HS256", "HS1", NULL };

const struct scheme scheme_django_signer = {
	.name = "django-signer",
	.algorithms = algorithms,
	.settings = settings,
	.tries_keys = 1,
	.names_file = 1,
	.others_keys = 1,
	.needs_secret = 1,
	.states_issue = 1,
	.read = signer_read,
	.verify = signer_verify,
	.sign = signer_sign,
};
