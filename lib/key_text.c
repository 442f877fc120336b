/* See key_text.h.  SPDX-License-Identifier: ISC */
#include "key_text.h"
#include "scheme.h"

#include <string.h>

#include "arena.h"
#include "base64url.h"
#include "bytes.h"
#include "json.h"
#include "key_file.h"


const char *
key_text_write(const json_t *json, struct arena *arena, struct bytes *text)
{
	const size_t flags = JSON_INDENT(1);
	const size_t length = json_dumpb(json, NULL, 0, flags);
	char        *at = arena_take(arena, length + 1);

	if (at == NULL || json_dumpb(json, at, length, flags) != length)
		return "out of memory";
	at[length] = '\n';
	*text = (struct bytes){ at, length + 1 };
	return NULL;
}

int
key_text_set(json_t *object, const char *name, struct bytes value)
{
	return json_object_set_new(object, name,
	           json_stringn(value.at, value.len)) == 0;
}

static int
set_list(json_t *object, const char *name, const struct bytes_list *list)
{
	json_t *array = json_array();

	for (size_t i = 0; i < list->count; i++)
		if (json_array_append_new(array,
		        json_stringn(list->at[i].at, list->at[i].len)) != 0) {
			json_decref(array);
			return 0;
		}
	return json_object_set_new(object, name, array) == 0;
}

static int
set_number(json_t *object, const char *name, int64_t number)
{
	return number == 0 ||
	    json_object_set_new(object, name, json_integer(number)) == 0;
}

int
key_text_add_scope(json_t *jwk, const struct key_plan *plan)
{
	json_t *scope = json_object();
	int     made = scope != NULL;

	if (made && plan->schemes.count > 0)
		made = set_list(scope, "schemes", &plan->schemes);
	if (made && plan->prefixes.count > 0)
		made = set_list(scope, "prefixes", &plan->prefixes);
	made = made &&
	    set_number(scope, "longest_lifetime", plan->longest_lifetime) &&
	    set_number(scope, "not_before", plan->not_before);
	if (made && json_object_size(scope) > 0)
		made = json_object_set(jwk, "postern", scope) == 0;
	json_decref(scope);
	return made;
}

int
key_text_add_algorithm(json_t *jwk)
{
	const char             *curve;
	const struct algorithm *algorithm = NULL;

	if (json_object_get(jwk, "alg") != NULL)
		return 1;
	curve = json_string_value(json_object_get(jwk, "crv"));
	if (curve != NULL)
		algorithm = algorithm_of_type(curve);
	return algorithm == NULL ||
	    key_text_set(jwk, "alg", bytes_of(algorithm->name));
}

/* Ids may have what no file's name can, and what a shell would stumble over. */
static const char *
name_of(struct bytes id, struct arena *arena, struct bytes *name)
{
	char  *at;
	size_t length = id.len < KEY_NAME_MAX ? id.len : KEY_NAME_MAX;

	if (arena_join(arena,
	        (const struct bytes[]){ { id.at, length },
	            { ".jwk", sizeof(".jwk") } },
	        2, name) != STATUS_OK)
		return "out of memory";
	name->len--;
	at = (char *)name->at;
	for (size_t i = 0; i < length; i++)
		if (!bytes_are_word((struct bytes){ at + i, 1 }, 1) &&
		    (at[i] != '.' || i == 0))
			at[i] = '_';
	return NULL;
}

const char *
key_text_check(const struct key_text *made)
{
	struct key_list list = { 0 };
	struct refusal  refusal;

	if (made->text.len > KEY_FILE_MAX)
		return "it is larger than 64 KiB";
	refusal = key_file_parse(made->name.at, made->text, &list);
	if (refusal.reason == NULL && made->id.len > 0 &&
	    (list.count != 1 || !bytes_equal(list.at[0]->id, made->id)))
		refusal.reason = "its id cannot be a file's name";
	key_list_empty(&list);
	return refusal.reason;
}

const char *
key_text_finish(const json_t *jwk, struct arena *arena, struct key_text *made)
{
	struct bytes id = json_bytes(json_object_get(jwk, "kid"));
	const char  *reason = key_text_write(jwk, arena, &made->text);

	if (reason == NULL && arena_join(arena, &id, 1, &made->id) != STATUS_OK)
		reason = "out of memory";
	if (reason == NULL)
		reason = name_of(id, arena, &made->name);
	return reason != NULL ? reason : key_text_check(made);
}

static const char *
check_plan(const struct key_plan *plan)
{
	const struct algorithm *algorithm = algorithm_named(plan->algorithm);

	if (algorithm == NULL)
		return "there is no such algorithm";
	if (algorithm->type != KEY_OCT)
		return "the key of this algorithm is no secret, but PEM or JWK";
	if (plan->encryption.len > 0 &&
	    !scheme_takes(scheme_named(BYTES("jwe")), algorithm->name))
		return "an encryption goes with dir, A128KW and A256KW alone";
	return NULL;
}

const char *
key_text_of_secret(const struct key_plan *plan, struct bytes secret,
    struct arena *arena, struct key_text *made)
{
	const char  *reason = check_plan(plan);
	json_t      *jwk;
	struct bytes k;

	if (reason != NULL)
		return reason;
	reason = KEY_TEXT_NOT_MADE;
	json_start();
	jwk = json_object();
	if (jwk != NULL && base64url_encode(secret, arena, &k) == STATUS_OK &&
	    key_text_set(jwk, "kty", BYTES("oct")) &&
	    key_text_set(jwk, "kid", plan->id) &&
	    key_text_set(jwk, "alg", plan->algorithm) &&
	    (plan->encryption.len == 0 ||
	        key_text_set(jwk, "enc", plan->encryption)) &&
	    key_text_set(jwk, "k", k) && key_text_add_scope(jwk, plan))
		reason = key_text_finish(jwk, arena, made);
	json_decref(jwk);
	return reason;
}
