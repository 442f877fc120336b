/*
 * What an issuer of JWTs publishes, to a key file: see postern_keys.h.  It may
 * be wrong, and it may be hostile: no secret, no scope and no id of another
 * file's key is taken from it.
 *
 * SPDX-License-Identifier: ISC
 */
#include "bytes.h"
#include "json.h"
#include "jwk.h"
#include "key_text.h"
#include "scheme.h"

/* In this order, so that the same keys give the same file. */
static const char *const members[] = { "kty", "kid", "alg", "use", "crv", "x",
	"y", "n", "e", NULL };

/* Only what Postern knows of it. */
static json_t *
copy_known(const json_t *jwk)
{
	json_t *copy = json_object();

	for (size_t i = 0; copy != NULL && members[i] != NULL; i++) {
		json_t *value = json_object_get(jwk, members[i]);

		if (value == NULL ||
		    json_object_set(copy, members[i], value) == 0)
			continue;
		json_decref(copy);
		return NULL;
	}
	return copy;
}

static const char *
reason_to_leave_out(const json_t *jwk)
{
	if (!json_is_object(jwk))
		return "it is not a JSON object";
	if (json_object_get(jwk, "k") != NULL || jwk_is_private(jwk))
		return "it is secret, and all can read it: tell the issuer";
	if (json_is(json_object_get(jwk, "use"), BYTES("enc")))
		return "it is for encryption";
	return NULL;
}

static const char *
add_algorithm(json_t *jwk, const struct issued_keys *issued)
{
	if (json_object_get(jwk, "alg") == NULL && issued->algorithm.len > 0 &&
	    json_is(json_object_get(jwk, "kty"), BYTES("RSA")) &&
	    !key_text_set(jwk, "alg", issued->algorithm))
		return "out of memory";
	if (!key_text_add_algorithm(jwk))
		return "out of memory";
	return json_object_get(jwk, "alg") != NULL ? NULL
	    : "it does not state its algorithm: say it (--alg RS256)";
}

static int
is_taken(const struct issued_keys *issued, struct bytes id)
{
	const struct key *key = keyring_find(issued->keyring, id);

	return key != NULL && !bytes_equal(key->file, issued->file);
}

static const char *
check(const struct issued_keys *issued, const struct key *key)
{
	if (!key_serves(key, scheme_named(BYTES("jwt"))))
		return "its algorithm is not one of JWT";
	return is_taken(issued, key->id) ? "another key file has its id" : NULL;
}

static const char *
judge(const struct issued_keys *issued, json_t *jwk, const json_t *scope,
    struct arena *arena)
{
	const char *reason = add_algorithm(jwk, issued);
	struct key *key;

	if (reason != NULL)
		return reason;
	key = jwk_read(jwk, scope, arena, &reason);
	if (key != NULL)
		reason = check(issued, key);
	key_free(key);
	return reason;
}

static void
take_usable(const struct issued_keys *issued, const json_t *published,
    json_t *keys, const json_t *scope, struct arena *arena)
{
	const json_t *jwk;
	size_t        i;

	json_array_foreach(json_object_get(published, "keys"), i, jwk) {
		const char *reason = reason_to_leave_out(jwk);
		json_t     *copy = reason == NULL ? copy_known(jwk) : NULL;

		if (copy != NULL)
			reason = judge(issued, copy, scope, arena);
		else if (reason == NULL)
			reason = "out of memory";
		if (reason == NULL && json_array_append(keys, copy) != 0)
			reason = "out of memory";
		if (reason != NULL && issued->left_out != NULL)
			issued->left_out(
			    json_bytes(json_object_get(jwk, "kid")), reason);
		json_decref(copy);
	}
}

/* The scope that somebody has written into the file stays. */
static const char *
keep_scope(const struct issued_keys *issued, json_t *made)
{
	json_t     *old;
	json_t     *scope;
	const char *reason = NULL;

	if (issued->replaced.len == 0)
		return NULL;
	old = json_loadb(issued->replaced.at, issued->replaced.len,
	    JSON_REJECT_DUPLICATES, NULL);
	scope = json_object_get(old, "postern");
	if (!json_is_array(json_object_get(old, "keys")))
		reason = "the file of that name is no set of keys: it stays";
	else if (scope != NULL && json_object_set(made, "postern", scope) != 0)
		reason = "out of memory";
	json_decref(old);
	return reason;
}

static const char *
bind_to_issuer(const struct issued_keys *issued, json_t *made)
{
	json_t *scope = json_object_get(made, "postern");

	if (issued->issuer.len == 0)
		return NULL;
	if (scope == NULL) {
		scope = json_object();
		if (json_object_set_new(made, "postern", scope) != 0)
			return "out of memory";
	}
	return key_text_set(scope, "issuer", issued->issuer)
	    ? NULL : "out of memory";
}

static const char *
finish(const struct issued_keys *issued, const json_t *made,
    struct arena *arena, struct bytes *text)
{
	struct key_text file = { .name = issued->file };
	const char     *reason;

	if (json_array_size(json_object_get(made, "keys")) == 0)
		return "it has no key that Postern can use";
	reason = key_text_write(made, arena, &file.text);
	if (reason == NULL)
		reason = key_text_check(&file);
	*text = file.text;
	return reason;
}

const char *
issued_keys_read(const struct issued_keys *issued, struct arena *arena,
    struct bytes *text)
{
	struct arena *room = arena_new(JWK_ROOM(issued->published.len));
	json_t       *made = NULL, *keys = NULL, *published;
	const char   *reason = NULL;

	json_start();
	published = json_loadb(issued->published.at, issued->published.len,
	    JSON_REJECT_DUPLICATES, NULL);
	if (!json_is_array(json_object_get(published, "keys")))
		reason = "it is not a JSON Web Key Set";
	if (reason == NULL) {
		made = json_object();
		keys = json_array();
		reason = keep_scope(issued, made);
	}
	if (reason == NULL)
		reason = bind_to_issuer(issued, made);
	if (reason == NULL &&
	    (room == NULL || json_object_set(made, "keys", keys) != 0))
		reason = "out of memory";
	if (reason == NULL) {
		take_usable(issued, published, keys,
		    json_object_get(made, "postern"), room);
		reason = finish(issued, made, arena, text);
	}
	json_decref(keys);
	json_decref(made);
	json_decref(published);
	arena_free(room);
	return reason;
}
