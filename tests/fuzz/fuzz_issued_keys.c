/*
 * What an issuer publishes, for postern keys fetch.  -DPLANT expects fewer
 * members of a key than it may have.
 *
 * SPDX-License-Identifier: ISC
 */
#include "fuzz.h"

#include <unistd.h>

#include <jansson.h>

#include "key_file.h"
#include "postern_keys.h"
#include "scheme.h"

#ifdef PLANT
#define MEMBERS_MAX 6
#else
#define MEMBERS_MAX 9
#endif

/* A directory without keys. */
static const struct keyring *
empty_keyring(void)
{
	static struct keyring *keyring;
	struct complaint       complaint;
	char                   path[] = "/tmp/postern-fuzz-XXXXXX";

	if (keyring != NULL)
		return keyring;
	REQUIRE(mkdtemp(path) != NULL);
	keyring = keyring_load(path, &complaint);
	REQUIRE(rmdir(path) == 0 && keyring != NULL);
	return keyring;
}

/* Nothing that an issuer might use against who fetches. */
static void
require_plain(struct bytes text)
{
	json_t *set = json_loadb(text.at, text.len, JSON_REJECT_DUPLICATES,
	    NULL);
	json_t *jwk;
	size_t  i;

	REQUIRE(json_object_size(set) == 1);
	json_array_foreach(json_object_get(set, "keys"), i, jwk) {
		REQUIRE(json_object_size(jwk) <= MEMBERS_MAX);
		REQUIRE(json_object_get(jwk, "postern") == NULL);
		REQUIRE(json_object_get(jwk, "k") == NULL);
		REQUIRE(json_object_get(jwk, "d") == NULL);
	}
	REQUIRE(i > 0);
	json_decref(set);
}

static void
require_loadable(struct bytes text)
{
	struct key_list list = { 0 };
	struct refusal  refusal = key_file_parse("issuer.json", text, &list);

	REQUIRE(refusal.reason == NULL && list.count > 0);
	for (size_t i = 0; i < list.count; i++) {
		REQUIRE(list.at[i]->algorithm->use == USE_SIGNATURE);
		REQUIRE(list.at[i]->scheme_count == 1 && key_serves(
		    list.at[i], scheme_named(BYTES("jwt"))));
		REQUIRE(list.at[i]->prefix_count == 0);
	}
	key_list_empty(&list);
}

int
LLVMFuzzerTestOneInput(const unsigned char *data, size_t size)
{
	const struct issued_keys issued = {
		.published = { (const char *)data, size },
		.algorithm = BYTES("RS256"),
		.file = BYTES("issuer.json"),
		.keyring = empty_keyring(),
	};
	struct arena *arena;
	struct bytes  text;

	if (size > KEY_TEXT_MAX)
		return 0;
	arena = arena_new(4 * KEY_TEXT_MAX);
	REQUIRE(arena != NULL);
	if (issued_keys_read(&issued, arena, &text) == NULL) {
		require_plain(text);
		require_loadable(text);
	}
	arena_free(arena);
	return 0;
}
