/*
 * Key files from what others have made: see postern_keys.h.
 *
 * SPDX-License-Identifier: ISC
 */
#include <string.h>

#include "arena.h"
#include "bytes.h"
#include "json.h"
#include "key.h"
#include "key_text.h"

static int
has_scope(const struct key_plan *plan)
{
	return plan->schemes.count > 0 || plan->prefixes.count > 0 ||
	    plan->longest_lifetime > 0 || plan->not_before > 0;
}

/* ----------------------------------------------------------------- PEM */

static const char *
import_pem(const struct key_plan *plan, struct bytes text, struct arena *arena,
    struct key_text *made)
{
	const struct bytes dot = { ".", plan->algorithm.len > 0 };

	if (has_scope(plan))
		return "a PEM file has no room for schemes, prefixes and "
		       "lifetimes: import a JWK";
	if (plan->id.len == 0)
		return "say the key's id";
	/* What is no name of a file then has not the id that was asked for. */
	if (memchr(plan->id.at, '/', plan->id.len) != NULL ||
	    plan->id.at[0] == '.')
		return "its id cannot be a file's name";
	made->id = plan->id;
	made->text = text;
	if (arena_join(arena,
	        (const struct bytes[]){ plan->id, dot, plan->algorithm,
	            { ".pem", sizeof(".pem") } },
	        4, &made->name) != STATUS_OK)
		return "out of memory";
	made->name.len--;
	return key_text_check(made);
}

/* ----------------------------------------------------------------- JWK */

static int
differs(const json_t *jwk, const char *name, struct bytes planned)
{
	const json_t *value = json_object_get(jwk, name);

	return value != NULL && planned.len > 0 && !json_is(value, planned);
}

static int
complete(json_t *jwk, const struct key_plan *plan)
{
	return (plan->id.len == 0 || key_text_set(jwk, "kid", plan->id)) &&
	    (plan->algorithm.len == 0 ||
	        key_text_set(jwk, "alg", plan->algorithm)) &&
	    (plan->encryption.len == 0 ||
	        key_text_set(jwk, "enc", plan->encryption)) &&
	    key_text_add_algorithm(jwk) && key_text_add_scope(jwk, plan);
}

static const char *
import_jwk(const struct key_plan *plan, json_t *jwk, struct arena *arena,
    struct key_text *made)
{
	if (json_object_get(jwk, "keys") != NULL)
		return "it is a set of keys: postern keys fetch takes it, by "
		       "file:///PATH if need be";
	if (differs(jwk, "alg", plan->algorithm))
		return "it states another algorithm";
	if (!complete(jwk, plan))
		return KEY_TEXT_NOT_MADE;
	if (json_bytes(json_object_get(jwk, "kid")).len == 0)
		return "say the key's id";
	return key_text_finish(jwk, arena, made);
}

/* -------------------------------------------------------------- secret */

/* Who types a text into a file ends its line; a key of bytes has no lines. */
static struct bytes
without_end_of_line(struct bytes material)
{
	struct bytes text = material;

	if (text.len > 0 && text.at[text.len - 1] == '\n')
		text.len--;
	if (text.len > 0 && text.at[text.len - 1] == '\r')
		text.len--;
	return bytes_are_text(text) ? text : material;
}

static const char *
import_secret(const struct key_plan *plan, struct bytes material,
    struct arena *arena, struct key_text *made)
{
	if (plan->algorithm.len == 0)
		return "it is neither PEM nor JWK; if it is a secret, say its "
		       "algorithm";
	if (plan->id.len == 0)
		return "say the key's id";
	return key_text_of_secret(plan, without_end_of_line(material), arena,
	    made);
}

static int
is_pem(struct bytes material)
{
	const struct bytes mark = BYTES("-----BEGIN ");

	return memmem(material.at, material.len, mark.at, mark.len) != NULL;
}

const char *
key_import(const struct key_plan *plan, struct bytes material,
    struct arena *arena, struct key_text *made)
{
	const char *reason;
	json_t     *json;

	if (material.len == 0)
		return "it is empty";
	if (is_pem(material))
		return import_pem(plan, material, arena, made);
	json_start();
	json = json_loadb(material.at, material.len, JSON_REJECT_DUPLICATES,
	    NULL);
	reason = json_is_object(json)
	    ? import_jwk(plan, json, arena, made)
	    : import_secret(plan, material, arena, made);
	json_decref(json);
	return reason;
}
