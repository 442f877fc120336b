/* See url_path.h.  SPDX-License-Identifier: ISC */
#include "url_path.h"

#include <string.h>

#include "bytes.h"

static int
is_separator(char c)
{
	return c == '/' || c == '\\';
}

static int
has_dot_segment(struct bytes path)
{
	size_t start = 0;

	for (size_t i = 0; i <= path.len; i++) {
		if (i < path.len && !is_separator(path.at[i]))
			continue;
		if ((i - start == 1 && path.at[start] == '.') ||
		    (i - start == 2 && memcmp(path.at + start, "..", 2) == 0))
			return 1;
		start = i + 1;
	}
	return 0;
}

int
url_path_is_readable(struct bytes path)
{
	return path.len > 0 && path.at[0] == '/' && bytes_are_text(path) &&
	    !has_dot_segment(path);
}

static size_t
count(struct bytes bytes, char wanted)
{
	size_t n = 0;

	for (size_t i = 0; i < bytes.len; i++)
		n += bytes.at[i] == wanted;
	return n;
}

static int
has_empty_segment(struct bytes path)
{
	for (size_t i = 1; i < path.len; i++)
		if (path.at[i] == '/' && path.at[i - 1] == '/')
			return 1;
	return 0;
}

int
url_path_leads_to_file(struct bytes raw_path, struct bytes path)
{
	return url_path_is_readable(path) && !has_empty_segment(path) &&
	    count(path, '\\') == 0 && count(raw_path, '/') == count(path, '/');
}

/* Back to the slash before the last segment; zero: there is none. */
static int
climb(const char *out, size_t *n)
{
	if (*n == 0)
		return 0;
	while (out[--*n] != '/')
		;
	return 1;
}

enum status
url_path_normalise(struct bytes path, struct arena *arena,
    struct bytes *normal)
{
	char  *out = arena_take(arena, path.len + 1);
	size_t n = 0;
	int    is_open = 1; /* a slash is to stand at the end */

	if (out == NULL)
		return STATUS_TOO_LARGE;
	while (path.len > 0) {
		const int    has_more = memchr(path.at, '/', path.len) != NULL;
		struct bytes segment = bytes_cut(&path, '/');

		is_open = 1;
		if (segment.len == 0 || bytes_equal(segment, BYTES(".")))
			continue;
		if (bytes_equal(segment, BYTES(".."))) {
			if (!climb(out, &n))
				return STATUS_HOSTILE_PATH;
			continue;
		}
		out[n++] = '/';
		memcpy(out + n, segment.at, segment.len);
		n += segment.len;
		is_open = has_more;
	}
	if (is_open)
		out[n++] = '/';
	*normal = (struct bytes){ out, n };
	return STATUS_OK;
}
