/* See key.h and postern_keys.h.  SPDX-License-Identifier: ISC */
#include <stdlib.h>

#include "bytes.h"
#include "key_file.h"
#include "postern_keys.h"
#include "scheme.h"
#include "seen_secrets.h"
#include "seen_tokens.h"

/* 128 bits, which nobody tries out. */
#define SECRET_BYTES_FAIR 16

static void
free_bytes(struct bytes bytes)
{
	free((void *)bytes.at);
}

void
key_free(struct key *key)
{
	if (key == NULL)
		return;
	/* What came of a key does not outlive it. */
	seen_tokens_forget();
	seen_secrets_forget();
	hmac_free(key->hmac);
	public_key_free(key->public_key);
	private_key_free(key->private_key);
	siv_free(key->siv);
	wipe((void *)key->secret.at, key->secret.len);
	free_bytes(key->secret);
	for (size_t i = 0; i < key->prefix_count; i++)
		free_bytes(key->prefixes[i]);
	free_bytes(key->encryption);
	free_bytes(key->issuer);
	free_bytes(key->file);
	free_bytes(key->id);
	free(key);
}

int
key_list_add(struct key_list *list, struct key *key)
{
	size_t       count = list->count;
	struct key **keys = list->at;

	/* Room is doubled whenever the count is a power of two. */
	if ((count & (count - 1)) == 0) {
		keys = reallocarray(keys, count == 0 ? 1 : 2 * count,
		    sizeof(*keys));
		if (keys == NULL)
			return 0;
		list->at = keys;
	}
	keys[list->count++] = key;
	return 1;
}

void
key_list_empty(struct key_list *list)
{
	for (size_t i = 0; i < list->count; i++)
		key_free(list->at[i]);
	free(list->at);
	*list = (struct key_list){ 0 };
}

struct bytes
key_id(const struct key *key)
{
	return key->id;
}

const char *
key_algorithm(const struct key *key)
{
	return key->algorithm->name;
}

struct bytes
key_file(const struct key *key)
{
	return key->file;
}

const struct scheme *
key_scheme(const struct key *key, size_t i)
{
	return i < key->scheme_count ? key->schemes[i] : NULL;
}

int
key_is_short(const struct key *key)
{
	return key->secret_bytes > 0 && key->secret_bytes < SECRET_BYTES_FAIR;
}

int
key_is_weak(const struct key *key)
{
	return key->algorithm->is_weak;
}

int64_t
key_not_before(const struct key *key)
{
	return key->not_before;
}

int64_t
key_retired_after(const struct key *key)
{
	return key->retired_after;
}

int64_t
key_longest_lifetime(const struct key *key)
{
	return key->longest_lifetime;
}

int
key_serves(const struct key *key, const struct scheme *scheme)
{
	for (size_t i = 0; i < key->scheme_count; i++)
		if (key->schemes[i] == scheme)
			return 1;
	return 0;
}

int
key_covers(const struct key *key, struct bytes path)
{
	for (size_t i = 0; i < key->prefix_count; i++)
		if (bytes_start_with(path, key->prefixes[i]))
			return 1;
	return key->prefix_count == 0;
}
