/*
 * The text of a key file.  -DPLANT expects more of a secret than key_parse does.
 *
 * SPDX-License-Identifier: ISC
 */
#include "fuzz.h"

#include <jansson.h>

#include "base64url.h"
#include "bytes.h"
#include "key_file.h"
#include "terms.h"

#ifdef PLANT
#define SECRET_MIN 24
#else
#define SECRET_MIN 16
#endif

static void
require_sound(const struct key *key)
{
	REQUIRE(bytes_are_word(key->id, KEY_ID_MAX));
	REQUIRE(key->hmac != NULL && key->algorithm != NULL);
	REQUIRE(key->scheme_count >= 1 &&
	    key->scheme_count <= VERIFIER_SCHEMES);
	REQUIRE(key->prefix_count <= KEY_PREFIXES);
	for (size_t i = 0; i < key->prefix_count; i++) {
		struct bytes prefix = key->prefixes[i];

		REQUIRE(!is_bad_path(prefix));
		REQUIRE(prefix.at[prefix.len - 1] == '/');
	}
	REQUIRE(key->longest_lifetime >= 0 && key->not_before >= 0 &&
	    key->retired_after >= 0);
	REQUIRE(key->longest_lifetime <= TIME_MAX &&
	    key->not_before <= TIME_MAX && key->retired_after <= TIME_MAX);
}

/* The file says so itself: "k" decodes to so many bytes. */
static void
require_long_secret(struct bytes text)
{
	json_t      *jwk = json_loadb(text.at, text.len, 0, NULL);
	const char  *k = json_string_value(json_object_get(jwk, "k"));
	struct arena *arena = arena_new(2 * KEY_FILE_MAX);
	struct bytes  secret;

	REQUIRE(k != NULL);
	REQUIRE(base64url_decode(bytes_of(k), arena, &secret) == STATUS_OK);
	REQUIRE(secret.len >= SECRET_MIN);
	arena_free(arena);
	json_decref(jwk);
}

int
LLVMFuzzerTestOneInput(const unsigned char *data, size_t size)
{
	struct bytes text = { (const char *)data, size };
	const char  *reason = "untouched";
	struct key  *key;

	if (size > KEY_FILE_MAX)
		return 0;
	key = key_parse(text, &reason);
	if (key == NULL) {
		REQUIRE(reason != NULL && strcmp(reason, "untouched") != 0);
		return 0;
	}
	REQUIRE(reason == NULL);
	require_sound(key);
	require_long_secret(text);
	key_free(key);
	return 0;
}
