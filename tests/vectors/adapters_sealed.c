/*
 * How a file of sealed tokens becomes a verifier: "key" is {"site", "prefix",
 * "segment", "cookie", "ids": [lines of a map of ids], "jwk": [JWK...],
 * "key_ids": [ID...]}.  Tokens stand wherever one can.
 *
 * SPDX-License-Identifier: ISC
 */
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "vectors.h"

static int
write_lines(int file, const json_t *lines)
{
	FILE *stream = fdopen(file, "w");

	if (stream == NULL)
		return close(file), 0;
	for (size_t i = 0; i < json_array_size(lines); i++)
		fprintf(stream, "%s\n",
		    json_string_value(json_array_get(lines, i)));
	return fclose(stream) == 0;
}

/* As a user would load it: from a file. */
static struct id_map *
load_ids(const json_t *lines)
{
	char             path[] = "/tmp/postern-vectors-XXXXXX";
	struct complaint complaint = { "cannot write a map of ids" };
	struct id_map   *ids = NULL;
	int              file = mkstemp(path);

	if (file < 0)
		return NULL;
	if (write_lines(file, lines))
		ids = id_map_load(path, &complaint);
	if (ids == NULL)
		fprintf(stderr, "%s\n", complaint.text);
	unlink(path);
	return ids;
}

int
sealed_open(const json_t *file, struct policy *policy)
{
	const json_t    *key = json_object_get(file, "key");
	const json_t    *ids = json_object_get(key, "key_ids");
	struct verifier *verifier = &policy->verifier;

	policy->keyring = load_keys(json_object_get(key, "jwk"));
	policy->ids = load_ids(json_object_get(key, "ids"));
	if (policy->keyring == NULL || policy->ids == NULL ||
	    json_array_size(ids) > COUNT(policy->key_ids))
		return 0;
	*verifier = (struct verifier){
		.site = member_text(key, "site", ""),
		.prefix = member_text(key, "prefix", ""),
		.parameter = member_text(key, "parameter", "st"),
		.segment = member_text(key, "segment", ""),
		.cookie = member_text(key, "cookie", ""),
		.carriers = CARRIER_QUERY | CARRIER_COOKIE | CARRIER_HEADER |
		    CARRIER_PATH,
		.schemes = { scheme_named(BYTES("sealed")) },
		.scheme_count = 1,
		.keyring = policy->keyring,
		.key_ids = policy->key_ids,
		.key_id_count = json_array_size(ids),
		.ids = policy->ids,
	};
	for (size_t i = 0; i < json_array_size(ids); i++)
		policy->key_ids[i] =
		    bytes_of(json_string_value(json_array_get(ids, i)));
	return verifier->site.len > 0 && verifier->segment.len > 0;
}
