/*
 * The text of a key file: JSON, or PEM where it begins with a dash.  -DPLANT
 * expects more of a secret than the loader does.
 *
 * SPDX-License-Identifier: ISC
 */
#include "fuzz.h"

#include <jansson.h>

#include "base64url.h"
#include "bytes.h"
#include "key_file.h"
#include "scheme.h"
#include "terms.h"

#ifdef PLANT
#define SECRET_MIN 24
#else
#define SECRET_MIN 16
#endif

static void
require_sound_scope(const struct key *key)
{
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

/* An id that ends no token early, and no line of the log. */
static void
require_sound_id(const struct key *key)
{
	const int is_own = key_serves(key, scheme_named(BYTES("native"))) ||
	    key_serves(key, scheme_named(BYTES("sealed")));

	REQUIRE(key->id.len > 0 && key->id.len <= KEY_NAME_MAX);
	REQUIRE(!is_own || bytes_are_word(key->id, KEY_ID_MAX));
	for (size_t i = 0; i < key->id.len; i++)
		REQUIRE(key->id.at[i] > ' ' && key->id.at[i] <= '~');
}

/* Exactly one of them, and the one that the algorithm is for. */
static void
require_sound_material(const struct key *key)
{
	const enum key_use use = key->algorithm->use;

	REQUIRE((key->hmac != NULL) == (use == USE_HMAC));
	REQUIRE((key->public_key != NULL) == (use == USE_SIGNATURE));
	REQUIRE((key->private_key != NULL) == (use == USE_OAEP));
	REQUIRE((key->siv != NULL) == (use == USE_SIV));
	REQUIRE((key->secret.at != NULL) ==
	    (use == USE_SECRET || use == USE_APP_KEY));
	REQUIRE(key->secret.at == NULL || key->secret.len >= 16);
}

static void
require_sound(const struct key *key)
{
	REQUIRE(key->algorithm != NULL);
	REQUIRE(key->scheme_count >= 1 &&
	    key->scheme_count <= VERIFIER_SCHEMES);
	for (size_t i = 0; i < key->scheme_count; i++)
		REQUIRE(scheme_takes(key->schemes[i], key->algorithm->name));
	require_sound_scope(key);
	require_sound_id(key);
	require_sound_material(key);
}

/* The file says so itself: "k" of one JWK decodes to so many bytes. */
static void
require_long_secret(struct bytes text)
{
	json_t      *jwk = json_loadb(text.at, text.len, 0, NULL);
	const char  *k = json_string_value(json_object_get(jwk, "k"));
	struct arena *arena = arena_new(2 * KEY_FILE_MAX);
	struct bytes  secret;

	if (json_object_get(jwk, "keys") == NULL) {
		REQUIRE(k != NULL);
		REQUIRE(base64url_decode(bytes_of(k), arena, &secret) ==
		    STATUS_OK);
		REQUIRE(secret.len >= SECRET_MIN);
	}
	arena_free(arena);
	json_decref(jwk);
}

int
LLVMFuzzerTestOneInput(const unsigned char *data, size_t size)
{
	struct bytes    text = { (const char *)data, size };
	const int       is_pem = size > 0 && data[0] == '-';
	struct key_list list = { 0 };
	struct refusal  refusal;

	if (size > KEY_FILE_MAX)
		return 0;
	refusal = key_file_parse(is_pem ? "k.pem" : "k.json", text, &list);
	REQUIRE(refusal.reason != NULL || list.count > 0);
	for (size_t i = 0; refusal.reason == NULL && i < list.count; i++) {
		require_sound(list.at[i]);
		if (list.at[i]->algorithm->type == KEY_OCT)
			require_long_secret(text);
	}
	key_list_empty(&list);
	return 0;
}
