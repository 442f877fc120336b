/* See cdni_uri.h.  SPDX-License-Identifier: ISC */
#include "cdni_uri.h"

#include <string.h>

#include "arena.h"
#include "base64url.h"
#include "bytes.h"
#include "digest.h"
#include "ere.h"

#define HASH  BYTES("hash:sha-256;")
#define REGEX BYTES("regex:")

static struct bytes
behind(struct bytes text, struct bytes start)
{
	return (struct bytes){ text.at + start.len, text.len - start.len };
}

static enum status
hash_of(struct bytes uri, struct arena *arena, struct bytes *text)
{
	unsigned char hash[HMAC_MAX];
	size_t        length;
	enum status   status = hash_compute("SHA256", &uri, 1, hash, &length);

	return status != STATUS_OK ? status
	    : base64url_encode((struct bytes){ (char *)hash, length }, arena,
	          text);
}

/* One value has one text: no other spelling is taken. */
static enum status
judge_hash(struct bytes text, struct bytes uri, struct arena *arena)
{
	struct bytes wanted;
	enum status  status = hash_of(uri, arena, &wanted);

	if (status != STATUS_OK)
		return status;
	return bytes_equal(text, wanted) ? STATUS_OK : STATUS_OUTSIDE_GRANT;
}

static enum status
judge_regex(struct bytes pattern, struct bytes uri, struct arena *arena)
{
	const struct ere *ere;
	int               is_match;
	enum status       status = ere_compile(pattern, arena, &ere);

	if (status == STATUS_OK)
		status = ere_match(ere, uri, arena, &is_match);
	if (status != STATUS_OK)
		return status;
	return is_match ? STATUS_OK : STATUS_OUTSIDE_GRANT;
}

enum status
cdni_uri_judge(struct bytes container, struct bytes uri, struct arena *arena)
{
	if (bytes_start_with(container, HASH))
		return judge_hash(behind(container, HASH), uri, arena);
	if (bytes_start_with(container, REGEX))
		return judge_regex(behind(container, REGEX), uri, arena);
	return STATUS_MALFORMED;
}

/* An expression that matches this text. */
static enum status
escape(struct bytes text, struct arena *arena, struct bytes *pattern)
{
	char  *escaped = arena_take(arena, 2 * text.len + 1);
	size_t n = 0;

	if (escaped == NULL)
		return STATUS_TOO_LARGE;
	for (size_t i = 0; i < text.len; i++) {
		if (strchr(".[](){}*+?|^$\\", text.at[i]) != NULL)
			escaped[n++] = '\\';
		escaped[n++] = text.at[i];
	}
	*pattern = (struct bytes){ escaped, n };
	return STATUS_OK;
}

enum status
cdni_uri_write(struct bytes uri, int is_prefix, struct arena *arena,
    struct bytes *container)
{
	struct bytes text;
	enum status  status = is_prefix ? escape(uri, arena, &text)
					: hash_of(uri, arena, &text);

	if (status != STATUS_OK)
		return status;
	return arena_join(arena, (const struct bytes[]){
	    is_prefix ? REGEX : HASH, text, is_prefix ? BYTES(".*") : EMPTY },
	    3, container);
}
