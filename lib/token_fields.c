/* See token_fields.h.  SPDX-License-Identifier: ISC */
#include "token_fields.h"

#include <inttypes.h>
#include <stdio.h>

#include "arena.h"
#include "base64url.h"
#include "bytes.h"
#include "terms.h"

#define NUMBER_DIGITS 11

/* What the letters say; an empty or zero one is not in the token. */
struct fields {
	struct bytes inline_name, download_name, client, link_id, methods,
	    prefix, subject;
	int64_t shared, not_before, uses;
};

enum form {
	FORM_FLAG,   /* the letter alone: an int64_t of 1 */
	FORM_NUMBER, /* decimal digits: an int64_t */
	FORM_WORD,   /* as it is: bytes */
	FORM_TEXT,   /* base64url: bytes */
};

/* In the order in which they stand in a token. */
static const struct field {
	char      letter;
	enum form form;
	size_t    member;
} table[] = {
	{ 'D', FORM_TEXT, offsetof(struct fields, inline_name) },
	{ 'c', FORM_FLAG, offsetof(struct fields, shared) },
	{ 'd', FORM_TEXT, offsetof(struct fields, download_name) },
	{ 'i', FORM_TEXT, offsetof(struct fields, client) },
	{ 'j', FORM_WORD, offsetof(struct fields, link_id) },
	{ 'm', FORM_WORD, offsetof(struct fields, methods) },
	{ 'n', FORM_NUMBER, offsetof(struct fields, not_before) },
	{ 'p', FORM_TEXT, offsetof(struct fields, prefix) },
	{ 's', FORM_TEXT, offsetof(struct fields, subject) },
	{ 'u', FORM_NUMBER, offsetof(struct fields, uses) },
};

#define FIELD_COUNT (sizeof(table) / sizeof(*table))

static struct bytes *
bytes_member(struct fields *fields, const struct field *field)
{
	return (struct bytes *)(void *)((char *)fields + field->member);
}

static int64_t *
number_member(struct fields *fields, const struct field *field)
{
	return (int64_t *)(void *)((char *)fields + field->member);
}

/* Milliseconds have 13 digits, nanoseconds 19: a signer's commonest slip. */
static int
is_in_smaller_units(struct bytes digits)
{
	int64_t ignored;

	if (digits.len <= NUMBER_DIGITS || digits.at[0] == '0')
		return 0;
	for (size_t i = 0; i < digits.len; i++)
		if (!bytes_number((struct bytes){ digits.at + i, 1 }, 1,
		        &ignored))
			return 0;
	return 1;
}

enum status
token_number(struct bytes digits, int64_t *number)
{
	if (is_in_smaller_units(digits))
		return STATUS_MILLISECONDS;
	return bytes_number(digits, NUMBER_DIGITS, number) ? STATUS_OK
							 : STATUS_MALFORMED;
}

/* A present field always says something, or there were two ways to say it. */
static enum status
read_bytes(const struct field *field, struct bytes value, struct arena *arena,
    struct bytes *bytes)
{
	enum status status = STATUS_OK;

	if (value.len == 0)
		return STATUS_MALFORMED;
	if (field->form == FORM_TEXT)
		status = base64url_decode(value, arena, &value);
	if (status == STATUS_OK)
		*bytes = value;
	return status;
}

static enum status
read_field(const struct field *field, struct bytes value, struct arena *arena,
    struct fields *fields)
{
	int64_t    *number;
	enum status status;

	if (field->form == FORM_WORD || field->form == FORM_TEXT)
		return read_bytes(field, value, arena,
		    bytes_member(fields, field));
	number = number_member(fields, field);
	if (field->form == FORM_FLAG) {
		*number = 1;
		return value.len == 0 ? STATUS_OK : STATUS_MALFORMED;
	}
	status = token_number(value, number);
	if (status != STATUS_OK)
		return status;
	return *number > 0 ? STATUS_OK : STATUS_MALFORMED;
}

/* The table is walked once, so order and uniqueness come with it. */
static enum status
read_fields(struct bytes rest, struct arena *arena, struct fields *fields)
{
	size_t row = 0;

	while (rest.len > 0) {
		struct bytes field = bytes_cut(&rest, '.');
		struct bytes value = { field.at + 1, field.len - 1 };
		enum status  status;

		if (field.len == 0)
			return STATUS_MALFORMED;
		while (row < FIELD_COUNT && table[row].letter != field.at[0])
			row++;
		if (row == FIELD_COUNT)
			return STATUS_MALFORMED;
		status = read_field(&table[row++], value, arena, fields);
		if (status != STATUS_OK)
			return status;
	}
	return STATUS_OK;
}

static enum status
field_text(const struct field *field, struct fields *fields,
    struct arena *arena, char digits[24], struct bytes *text)
{
	if (field->form == FORM_WORD || field->form == FORM_TEXT) {
		*text = *bytes_member(fields, field);
		return field->form == FORM_WORD
		    ? STATUS_OK
		    : base64url_encode(*text, arena, text);
	}
	digits[0] = '\0';
	if (field->form == FORM_NUMBER)
		snprintf(digits, 24, "%" PRId64, *number_member(fields, field));
	*text = bytes_of(digits);
	return STATUS_OK;
}

static int
is_absent(const struct field *field, struct fields *fields)
{
	if (field->form == FORM_WORD || field->form == FORM_TEXT)
		return bytes_member(fields, field)->len == 0;
	return *number_member(fields, field) == 0;
}

static enum status
terms_of_fields(const struct fields *fields, int64_t expires_at,
    struct bytes path, struct terms *terms)
{
	if (fields->inline_name.len > 0 && fields->download_name.len > 0)
		return STATUS_MALFORMED;
	*terms = (struct terms){
		.path = fields->prefix.len > 0 ? fields->prefix : path,
		.is_prefix = fields->prefix.len > 0,
		.expires_at = expires_at,
		.not_before = fields->not_before,
		.methods = fields->methods,
		.client = fields->client,
		.link_id = fields->link_id,
		.subject = fields->subject,
		.uses = fields->uses,
		.shared = fields->shared != 0,
		.file_name = fields->inline_name,
	};
	if (fields->inline_name.len > 0)
		terms->disposition = DISPOSITION_INLINE;
	if (fields->download_name.len > 0) {
		terms->disposition = DISPOSITION_ATTACHMENT;
		terms->file_name = fields->download_name;
	}
	return terms_check(terms);
}

static struct fields
fields_of_terms(const struct terms *terms)
{
	struct fields fields = {
		.client = terms->client,
		.link_id = terms->link_id,
		.methods = terms->methods,
		.subject = terms->subject,
		.shared = terms->shared != 0,
		.not_before = terms->not_before,
		.uses = terms->uses,
	};

	if (terms->is_prefix)
		fields.prefix = terms->path;
	if (terms->disposition == DISPOSITION_INLINE)
		fields.inline_name = terms->file_name;
	if (terms->disposition == DISPOSITION_ATTACHMENT)
		fields.download_name = terms->file_name;
	return fields;
}

enum status
token_fields_read(struct bytes text, int64_t expires_at, struct bytes path,
    struct arena *arena, struct terms *terms)
{
	struct fields fields = { 0 };
	enum status   status = read_fields(text, arena, &fields);

	if (status != STATUS_OK)
		return status;
	return terms_of_fields(&fields, expires_at, path, terms);
}

enum status
token_fields_append(const struct terms *terms, struct arena *arena,
    struct bytes *token)
{
	struct fields fields = fields_of_terms(terms);

	for (size_t i = 0; i < FIELD_COUNT; i++) {
		const struct bytes letter = { &table[i].letter, 1 };
		struct bytes       value;
		char               digits[24];
		enum status        status;

		if (is_absent(&table[i], &fields))
			continue;
		status = field_text(&table[i], &fields, arena, digits, &value);
		if (status != STATUS_OK)
			return status;
		status = arena_join(arena,
		    (const struct bytes[]){ *token, BYTES("."), letter, value },
		    4, token);
		if (status != STATUS_OK)
			return status;
	}
	return STATUS_OK;
}
