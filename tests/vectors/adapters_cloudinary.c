/*
 * Files of Cloudinary's signed delivery URLs.
 *
 * SPDX-License-Identifier: ISC
 */
#include <stdio.h>
#include <string.h>

#include "same_links.h"

/* One key for each algorithm of the list. */
static json_t *
keys_of(const json_t *key)
{
	const json_t *algorithms = json_object_get(key, "algorithms");
	json_t       *keys = json_array();

	for (size_t i = 0; i < json_array_size(algorithms); i++) {
		const char *name =
		    json_string_value(json_array_get(algorithms, i));

		json_array_append_new(keys, secret_key(name,
		    strcmp(name, "sha1") == 0 ? "SHA1" : "SHA256",
		    "cloudinary", member_text(key, "api_secret", "")));
	}
	return keys;
}

static struct bytes
lengths_of(const json_t *key)
{
	const json_t *lengths = json_object_get(key, "signature_lengths");

	if (json_array_size(lengths) == 2)
		return BYTES("both");
	return json_integer_value(json_array_get(lengths, 0)) == 8
	    ? BYTES("8") : BYTES("32");
}

/* {"cloud_name", "api_secret", "algorithms", "signature_lengths"} */
static int
cloudinary_open(const json_t *file, struct policy *policy)
{
	const json_t *key = json_object_get(file, "key");

	if (!foreign_open(policy, "cloudinary", keys_of(key)))
		return 0;
	foreign_set(policy, "cloud", member_text(key, "cloud_name", ""));
	foreign_set(policy, "length", lengths_of(key));
	return 1;
}

/* ----------------------------------------------------- what says the same */

static int
is_version(const char *text, size_t length)
{
	return length > 1 && text[0] == 'v' &&
	    strspn(text + 1, "0123456789") >= length - 1;
}

/*
 * Without the first version behind the signature, which is not signed; and with
 * a long signature cut, where the short one counts as well.
 */
static int
without_version(const char *url, int cuts, char out[URL_SIZE])
{
	const char *signature = strstr(url, "/s--");
	const char *rest = signature != NULL ? strchr(signature + 1, '/') : NULL;
	const char *segment = rest;
	size_t      length;

	if (rest == NULL)
		return 0;
	while (segment != NULL && (strchr(segment + 1, '/') == NULL ||
	    !is_version(segment + 1, strcspn(segment + 1, "/"))))
		segment = strchr(segment + 1, '/');
	length = (size_t)(rest - signature);
	if (cuts && length == sizeof("/s----") - 1 + 32)
		length = sizeof("/s--") - 1 + 8;
	else
		length -= 2;
	snprintf(out, URL_SIZE, "%.*s--%.*s%s",
	    (int)((size_t)(signature - url) + length), url,
	    (int)(segment != NULL ? (size_t)(segment - rest) : strlen(rest)),
	    rest, segment != NULL ? strchr(segment + 1, '/') : "");
	return 1;
}

static int
same_to_cloudinary(const struct policy *policy, const char *original,
    const char *mutant)
{
	const json_t *key = json_object_get(policy->file, "key");
	const int     cuts = json_array_size(json_object_get(key,
	              "signature_lengths")) == 2;
	char          one[URL_SIZE], two[URL_SIZE];

	return without_version(original, cuts, one) &&
	    without_version(mutant, cuts, two) && strcmp(one, two) == 0;
}

const struct adapter cloudinary_adapters[] = {
	{
	    .scheme = "cloudinary-signed-delivery",
	    .open = cloudinary_open,
	    .says_the_same = same_to_cloudinary,
	},
	{ .scheme = NULL },
};
