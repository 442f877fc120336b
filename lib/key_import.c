/*
 * Key files from what others have made: see postern_keys.h.
 *
 * SPDX-License-Identifier: ISC
 */
#include <string.h>

#include "arena.h"
#include "base64.h"
#include "base64url.h"
#include "bytes.h"
#include "hex.h"
#include "json.h"
#include "key.h"
#include "key_text.h"
#include "public_key.h"
#include "scheme.h"

static int
has_scope(const struct key_plan *plan)
{
	return plan->schemes.count > 0 || plan->prefixes.count > 0 ||
	    plan->longest_lifetime > 0 || plan->not_before > 0;
}

/* The first algorithm of the planned scheme that such keys have. */
static struct bytes
usual_algorithm(const struct key_plan *plan, enum key_type type)
{
	const struct scheme *scheme = NULL;

	if (plan->algorithm.len > 0 || plan->schemes.count == 0)
		return plan->algorithm;
	scheme = scheme_named(plan->schemes.at[0]);
	for (size_t i = 0; scheme != NULL && scheme->algorithms[i] != NULL;
	     i++) {
		struct bytes name = bytes_of(scheme->algorithms[i]);

		if (algorithm_named(name)->type == type)
			return name;
	}
	return plan->algorithm;
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

/* ----------------------------------------------------------------- PEM */

static int
set_number(json_t *jwk, const char *name, struct bytes number,
    struct arena *arena)
{
	struct bytes text = EMPTY;

	return number.len == 0 ||
	    (base64url_encode(number, arena, &text) == STATUS_OK &&
	        key_text_set(jwk, name, text));
}

static int
set_numbers(json_t *jwk, const struct public_numbers *numbers,
    struct arena *arena)
{
	const struct bytes type = bytes_of(numbers->type);
	const int          is_rsa = numbers->n.len > 0;
	const int          is_okp = !is_rsa && numbers->y.len == 0;

	return key_text_set(jwk, "kty", is_rsa ? BYTES("RSA")
	               : is_okp ? BYTES("OKP") : BYTES("EC")) &&
	    (is_rsa || key_text_set(jwk, "crv", type)) &&
	    set_number(jwk, "n", numbers->n, arena) &&
	    set_number(jwk, "e", numbers->e, arena) &&
	    set_number(jwk, "x", numbers->x, arena) &&
	    set_number(jwk, "y", numbers->y, arena);
}

/* A PEM file has no room for a scope, a JWK has. */
static const char *
import_scoped_pem(const struct key_plan *asked, struct bytes text,
    struct arena *arena, struct key_text *made)
{
	struct key_plan       plan = *asked;
	struct public_numbers numbers;
	json_t               *jwk;
	const char           *reason = KEY_TEXT_NOT_MADE;

	if (!public_numbers_of(text, arena, &numbers))
		return "it is no public key or certificate that can be used, "
		       "alone in its file";
	if (numbers.n.len > 0)
		plan.algorithm = usual_algorithm(asked, KEY_RSA);
	json_start();
	jwk = json_object();
	if (set_numbers(jwk, &numbers, arena))
		reason = import_jwk(&plan, jwk, arena, made);
	json_decref(jwk);
	return reason;
}

static const char *
import_pem(const struct key_plan *plan, struct bytes text, struct arena *arena,
    struct key_text *made)
{
	const struct bytes dot = { ".", plan->algorithm.len > 0 };

	if (plan->id.len == 0)
		return "say the key's id";
	if (has_scope(plan))
		return import_scoped_pem(plan, text, arena, made);
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

/* Either alphabet, padded or not: people have it from many places. */
static enum status
base64_any_decode(struct bytes text, struct arena *arena,
    struct bytes *decoded)
{
	enum status status = base64_decode(text, BASE64_EITHER, arena,
	    decoded);

	while (text.len > 0 && text.at[text.len - 1] == '=')
		text.len--;
	return status != STATUS_MALFORMED
	    ? status : base64url_decode(text, arena, decoded);
}

static const char *
import_secret(const struct key_plan *asked, struct bytes material,
    struct arena *arena, struct key_text *made)
{
	struct key_plan plan = *asked;
	struct bytes secret = without_end_of_line(material);
	enum status  status = STATUS_OK;

	plan.algorithm = usual_algorithm(asked, KEY_OCT);
	if (plan.algorithm.len == 0)
		return "it is neither PEM nor JWK; if it is a secret, say its "
		       "algorithm";
	if (plan.id.len == 0)
		return "say the key's id";
	if (plan.encoding == SECRET_IN_HEX)
		status = hex_decode(secret, arena, &secret);
	if (plan.encoding == SECRET_IN_BASE64)
		status = base64_any_decode(secret, arena, &secret);
	if (status != STATUS_OK)
		return "the secret is not in that encoding";
	return key_text_of_secret(&plan, secret, arena, made);
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
