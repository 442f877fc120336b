/*
 * The Wycheproof files for JSON web signature, encryption and key, as they
 * are.  Their tokens have no claims: the signature, or the decryption, is all
 * that is judged; the core chooses the key as ever.
 *
 * SPDX-License-Identifier: ISC
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "jose.h"
#include "json.h"
#include "jwe_open.h"
#include "vectors.h"

/* Where our choice is not theirs. */
static const struct difference {
	const char *kind;
	int         first, last; /* tcId */
	int         is_accepted; /* by us */
	const char *reason;
} differences[] = {
	{ "signature", 346, 347, 0, "its key's \"alg\" is another: PS256 for a "
	    "PS384, and ES521, which is none" },
	{ "signature", 350, 351, 0, "the same, with \"key_ops\"" },
	{ "signature", 367, 367, 1, "byte for byte the valid 357" },
	{ "signature", 370, 370, 1, "byte for byte the valid 357" },
	{ "signature", 372, 373, 0, "'?' is not base64url (RFC 7515 §2)" },
	{ "encryption", 28, 28, 0, "A192GCM is not offered" },
	{ "encryption", 31, 31, 0, "A192CBC-HS384 is not offered" },
	{ "encryption", 33, 68, 0, "ECDH-ES is not offered" },
	{ "encryption", 70, 70, 0, "A192KW is not offered" },
	{ "encryption", 71, 75, 0, "AES-GCM key wrap is not offered" },
	{ "encryption", 76, 81, 0, "ECDH-ES is not offered" },
	{ "encryption", 83, 83, 0, "A192GCM is not offered" },
	{ "encryption", 86, 86, 0, "A192CBC-HS384 is not offered" },
	{ "encryption", 89, 89, 0, "A192GCM is not offered" },
	{ "encryption", 92, 92, 0, "A192CBC-HS384 is not offered" },
	{ "encryption", 100, 112, 0, "RSA1_5 is not offered (RFC 8725 §3.2)" },
	{ "encryption", 128, 128, 0, "RSA1_5 is not offered (RFC 8725 §3.2)" },
	{ "encryption", 130, 131, 0, "ECDH-ES is not offered" },
	{ "encryption", 132, 132, 0, "its key's \"alg\" is A128GCM; a key for "
	    "\"dir\" says dir, and A128GCM in \"enc\"" },
	{ "encryption", 133, 133, 0, "AES-GCM key wrap is not offered" },
	{ "encryption", 135, 135, 0, "\"zip\" is refused: a small token must "
	    "not become a large one" },
};

/* What the decrypted case must be; NULL: nothing is compared. */
static const char *wanted_text;

static enum status
check_signature(const struct source *source,
    const struct credential *credential, const struct key *key,
    struct arena *arena, struct grant *grant)
{
	(void)source, (void)arena, (void)grant;
	return jws_verify(key, credential->message, credential->signature);
}

static int
is_hex_of(const char *hex, struct bytes bytes)
{
	if (hex == NULL)
		return 1;
	for (size_t i = 0; i < bytes.len; i++) {
		char digits[3];

		snprintf(digits, sizeof(digits), "%02x",
		    (unsigned char)bytes.at[i]);
		if (strncmp(hex + 2 * i, digits, 2) != 0)
			return 0;
	}
	return hex[2 * bytes.len] == '\0';
}

static enum status
check_decryption(const struct source *source,
    const struct credential *credential, const struct key *key,
    struct arena *arena, struct grant *grant)
{
	struct jose_header header;
	struct jwe         jwe;
	struct bytes       text;
	enum status        status;

	(void)credential, (void)grant;
	status = jwe_read(source->token, &source->verifier->policy, arena,
	    &header, &jwe);
	if (status == STATUS_OK)
		status = jwe_open(&jwe, key, arena, &text);
	if (status == STATUS_OK && !is_hex_of(wanted_text, text))
		return STATUS_INTERNAL;
	return status;
}

/* What a file is about, and the layer that it judges. */
static const struct kind {
	const char *schema, *name, *scheme, *token;
	enum status (*verify)(const struct source *, const struct credential *,
	    const struct key *, struct arena *, struct grant *);
	int has_private; /* it is the owner of the key who judges */
} kinds[] = {
	{ "json_web_signature_schema_v1.json", "signature", "jwt", "jws",
	    check_signature, 0 },
	{ "json_web_encryption_schema_v1.json", "encryption", "jwe", "jwe",
	    check_decryption, 1 },
	{ "json_web_key_schema_v1.json", "key", "jwt", "jws",
	    check_signature, 0 },
};

/* One file. */
struct run {
	const struct kind *kind;
	struct scheme      scheme;
	struct arena      *arena;
	unsigned long      passed, failed, different;
};

/* A key or a set of keys, as the files of a directory. */
static json_t *
files_of(const struct kind *kind, const json_t *group)
{
	json_t *keys = json_object_get(group,
	    kind->has_private ? "private" : "public");
	json_t *one, *files;

	if (keys == NULL)
		keys = json_object_get(group, "private");
	if (json_object_get(keys, "keys") != NULL)
		return json_pack("[{s:o}]", "keys",
		    for_jwt(json_object_get(keys, "keys")));
	one = json_pack("[O]", keys);
	files = for_jwt(one);
	json_decref(one);
	return files;
}

static enum status
judge_token(const struct keyring *keyring, const struct scheme *scheme,
    const char *token, struct arena *arena)
{
	const struct verifier verifier = {
		.schemes = { scheme }, .scheme_count = 1,
		.carriers = CARRIER_HEADER, .keyring = keyring,
	};
	char           header[URL_SIZE];
	struct request request = { .path = BYTES("/"), .raw_path = BYTES("/") };
	struct claim   claim;
	const struct grant *grant;

	if (keyring == NULL)
		return STATUS_UNKNOWN_KEY;
	snprintf(header, sizeof(header), "Bearer %s", token);
	request.authorization = bytes_of(header);
	arena_reset(arena);
	return verify(&verifier, &request, arena, &claim, &grant);
}

static const struct difference *
difference_at(const struct kind *kind, int id)
{
	for (size_t i = 0; i < COUNT(differences); i++)
		if (strcmp(differences[i].kind, kind->name) == 0 &&
		    id >= differences[i].first && id <= differences[i].last)
			return &differences[i];
	return NULL;
}

/* Counts one case, and shows it unless it is as the file says. */
static void
count_case(struct run *run, const json_t *item, enum status status)
{
	const int   id = (int)json_integer_value(json_object_get(item, "tcId"));
	const char *result = member_text(item, "result", "").at;
	const int   is_accepted = status == STATUS_OK;
	const int   as_said = strcmp(result, is_accepted ? "valid" : "invalid")
	    == 0 && status != STATUS_INTERNAL && status != STATUS_TOO_LARGE;
	const struct difference *difference = difference_at(run->kind, id);

	if (as_said) {
		run->passed++;
		return;
	}
	if (difference != NULL && difference->is_accepted == is_accepted) {
		run->passed++;
		run->different++;
	} else {
		run->failed++;
	}
	printf("  %s %d: %s, we say %s: %s\n", run->kind->name, id, result,
	    status_name(status), difference != NULL ? difference->reason
	    : "NOT EXPECTED");
}

static void
run_group(struct run *run, const json_t *group)
{
	const json_t   *tests = json_object_get(group, "tests");
	json_t         *files = files_of(run->kind, group);
	struct keyring *keyring = load_keys(files);

	if (keyring != NULL)
		serve_instead(keyring,
		    scheme_named(bytes_of(run->kind->scheme)), &run->scheme);
	for (size_t i = 0; i < json_array_size(tests); i++) {
		const json_t *item = json_array_get(tests, i);
		const json_t *token = json_object_get(item, run->kind->token);
		char         *text = json_is_string(token)
		            ? NULL : json_dumps(token, JSON_COMPACT);

		wanted_text = json_string_value(json_object_get(item, "pt"));
		count_case(run, item, judge_token(keyring, &run->scheme,
		    text != NULL ? text : json_string_value(token),
		    run->arena));
		free(text);
	}
	keyring_free(keyring);
	json_decref(files);
}

void
wycheproof_run(const char *path, const json_t *file, unsigned long *passed,
    unsigned long *failed)
{
	const json_t *groups = json_object_get(file, "testGroups");
	struct bytes  schema = member_text(file, "schema", "");
	struct run    run = { .arena = arena_new(1 << 18) };

	for (size_t i = 0; i < COUNT(kinds); i++)
		if (strcmp(kinds[i].schema, schema.at) == 0)
			run.kind = &kinds[i];
	if (run.kind == NULL) {
		printf("%s: \"%s\" is not supported\n", path, schema.at);
		run.failed++;
	} else {
		run.scheme = *scheme_named(bytes_of(run.kind->scheme));
		run.scheme.verify = run.kind->verify;
	}
	for (size_t i = 0; run.kind != NULL && i < json_array_size(groups); i++)
		run_group(&run, json_array_get(groups, i));
	printf("%s: %lu cases, %lu of them by a choice of ours, %lu differ\n",
	    path, run.passed + run.failed, run.different, run.failed);
	*passed += run.passed;
	*failed += run.failed;
	arena_free(run.arena);
}
