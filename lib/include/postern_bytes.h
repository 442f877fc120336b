/*
 * Views of bytes; a part of postern.h, which is what to include.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef POSTERN_BYTES_H
#define POSTERN_BYTES_H

#include <stddef.h>
#include <string.h>

/* Bytes that someone else owns; not NUL-terminated. */
struct bytes {
	const char *at;
	size_t      len;
};

/* A string literal as bytes. */
#define BYTES(literal) ((struct bytes){ (literal), sizeof(literal) - 1 })

/* In the header, because tables of names are gone through with them. */
static inline struct bytes
bytes_of(const char *nul_terminated)
{
	return (struct bytes){ nul_terminated, strlen(nul_terminated) };
}

static inline int
bytes_equal(struct bytes a, struct bytes b)
{
	return a.len == b.len && (a.len == 0 || memcmp(a.at, b.at, a.len) == 0);
}

static inline int
bytes_start_with(struct bytes bytes, struct bytes prefix)
{
	return bytes.len >= prefix.len &&
	    bytes_equal((struct bytes){ bytes.at, prefix.len }, prefix);
}

#endif
