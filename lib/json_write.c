/* See json_write.h.  SPDX-License-Identifier: ISC */
#include "json_write.h"

#include <inttypes.h>
#include <stdio.h>

#include "arena.h"
#include "bytes.h"

enum status
json_append(struct arena *arena, struct bytes *open, const char *name,
    struct bytes value)
{
	return arena_join(arena,
	    (const struct bytes[]){ *open,
	        open->len == 0 ? BYTES("{\"") : BYTES(",\""), bytes_of(name),
	        BYTES("\":"), value }, 5, open);
}

enum status
json_append_number(struct arena *arena, struct bytes *open, const char *name,
    int64_t number)
{
	char digits[24];

	snprintf(digits, sizeof(digits), "%" PRId64, number);
	return json_append(arena, open, name, bytes_of(digits));
}

/* RFC 8259 §7. */
enum status
json_append_text(struct arena *arena, struct bytes *open, const char *name,
    struct bytes text)
{
	char  *quoted;
	size_t n = 0;

	if (text.len == 0)
		return STATUS_OK;
	quoted = arena_take(arena, 2 * text.len + 2);
	if (quoted == NULL)
		return STATUS_TOO_LARGE;
	if (!bytes_are_text(text))
		return STATUS_MALFORMED;
	quoted[n++] = '"';
	for (size_t i = 0; i < text.len; i++) {
		if (text.at[i] == '"' || text.at[i] == '\\')
			quoted[n++] = '\\';
		quoted[n++] = text.at[i];
	}
	quoted[n++] = '"';
	return json_append(arena, open, name, (struct bytes){ quoted, n });
}

enum status
json_close(struct arena *arena, struct bytes open, struct bytes *object)
{
	return arena_join(arena, (const struct bytes[]){
	    open.len == 0 ? BYTES("{") : open, BYTES("}") }, 2, object);
}
