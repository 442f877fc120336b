/*
 * The layers of Laravel's tokens, without the JWT inside: what serialize()
 * wrote, and what encrypt(), encryptString() and the cookies' middleware made
 * of it.  "key" is {"app_key", "cipher", "previous": [APP_KEY...], "cookie"?}.
 * A case with "serialize": false was made by encryptString().
 *
 * SPDX-License-Identifier: ISC
 */
#include <stdio.h>

#include "arena.h"
#include "base64.h"
#include "base64url.h"
#include "bytes.h"
#include "carrier.h"
#include "json.h"
#include "laravel_box.h"
#include "php_serialize.h"
#include "vectors.h"

/* Any JSON in the arena, which has room for objects alone. */
static enum status
parse(struct bytes json, struct arena *arena, const json_t **value)
{
	const json_t *object;
	enum status   status = arena_join(arena,
	      (const struct bytes[]){ BYTES("{\"\":"), json, BYTES("}") }, 3,
	      &json);

	if (status == STATUS_OK)
		status = json_read(json, arena, &object);
	if (status == STATUS_OK)
		*value = json_member(object, BYTES(""));
	return status;
}

static enum status
parse_serialized(struct bytes serialized, struct arena *arena,
    const json_t **value)
{
	struct bytes json;
	enum status  status = php_unserialize(serialized, arena, &json);

	return status == STATUS_OK ? parse(json, arena, value) : status;
}

static enum status
parse_text(struct bytes text, struct arena *arena, const json_t **value)
{
	char        start[32];
	enum status status;

	snprintf(start, sizeof(start), "s:%zu:\"", text.len);
	status = arena_join(arena, (const struct bytes[]){ bytes_of(start),
	    text, BYTES("\";") }, 3, &text);
	return status == STATUS_OK ? parse_serialized(text, arena, value)
				   : status;
}

/* ----------------------------------------------------------- serialize() */

int
php_serialize_open(const json_t *file, struct policy *policy)
{
	(void)policy;
	return json_is_array(json_object_get(file, "cases"));
}

enum status
php_serialize_judge(const struct policy *policy, const struct attempt *attempt,
    struct arena *arena, const json_t **claims)
{
	struct bytes serialized;
	enum status  status = base64_decode(attempt->token, BASE64_PADDED,
	     arena, &serialized);

	(void)policy;
	return status == STATUS_OK ? parse_serialized(serialized, arena, claims)
				   : status;
}

/* ------------------------------------------------------------- encrypt() */

static json_t *
app_jwk(const json_t *app_key, const json_t *cipher, size_t number)
{
	struct arena *arena = arena_new(1024);
	struct bytes  k = EMPTY;
	json_t       *jwk;
	char          id[8];

	snprintf(id, sizeof(id), "app%zu", number);
	if (base64url_encode(json_bytes(app_key), arena, &k) != STATUS_OK)
		k = EMPTY;
	jwk = json_pack("{s:s, s:s, s:O, s:s%}", "kty", "oct", "kid", id,
	    "alg", cipher, "k", k.at, k.len);
	arena_free(arena);
	return jwk;
}

int
laravel_open(const json_t *file, struct policy *policy)
{
	const json_t *key = json_object_get(file, "key");
	const json_t *cipher = json_object_get(key, "cipher");
	const json_t *previous = json_object_get(key, "previous");
	json_t       *keys = json_array();

	json_array_append_new(keys,
	    app_jwk(json_object_get(key, "app_key"), cipher, 0));
	for (size_t i = 0; i < json_array_size(previous); i++)
		json_array_append_new(keys,
		    app_jwk(json_array_get(previous, i), cipher, i + 1));
	policy->keyring = load_keys(keys);
	json_decref(keys);
	policy->verifier = (struct verifier){
		.cookie = member_text(key, "cookie", ""),
		.carriers = CARRIER_COOKIE,
		.keyring = policy->keyring,
	};
	return policy->keyring != NULL;
}

/* As the core finds it; several cookies are none of these files'. */
static enum status
find_source(const struct policy *policy, const struct attempt *attempt,
    struct arena *arena, struct source *source)
{
	const struct request request = {
		.cookies = attempt->cookies != NULL ? bytes_of(attempt->cookies)
						    : EMPTY,
	};
	struct source sources[CARRIER_TOKENS];
	size_t        count = 1;
	enum status   status = STATUS_OK;

	sources[0] = (struct source){ .verifier = &policy->verifier,
		.carrier = CARRIER_HEADER, .token = attempt->token };
	if (attempt->cookies != NULL)
		status = carrier_find(&policy->verifier, &request, arena,
		    sources, &count);
	*source = sources[0];
	return count == 1 ? status : STATUS_AMBIGUOUS;
}

/* Whether a case says that encryptString() was given this. */
static int
is_plain(const struct policy *policy, struct bytes plaintext)
{
	const json_t *cases = json_object_get(policy->file, "cases");
	const json_t *item;
	size_t        i;

	json_array_foreach(cases, i, item)
		if (json_is_false(json_object_get(item, "serialize")) &&
		    json_is(json_object_get(item, "claims"), plaintext))
			return 1;
	return 0;
}

static enum status
open_box(const struct policy *policy, const struct source *source,
    const struct laravel_box *box, const struct key *key, struct arena *arena,
    const json_t **claims)
{
	struct bytes plaintext;
	enum status  status = laravel_box_open(box, key, arena, &plaintext);

	if (status == STATUS_OK && source->carrier == CARRIER_COOKIE)
		status = laravel_cookie_value(source->cookie, key, plaintext,
		    arena, &plaintext);
	if (status != STATUS_OK)
		return status;
	return source->carrier == CARRIER_COOKIE || is_plain(policy, plaintext)
	    ? parse_text(plaintext, arena, claims)
	    : parse_serialized(plaintext, arena, claims);
}

enum status
laravel_judge(const struct policy *policy, const struct attempt *attempt,
    struct arena *arena, const json_t **claims)
{
	const struct keyring *keyring = policy->keyring;
	struct source         source;
	struct credential     credential = {
		    .scheme = scheme_named(BYTES("laravel-encrypt"))
	};
	enum status status = find_source(policy, attempt, arena, &source);

	if (status == STATUS_OK)
		status = credential.scheme->read(&source, arena, &credential);
	if (status != STATUS_OK)
		return status;
	status = STATUS_BAD_SIGNATURE;
	for (size_t i = 0; i < keyring_count(keyring) &&
	    status == STATUS_BAD_SIGNATURE; i++)
		status = open_box(policy, &source, credential.detail,
		    keyring_at(keyring, i), arena, claims);
	return status;
}

/* ------------------------------------------------------- the whole scheme */

/*
 * Our own file: "key" is {"site", "prefix", "cookie", "rules"?, "policy"?,
 * "jwk": [JWK...]}.
 */
int
laravel_encrypt_open(const json_t *file, struct policy *policy)
{
	const json_t *key = json_object_get(file, "key");
	const char   *reason;

	policy->keyring = load_keys(json_object_get(key, "jwk"));
	policy->rules = rules_new(member_text(key, "rules", ""), &reason);
	if (policy->keyring == NULL || policy->rules == NULL)
		return 0;
	policy->verifier = (struct verifier){
		.site = member_text(key, "site", ""),
		.prefix = member_text(key, "prefix", ""),
		.parameter = BYTES("st"),
		.cookie = member_text(key, "cookie", ""),
		.segment = member_text(key, "segment", ""),
		.carriers = CARRIER_QUERY | CARRIER_COOKIE | CARRIER_HEADER |
		    CARRIER_PATH,
		.schemes = { scheme_named(BYTES("laravel-encrypt")) },
		.scheme_count = 1,
		.keyring = policy->keyring,
		.rules = policy->rules,
		.policy = {
			.path_field = member_text(key, "path_field", ""),
			.token_field = member_text(key, "token_field", ""),
		},
	};
	return policy->verifier.prefix.len > 0;
}
