/*
 * The schemes whose vectors can be run, one row each, and how a file's "key"
 * becomes a verifier.  A scheme whose files are our own needs no row.
 *
 * SPDX-License-Identifier: ISC
 */
#include <dirent.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "vectors.h"

#define PATH_SIZE 300

static void
path_of(const char *directory, size_t number, const json_t *key,
    char path[PATH_SIZE])
{
	const char *name = json_string_value(json_object_get(key, "file"));

	if (name != NULL)
		snprintf(path, PATH_SIZE, "%s/%s", directory, name);
	else
		snprintf(path, PATH_SIZE, "%s/%zu.jwk", directory, number);
}

static int
write_text(int file, const char *text)
{
	const size_t length = strlen(text);

	return write(file, text, length) == (ssize_t)length;
}

static int
write_key(const char *directory, size_t number, const json_t *key)
{
	const char *text = json_string_value(json_object_get(key, "text"));
	char        path[PATH_SIZE];
	int         file, done;

	path_of(directory, number, key, path);
	file = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
	if (file < 0)
		return 0;
	done = text != NULL ? write_text(file, text)
			    : json_dumpfd(key, file, 0) == 0;
	return close(file) == 0 && done;
}

static void
remove_directory(const char *directory, const json_t *keys, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		char path[PATH_SIZE];

		path_of(directory, i, json_array_get(keys, i), path);
		unlink(path);
	}
	rmdir(directory);
}

/* As a user would load them: from a directory of key files. */
struct keyring *
load_keys(const json_t *keys)
{
	char             directory[] = "/tmp/postern-vectors-XXXXXX";
	struct complaint complaint = { "cannot write key files" };
	struct keyring  *keyring = NULL;
	size_t           written = 0;

	if (mkdtemp(directory) == NULL)
		return NULL;
	while (written < json_array_size(keys) &&
	    write_key(directory, written, json_array_get(keys, written)))
		written++;
	if (written > 0 && written == json_array_size(keys))
		keyring = keyring_load(directory, &complaint);
	if (keyring == NULL)
		fprintf(stderr, "%s\n", complaint.text);
	remove_directory(directory, keys, written);
	return keyring;
}

struct bytes
member_text(const json_t *object, const char *name, const char *fallback)
{
	const char *text = json_string_value(json_object_get(object, name));

	return bytes_of(text != NULL ? text : fallback);
}

/* {"site", "parameter"?, "jwk": [JWK...], "key_ids"?: [ID...]} */
static int
native_open(const json_t *file, struct policy *policy)
{
	const json_t    *key = json_object_get(file, "key");
	const json_t    *ids = json_object_get(key, "key_ids");
	struct verifier *verifier = &policy->verifier;

	policy->keyring = load_keys(json_object_get(key, "jwk"));
	if (policy->keyring == NULL || json_array_size(ids) > 64)
		return 0;
	*verifier = (struct verifier){
		.site = member_text(key, "site", ""),
		.parameter = member_text(key, "parameter", "st"),
		.schemes = { scheme_named(BYTES("native")) },
		.scheme_count = 1,
		.keyring = policy->keyring,
	};
	for (size_t i = 0; i < json_array_size(ids); i++)
		policy->key_ids[i] =
		    bytes_of(json_string_value(json_array_get(ids, i)));
	verifier->key_ids = ids != NULL ? policy->key_ids : NULL;
	verifier->key_id_count = json_array_size(ids);
	return verifier->site.len > 0;
}

void
policy_close(struct policy *policy)
{
	keyring_free(policy->keyring);
	rules_free(policy->rules);
	id_map_free(policy->ids);
}

static const struct adapter own_adapters[] = {
	{
	    .scheme = "native",
	    .open = native_open,
	    .parameters = { "st" },
	    .folds_names = 1,
	    .separator = '.',
	    .site_matters = 1,
	    .is_own = 1,
	},
	{
	    .scheme = "sealed",
	    .open = sealed_open,
	    .parameters = { "st" },
	    .folds_names = 1,
	    .names_file = 1,
	    .site_matters = 1,
	    .is_own = 1,
	},
	{ .scheme = "jwt", .open = jwt_open, .separator = '.' },
	{ .scheme = "jws", .open = jwt_open, .separator = '.' },
	{ .scheme = "jwe", .open = jwe_open_vectors, .separator = '.' },
	{ .scheme = "paseto", .open = paseto_open, .separator = '.' },
	{ .scheme = "paseto-v4-local", .open = paseto_open, .separator = '.' },
	{ .scheme = "paseto-v4-public", .open = paseto_open, .separator = '.' },
	{
	    .scheme = "laravel-encrypt",
	    .open = laravel_encrypt_open,
	    .parameters = { "st" },
	    .folds_names = 1,
	    .padding_is_free = 1,
	    .names_file = 1,
	    .is_own = 1,
	},
	{
	    .scheme = "laravel-encrypt-cbc",
	    .open = laravel_open,
	    .judge = laravel_judge,
	    .padding_is_free = 1,
	},
	{
	    .scheme = "laravel-encrypt-gcm",
	    .open = laravel_open,
	    .judge = laravel_judge,
	    .padding_is_free = 1,
	},
	{
	    .scheme = "laravel-encrypt-rotation",
	    .open = laravel_open,
	    .judge = laravel_judge,
	    .padding_is_free = 1,
	},
	{
	    .scheme = "laravel-route",
	    .open = laravel_route_open,
	},
	{
	    .scheme = "laravel-signed-route",
	    .open = laravel_route_open,
	},
	{
	    .scheme = "laravel-signed-route-relative",
	    .open = laravel_route_open,
	},
	{
	    .scheme = "laravel-cookie",
	    .open = laravel_open,
	    .judge = laravel_judge,
	    .padding_is_free = 1,
	},
	{
	    .scheme = "php-serialize",
	    .open = php_serialize_open,
	    .judge = php_serialize_judge,
	    .is_unsigned = 1,
	},
	{ .scheme = NULL },
};

/* One list a file, each closed by a row without a name. */
static const struct adapter *const families[] = {
	own_adapters,
	template_adapters,
	cdn_adapters,
	akamai_adapters,
	azure_adapters,
	cloudinary_adapters,
	s3_adapters,
	cloudfront_adapters,
	google_adapters,
	symfony_adapters,
	rails_adapters,
	signed_text_adapters,
	transform_adapters,
	cdni_adapters,
};

const struct adapter *
adapter_of(const char *scheme)
{
	for (size_t i = 0; i < COUNT(families); i++)
		for (const struct adapter *row = families[i];
		    row->scheme != NULL; row++)
			if (strcmp(row->scheme, scheme) == 0)
				return row;
	return scheme_named(bytes_of(scheme)) != NULL ? &adapter_generic : NULL;
}
