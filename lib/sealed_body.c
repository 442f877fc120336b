/* See sealed_body.h.  SPDX-License-Identifier: ISC */
#include "sealed_body.h"

#include <inttypes.h>
#include <stdio.h>

#include "arena.h"
#include "bytes.h"
#include "terms.h"
#include "token_fields.h"

#define YEAR_2024     1704067200 /* 2024-01-01T00:00:00Z, a whole minute */
#define MINUTES_BYTES 3
#define SECONDS_BYTES 5
#define NUMBER_BYTES  8
#define LENGTH_BYTES  2
#define HEAD_MAX      (1 + SECONDS_BYTES + NUMBER_BYTES + LENGTH_BYTES)
#define MINUTES_MAX   0xffffff
#define FIELDS_MAX    0xffff
#define DIGITS_SIZE   21 /* of 64 bits in decimal, with the NUL */

/* Bits of the first byte. */
enum {
	SHAPE_FIELDS = 0x02,
	SHAPE_SECONDS = 0x04,
	SHAPE_NUMBER = 0x08,
	SHAPE_PREFIX = 0x10,
	SHAPE_ID = 0x20,
	SHAPE_VERSION = 0x40,
};

/* A body in its parts; those that its shape lacks are zero. */
struct parts {
	unsigned     shape;
	uint64_t     expiry; /* minutes or seconds */
	uint64_t     number, file_id;
	struct bytes fields, path; /* relative to the prefix */
};

static size_t
expiry_bytes(unsigned shape)
{
	return shape & SHAPE_SECONDS ? SECONDS_BYTES : MINUTES_BYTES;
}

/* ------------------------------------------------------------------ packing */

struct head {
	char   at[HEAD_MAX];
	size_t len;
};

static void
put_number(struct head *head, uint64_t number, size_t width)
{
	while (width-- > 0)
		head->at[head->len++] = (char)(number >> 8 * width & 255);
}

static enum status
join_parts(const struct parts *parts, struct arena *arena, struct bytes *body)
{
	struct head head = { .len = 0 }, id = { .len = 0 };

	put_number(&head, parts->shape, 1);
	put_number(&head, parts->expiry, expiry_bytes(parts->shape));
	if (parts->shape & SHAPE_NUMBER)
		put_number(&head, parts->number, NUMBER_BYTES);
	if (parts->shape & SHAPE_FIELDS)
		put_number(&head, parts->fields.len, LENGTH_BYTES);
	if (parts->shape & SHAPE_ID)
		put_number(&id, parts->file_id, NUMBER_BYTES);
	return arena_join(arena,
	    (const struct bytes[]){ { head.at, head.len }, parts->fields,
	        { id.at, id.len }, parts->path }, 4, body);
}

static void
set_expiry(struct parts *parts, int64_t expires_at)
{
	const int64_t since = expires_at - YEAR_2024;

	parts->expiry = (uint64_t)since / 60;
	if (since >= 0 && since % 60 == 0 && since / 60 <= MINUTES_MAX)
		return;
	parts->shape |= SHAPE_SECONDS;
	parts->expiry = (uint64_t)expires_at;
}

/* One file has a name; a prefix is empty or ends as the terms' path does. */
static int
is_relative(struct bytes path, int is_prefix)
{
	if (path.len == 0)
		return is_prefix;
	return path.at[0] != '/' &&
	    (path.at[path.len - 1] == '/') == (is_prefix != 0);
}

static int
set_target(struct parts *parts, const struct terms *terms, struct bytes prefix)
{
	if (terms->has_file_id) {
		parts->shape |= SHAPE_ID;
		parts->file_id = terms->file_id;
		return terms->path.len == 0 && !terms->is_prefix;
	}
	if (!bytes_start_with(terms->path, prefix))
		return 0;
	parts->path = (struct bytes){ terms->path.at + prefix.len,
		terms->path.len - prefix.len };
	if (terms->is_prefix)
		parts->shape |= SHAPE_PREFIX;
	return is_relative(parts->path, terms->is_prefix);
}

/* What has no place of its own. */
static enum status
set_fields(struct parts *parts, const struct terms *terms,
    struct arena *arena)
{
	struct terms others = *terms;
	struct bytes fields = EMPTY;
	enum status  status;

	others.is_prefix = 0;
	if (parts->shape & SHAPE_NUMBER)
		others.subject = EMPTY;
	status = token_fields_append(&others, arena, &fields);
	if (status != STATUS_OK || fields.len == 0)
		return status;
	parts->shape |= SHAPE_FIELDS;
	/* Each has a dot before it; the first one needs none. */
	parts->fields = (struct bytes){ fields.at + 1, fields.len - 1 };
	return parts->fields.len <= FIELDS_MAX ? STATUS_OK : STATUS_MALFORMED;
}

/* An id stands for some path below the prefix. */
static enum status
check(const struct terms *terms, struct bytes prefix)
{
	struct terms checked = *terms;

	if (terms->has_file_id)
		checked.path = prefix;
	return terms_check(&checked);
}

enum status
sealed_body_pack(const struct terms *terms, struct bytes prefix,
    struct arena *arena, struct bytes *body)
{
	struct parts parts = { .shape = SHAPE_VERSION };
	enum status  status = check(terms, prefix);

	if (status != STATUS_OK)
		return status;
	if (!set_target(&parts, terms, prefix))
		return STATUS_MALFORMED;
	set_expiry(&parts, terms->expires_at);
	if (bytes_uint64(terms->subject, &parts.number))
		parts.shape |= SHAPE_NUMBER;
	status = set_fields(&parts, terms, arena);
	if (status != STATUS_OK)
		return status;
	return join_parts(&parts, arena, body);
}

/* ---------------------------------------------------------------- unpacking
 *
 * Loosely: what is not as it was packed shows when it is packed again. */

static int
take_bytes(struct bytes *cursor, size_t length, struct bytes *taken)
{
	if (cursor->len < length)
		return 0;
	*taken = (struct bytes){ cursor->at, length };
	*cursor = (struct bytes){ cursor->at + length, cursor->len - length };
	return 1;
}

static int
take_number(struct bytes *cursor, size_t width, uint64_t *number)
{
	struct bytes taken;

	if (!take_bytes(cursor, width, &taken))
		return 0;
	*number = 0;
	for (size_t i = 0; i < width; i++)
		*number = *number << 8 | (unsigned char)taken.at[i];
	return 1;
}

static int
split(struct bytes body, struct parts *parts)
{
	uint64_t shape, length = 0;

	*parts = (struct parts){ .fields = EMPTY, .path = EMPTY };
	if (!take_number(&body, 1, &shape))
		return 0;
	parts->shape = (unsigned)shape;
	if (!take_number(&body, expiry_bytes(parts->shape), &parts->expiry))
		return 0;
	if (shape & SHAPE_NUMBER &&
	    !take_number(&body, NUMBER_BYTES, &parts->number))
		return 0;
	if (shape & SHAPE_FIELDS &&
	    (!take_number(&body, LENGTH_BYTES, &length) ||
	        !take_bytes(&body, length, &parts->fields)))
		return 0;
	if (shape & SHAPE_ID)
		return take_number(&body, NUMBER_BYTES, &parts->file_id) &&
		    body.len == 0;
	parts->path = body;
	return 1;
}

static enum status
set_subject(struct terms *terms, uint64_t number, struct arena *arena)
{
	char digits[DIGITS_SIZE];

	snprintf(digits, sizeof(digits), "%" PRIu64, number);
	return arena_join(arena, (const struct bytes[]){ bytes_of(digits) }, 1,
	    &terms->subject);
}

static enum status
terms_of_parts(const struct parts *parts, struct bytes prefix,
    struct arena *arena, struct terms *terms)
{
	const int64_t expiry = (int64_t)parts->expiry;
	struct bytes  path;
	enum status   status;

	status = arena_join(arena,
	    (const struct bytes[]){ prefix, parts->path }, 2, &path);
	if (status == STATUS_OK)
		status = token_fields_read(parts->fields,
		    parts->shape & SHAPE_SECONDS ? expiry
						 : YEAR_2024 + 60 * expiry,
		    path, arena, terms);
	if (status != STATUS_OK)
		return status;
	terms->is_prefix = (parts->shape & SHAPE_PREFIX) != 0;
	terms->has_file_id = (parts->shape & SHAPE_ID) != 0;
	terms->file_id = parts->file_id;
	terms->path = terms->has_file_id ? EMPTY : path;
	if (parts->shape & SHAPE_NUMBER)
		return set_subject(terms, parts->number, arena);
	return STATUS_OK;
}

enum status
sealed_body_unpack(struct bytes body, struct bytes prefix,
    struct arena *arena, struct terms *terms)
{
	struct parts parts;
	struct terms read;
	struct bytes again;
	enum status  status;

	if (!split(body, &parts))
		return STATUS_MALFORMED;
	status = terms_of_parts(&parts, prefix, arena, &read);
	if (status == STATUS_OK)
		status = sealed_body_pack(&read, prefix, arena, &again);
	if (status != STATUS_OK)
		return status;
	if (!bytes_equal(body, again))
		return STATUS_MALFORMED;
	*terms = read;
	return STATUS_OK;
}
