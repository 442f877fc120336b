/*
 * Verifiers of schemes that others made, and of any file that says by itself
 * what its verifier is: README.md has that format.
 *
 * SPDX-License-Identifier: ISC
 */
#include <string.h>

#include "arena.h"
#include "base64.h"
#include "base64url.h"
#include "hex.h"
#include "bytes.h"
#include "json.h"
#include "vectors.h"

json_t *
secret_key(const char *id, const char *algorithm, const char *scheme,
    struct bytes secret)
{
	struct arena *arena = arena_new(1 << 13);
	struct bytes  k = EMPTY;
	json_t       *jwk = NULL;

	if (base64url_encode(secret, arena, &k) == STATUS_OK)
		jwk = json_pack("{s:s, s:s, s:s, s:s%, s:{s:[s]}}", "kty",
		    "oct", "kid", id, "alg", algorithm, "k", k.at, k.len,
		    "postern", "schemes", scheme);
	arena_free(arena);
	return jwk;
}

static json_t *
key_of(const char *id, const char *algorithm, const char *scheme,
    struct bytes text, enum status (*decode)(struct bytes, struct arena *,
        struct bytes *))
{
	struct arena *arena = arena_new(1 << 13);
	struct bytes  secret = EMPTY;
	json_t       *jwk = NULL;

	if (decode(text, arena, &secret) == STATUS_OK)
		jwk = secret_key(id, algorithm, scheme, secret);
	arena_free(arena);
	return jwk;
}

static enum status
decode_base64(struct bytes text, struct arena *arena, struct bytes *secret)
{
	if (base64_decode(text, BASE64_EITHER, arena, secret) == STATUS_OK)
		return STATUS_OK;
	while (text.len > 0 && text.at[text.len - 1] == '=')
		text.len--;
	return base64url_decode(text, arena, secret);
}

json_t *
encoded_key(const char *id, const char *algorithm, const char *scheme,
    struct bytes text)
{
	return key_of(id, algorithm, scheme, text, decode_base64);
}

json_t *
hex_key(const char *id, const char *algorithm, const char *scheme,
    struct bytes text)
{
	return key_of(id, algorithm, scheme, text, hex_decode);
}

int
foreign_open(struct policy *policy, const char *scheme, json_t *keys)
{
	const struct scheme *named = scheme_named(bytes_of(scheme));

	policy->keyring = load_keys(keys);
	json_decref(keys);
	policy->verifier = (struct verifier){
		.prefix = BYTES("/"),
		.parameter = BYTES("st"),
		.schemes = { named },
		.scheme_count = 1,
		.settings = { policy->settings },
		.carriers = CARRIER_QUERY | CARRIER_COOKIE | CARRIER_HEADER,
		.cookie = BYTES("st"),
		.keyring = policy->keyring,
		.policy = { .endless = 1, .path_field = BYTES("image"),
		    .token_field = BYTES("jwt") },
	};
	if (policy->keyring == NULL || named == NULL)
		return 0;
	/* A PEM file cannot say which scheme its key serves. */
	serve_instead(policy->keyring, scheme_named(BYTES("jwt")), named);
	return 1;
}

void
foreign_set(struct policy *policy, const char *name, struct bytes value)
{
	const struct scheme_setting *settings =
	    policy->verifier.schemes[0]->settings;

	for (size_t i = 0; settings[i].name != NULL; i++)
		if (strcmp(settings[i].name, name) == 0)
			policy->settings[i] = value;
}

/* ---------------------------------------------------------------- generic */

static void
read_settings(struct policy *policy, const json_t *settings)
{
	const char   *name;
	const json_t *value;

	json_object_foreach((json_t *)settings, name, value)
		foreign_set(policy, name, json_bytes(value));
}

/* What opens files beside the paths of tokens. */
static int
read_rules(struct policy *policy, const json_t *route)
{
	const json_t    *rules = json_object_get(route, "rules");
	const json_t    *ids = json_object_get(route, "ids");
	const char      *reason;
	struct complaint complaint;

	if (rules != NULL)
		policy->rules = rules_new(json_bytes(rules), &reason);
	if (ids != NULL)
		policy->ids = id_map_load(json_string_value(ids), &complaint);
	policy->verifier.rules = policy->rules;
	policy->verifier.ids = policy->ids;
	return (rules == NULL) == (policy->rules == NULL) &&
	    (ids == NULL) == (policy->ids == NULL);
}

int
generic_open(const json_t *file, struct policy *policy)
{
	const json_t    *key = json_object_get(file, "key");
	const json_t    *route = json_object_get(file, "route");
	struct verifier *verifier = &policy->verifier;

	if (!foreign_open(policy, member_text(file, "scheme", "").at,
	        json_incref(json_object_get(key, "keys"))))
		return 0;
	read_settings(policy, json_object_get(file, "settings"));
	verifier->prefix = member_text(route, "prefix", "/");
	verifier->policy.base = member_text(route, "base", "");
	verifier->policy.endless =
	    json_is_true(json_object_get(route, "endless"));
	verifier->policy.longest_age =
	    json_integer_value(json_object_get(route, "longest_age"));
	verifier->cookie = member_text(route, "cookie", "st");
	return read_rules(policy, route);
}

const struct adapter adapter_generic = {
	.scheme = "generic",
	.open = generic_open,
	.is_own = 1,
};

void
generic_parameters(const json_t *file, struct adapter *adapter)
{
	const json_t *names = json_object_get(file, "parameters");

	for (size_t i = 0; i < json_array_size(names) &&
	     i + 1 < COUNT(adapter->parameters); i++)
		adapter->parameters[i] =
		    json_string_value(json_array_get(names, i));
	adapter->order_is_free = names != NULL;
}
