/*
 * Files of Django and itsdangerous: "key" is {"secret", "salt", "algorithm":
 * "sha256", "max_age"}; and of Express: {"cookie", "secrets" or "keys": []}.
 *
 * SPDX-License-Identifier: ISC
 */
#include <string.h>
#include <strings.h>

#include "vectors.h"

static const char *
algorithm_of(const json_t *key, const char *fallback)
{
	static const char *const names[][2] = { { "sha1", "HS1" },
		{ "sha256", "HS256" }, { "sha384", "HS384" },
		{ "sha512", "HS512" } };
	const char *name = json_string_value(json_object_get(key, "algorithm"));

	for (size_t i = 0; name != NULL && i < COUNT(names); i++)
		if (strcasecmp(name, names[i][0]) == 0)
			return names[i][1];
	return fallback;
}

static int
open_salted(const json_t *file, const char *scheme, const char *algorithm,
    struct policy *policy)
{
	const json_t *key = json_object_get(file, "key");

	if (!foreign_open(policy, scheme, json_pack("[o]", secret_key("k",
	        algorithm_of(key, algorithm), scheme,
	        member_text(key, "secret", "")))))
		return 0;
	if (json_object_get(key, "salt") != NULL)
		foreign_set(policy, "salt", member_text(key, "salt", ""));
	policy->verifier.policy.longest_age =
	    json_integer_value(json_object_get(key, "max_age"));
	policy->verifier.policy.endless = 0;
	return 1;
}

static int
signer_open(const json_t *file, struct policy *policy)
{
	return open_salted(file, "django-signer", "HS256", policy);
}

static int
dumps_open(const json_t *file, struct policy *policy)
{
	/* Our own files have the same name. */
	if (json_object_get(json_object_get(file, "key"), "keys") != NULL)
		return generic_open(file, policy);
	return open_salted(file, "django-dumps", "HS256", policy);
}

static int
itsdangerous_open(const json_t *file, struct policy *policy)
{
	return open_salted(file, "itsdangerous", "HS1", policy);
}

/* ------------------------------------------------------------------ Express */

static int
open_express(const json_t *file, const char *scheme, const char *algorithm,
    const char *secrets, struct policy *policy)
{
	const json_t *key = json_object_get(file, "key");
	const json_t *list = json_object_get(key, secrets);
	json_t       *keys = json_array();
	const char   *reason;
	char          id[] = "k0";

	for (size_t i = 0; i < json_array_size(list); i++, id[1]++)
		json_array_append_new(keys, secret_key(id, algorithm, scheme,
		    bytes_of(json_string_value(json_array_get(list, i)))));
	if (!foreign_open(policy, scheme, keys))
		return 0;
	policy->verifier.cookie = member_text(key, "cookie", "");
	policy->rules = rules_new(BYTES("/**"), &reason);
	return policy->rules != NULL;
}

/* The values are no paths, whatever they look like. */
static int
express_cookie_open(const json_t *file, struct policy *policy)
{
	if (!open_express(file, "express-cookie", "HS256", "secrets", policy))
		return 0;
	policy->verifier.rules = policy->rules;
	return 1;
}

static int
express_session_open(const json_t *file, struct policy *policy)
{
	return open_express(file, "express-session", "HS1", "keys", policy);
}

const struct adapter signed_text_adapters[] = {
	{
	    .scheme = "django-timestamp-signer",
	    .open = signer_open,
	    .url = "/",
	    .separator = ':',
	    .expiry_is_told = 1,
	},
	{
	    .scheme = "django-dumps",
	    .open = dumps_open,
	    .url = "/",
	    .parameters = { "st" },
	    .separator = ':',
	    .expiry_is_told = 1,
	    .is_encoded = 1,
	},
	{
	    .scheme = "itsdangerous-timed",
	    .open = itsdangerous_open,
	    .url = "/",
	    .separator = '.',
	    .expiry_is_told = 1,
	},
	{
	    .scheme = "express-cookie-signature",
	    .open = express_cookie_open,
	    .separator = '.',
	    .is_encoded = 1,
	},
	{
	    .scheme = "express-cookie-session",
	    .open = express_session_open,
	    .url = "/",
	},
	/* Our own. */
	{
	    .scheme = "django-signer",
	    .open = generic_open,
	    .parameters = { "st" },
	    .separator = ':',
	    .is_own = 1,
	    .is_encoded = 1,
	},
	{
	    .scheme = "itsdangerous",
	    .open = generic_open,
	    .parameters = { "st" },
	    .separator = '.',
	    .is_own = 1,
	    .is_encoded = 1,
	},
	{
	    .scheme = "express-cookie",
	    .open = generic_open,
	    .parameters = { "st" },
	    .separator = '.',
	    .is_own = 1,
	    .is_encoded = 1,
	},
	{ .scheme = NULL },
};
