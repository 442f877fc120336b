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
ends_segment(struct bytes path, size_t i)
{
	return i == path.len || is_separator(path.at[i]);
}

static int
has_dot_segment(struct bytes path)
{
	const char *const end = path.at + path.len;
	const char       *dot = path.at;

	while ((dot = memchr(dot, '.', (size_t)(end - dot))) != NULL) {
		const size_t i = (size_t)(dot++ - path.at);

		if (i > 0 && !is_separator(path.at[i - 1]))
			continue;
		if (ends_segment(path, i + 1) || (path.at[i + 1] == '.' &&
		        ends_segment(path, i + 2)))
			return 1;
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

int
url_path_leads_to_file(struct bytes raw_path, struct bytes path)
{
	return url_path_is_readable(path) &&
	    memmem(path.at, path.len, "//", 2) == NULL &&
	    memchr(path.at, '\\', path.len) == NULL &&
	    (bytes_equal(raw_path, path) ||
	        count(raw_path, '/') == count(path, '/'));
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
