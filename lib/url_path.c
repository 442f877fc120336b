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
