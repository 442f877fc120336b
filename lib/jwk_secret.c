/*
 * Secrets: how long they must be, and what is made of them.
 *
 * SPDX-License-Identifier: ISC
 */
#include "bytes.h"
#include "jwk.h"
#include "laravel_box.h"
#include "scheme.h"

static const char *
not_of_size(size_t size)
{
	return size == 16 ? "the secret must have 16 bytes"
	    : size == 32  ? "the secret must have 32 bytes"
			  : "the secret must have 64 bytes";
}

static const char *
keep(struct key *key, struct bytes secret)
{
	key->secret = bytes_copy(secret);
	return key->secret.at != NULL ? NULL : "out of memory";
}

/* Others make secrets as they like: what serves them alone may be short. */
static int
is_others(const struct key *key)
{
	for (size_t i = 0; i < key->scheme_count; i++)
		if (!key->schemes[i]->others_keys)
			return 0;
	return 1;
}

static int
needs_secret(const struct key *key)
{
	for (size_t i = 0; i < key->scheme_count; i++)
		if (key->schemes[i]->needs_secret)
			return 1;
	return 0;
}

static const char *
take_hmac(struct key *key, struct bytes secret, struct arena *arena)
{
	(void)arena;
	if (secret.len == 0)
		return "the secret is empty";
	if (secret.len < key->algorithm->secret_min && !is_others(key))
		return key->algorithm->secret_min == 16
		    ? "the secret is shorter than 16 bytes"
		    : "the secret is shorter than its digest, of 48 or 64 "
		      "bytes";
	/* RFC 7518 §3.2. */
	if (secret.len < key->algorithm->secret_made &&
	    key_serves(key, scheme_named(BYTES("jwt"))))
		return "the secret is shorter than 32 bytes, as jwt asks for";
	key->hmac = hmac_new(key->algorithm->digest, secret);
	if (key->hmac == NULL)
		return "its algorithm cannot be used here";
	return needs_secret(key) ? keep(key, secret) : NULL;
}

static const char *
take_hashed(struct key *key, struct bytes secret, struct arena *arena)
{
	(void)arena;
	return secret.len > 0 ? keep(key, secret) : "the secret is empty";
}

static const char *
take_siv(struct key *key, struct bytes secret, struct arena *arena)
{
	(void)arena;
	if (secret.len != SIV_KEY_BYTES)
		return not_of_size(SIV_KEY_BYTES);
	key->siv = siv_new(secret);
	return key->siv != NULL ? NULL : "its algorithm cannot be used here";
}

static const char *
take_secret(struct key *key, struct bytes secret, struct arena *arena)
{
	size_t size = key->algorithm->secret_max;

	(void)arena;
	if (size == 0) /* dir */
		size = encryption_secret(key->encryption);
	return secret.len == size ? keep(key, secret) : not_of_size(size);
}

/*
 * Laravel's APP_KEY.  What is kept is its text, which is itself the key of
 * signed routes.
 */
static const char *
take_app_key(struct key *key, struct bytes text, struct arena *arena)
{
	struct bytes secret;

	if (laravel_app_key(text, arena, &secret) != STATUS_OK)
		return "\"base64:\" of the APP_KEY must be followed by base64";
	if (secret.len != key->algorithm->secret_max)
		return key->algorithm->secret_max == 16
		    ? "the APP_KEY must stand for 16 bytes"
		    : "the APP_KEY must stand for 32 bytes";
	return keep(key, text);
}

static const char *
check_form(const struct key *key, struct bytes secret, struct arena *arena)
{
	const char *reason = NULL;

	for (size_t i = 0; reason == NULL && i < key->scheme_count; i++)
		if (key->schemes[i]->check_secret != NULL)
			reason = key->schemes[i]->check_secret(secret, arena);
	return reason;
}

const char *
jwk_secret_take(struct key *key, struct bytes secret, struct arena *arena)
{
	static const char *(*const takers[])(struct key *, struct bytes,
	    struct arena *) = {
		[USE_HMAC] = take_hmac,
		[USE_HASH] = take_hashed,
		[USE_SIV] = take_siv,
		[USE_SECRET] = take_secret,
		[USE_APP_KEY] = take_app_key,
	};

	const char *reason = check_form(key, secret, arena);

	if (reason != NULL)
		return reason;
	key->secret_bytes = secret.len;
	return takers[key->algorithm->use](key, secret, arena);
}
