/* Links --> credentials.  See link_format.h.  SPDX-License-Identifier: ISC */
#include <string.h>

#include "arena.h"
#include "bytes.h"
#include "hex.h"
#include "link_format.h"
#include "query.h"
#include "source.h"
#include "timestamp.h"
#include "token_fields.h"

#define HEX_DIGITS 8 /* of a moment */

enum link_slot
link_slot_named(struct bytes name)
{
	static const char *const names[] = {
		[SLOT_MAC] = "mac",
		[SLOT_EXPIRES] = "expires",
		[SLOT_ISSUED] = "issued",
		[SLOT_LIFE] = "life",
		[SLOT_RANDOM] = "random",
		[SLOT_USER] = "user",
	};

	for (enum link_slot i = 0; i < SLOT_COUNT; i++)
		if (bytes_equal(name, bytes_of(names[i])))
			return i;
	return SLOT_COUNT;
}

static int
is_name_byte(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
	    (c >= '0' && c <= '9') || c == '_';
}

struct bytes
link_next_part(struct bytes *template, int *is_name)
{
	struct bytes part = { template->at, 0 };

	const char  *end = template->at + template->len;
	int          has_brace;

	*is_name = template->len > 0 && template->at[0] == '$';
	has_brace = *is_name && template->len > 1 && template->at[1] == '{';
	part.at += *is_name + has_brace;
	while (part.at + part.len < end) {
		char c = part.at[part.len];

		if (*is_name ? !is_name_byte(c) : c == '$')
			break;
		part.len++;
	}
	template->at = part.at + part.len;
	if (has_brace && template->at < end && *template->at == '}')
		template->at++;
	template->len = (size_t)(end - template->at);
	return part;
}

/* ---------------------------------------------------------------- patterns */

/* Fills the slots; the rest is what stands behind the pattern.  0: no match. */
static int
match(const char *pattern, struct bytes *rest, struct link *link)
{
	struct bytes template = bytes_of(pattern);

	while (template.len > 0) {
		int          is_name;
		struct bytes part = link_next_part(&template, &is_name);
		struct bytes text = *rest;

		if (!is_name) {
			if (!bytes_start_with(*rest, part))
				return 0;
			*rest = (struct bytes){ rest->at + part.len,
				rest->len - part.len };
			continue;
		}
		if (template.len > 0) {
			const char *end = memchr(text.at, template.at[0],
			    text.len);

			if (end == NULL)
				return 0;
			text.len = (size_t)(end - text.at);
		}
		if (text.len == 0)
			return 0;
		link->slots[link_slot_named(part)] = text;
		*rest = (struct bytes){ rest->at + text.len,
			rest->len - text.len };
	}
	return 1;
}

/* "$mac,$expires|$mac": the first that fits. */
static int
match_any(const char *patterns, struct bytes *rest, struct link *link)
{
	const struct link  before = *link;
	const struct bytes whole = *rest;
	struct bytes       all = bytes_of(patterns);

	while (all.len > 0) {
		struct bytes one = bytes_cut(&all, '|');
		char         pattern[64];

		if (one.len >= sizeof(pattern))
			return 0;
		memcpy(pattern, one.at, one.len);
		pattern[one.len] = '\0';
		*link = before;
		*rest = whole;
		if (match(pattern, rest, link))
			return 1;
	}
	return 0;
}

static enum status
read_parameters(const struct source *source, struct arena *arena,
    struct link *link)
{
	const struct link_format *format = link->format;
	size_t                    found = 0, i = 0;
	enum status status = query_read(source->request->query, arena,
	    &link->query);

	for (; status == STATUS_OK && i < LINK_PARAMETERS &&
	     format->parameters[i].name.at != NULL; i++) {
		struct bytes value;

		status = query_optional(link->query,
		    format->parameters[i].name, &value);
		if (status != STATUS_OK || value.at == NULL)
			continue;
		found++;
		if (!match_any(format->parameters[i].pattern, &value, link) ||
		    value.len > 0)
			status = STATUS_MALFORMED;
	}
	if (status != STATUS_OK)
		return status;
	if (found == 0)
		return STATUS_NO_CREDENTIAL;
	return found == i ? STATUS_OK : STATUS_CLAIM_MISSING;
}

static enum status
read_path(const struct source *source, struct arena *arena, struct link *link,
    struct credential *credential)
{
	struct bytes rest;
	enum status  status = source_behind_prefix(source, &rest);

	if (status != STATUS_OK)
		return status;
	if (!match_any(link->format->path, &rest, link) || rest.len == 0)
		return STATUS_NO_CREDENTIAL;
	/* The '/' before it ends the pattern. */
	link->raw_rest = (struct bytes){ rest.at - 1, rest.len + 1 };
	status = source_take_path(source, rest, arena, credential);
	if (status != STATUS_OK)
		return status;
	link->rest = (struct bytes){
		credential->path.at + source->verifier->prefix.len - 1,
		credential->path.len - source->verifier->prefix.len + 1,
	};
	return STATUS_OK;
}

/* ------------------------------------------------------------------- times */

static enum status
read_hex(struct bytes text, int64_t *moment)
{
	if (text.len != HEX_DIGITS)
		return STATUS_MALFORMED;
	*moment = 0;
	for (size_t i = 0; i < text.len; i++) {
		int digit = hex_digit(text.at[i]);

		if (digit < 0)
			return STATUS_MALFORMED;
		*moment = *moment * 16 + digit;
	}
	return STATUS_OK;
}

static enum status
read_china(struct bytes text, int64_t *moment)
{
	char           date[] = "YYYY-MM-DDThh:mm:00+08:00";
	struct instant instant;
	enum status    status;

	if (text.len != 12)
		return STATUS_MALFORMED;
	memcpy(date, text.at, 4);
	for (size_t i = 0; i < 4; i++)
		memcpy(date + 5 + 3 * i, text.at + 4 + 2 * i, 2);
	status = timestamp_read(bytes_of(date), &instant);
	if (status == STATUS_OK)
		*moment = instant.seconds;
	return status;
}

static enum status
read_moment(enum link_clock clock, struct bytes text, int64_t *moment)
{
	if (clock == CLOCK_CHINA)
		return read_china(text, moment);
	if (clock == CLOCK_HEX ||
	    (clock == CLOCK_EITHER && text.len == HEX_DIGITS))
		return read_hex(text, moment);
	return token_number(text, moment);
}

static enum status
read_life(const struct source *source, const struct link *link,
    struct terms *terms)
{
	const struct bytes life = link->slots[SLOT_LIFE];
	int64_t            issued = 0, seconds = 0;
	enum status        status;

	status = read_moment(link->format->clock, link->slots[SLOT_ISSUED],
	    &issued);
	if (status != STATUS_OK)
		return status;
	if (life.at == NULL) {
		status = source_terms_since(source, issued, terms);
		/* Clocks of signers run ahead, and nobody else minds. */
		terms->not_before = 0;
		return status;
	}
	status = token_number(life, &seconds);
	if (status == STATUS_OK)
		terms->expires_at = seconds > 0 ? issued + seconds
						: TIME_NEVER;
	return status;
}

static enum status
read_times(const struct source *source, const struct link *link,
    struct terms *terms)
{
	enum status status;

	terms->expires_at = TIME_NEVER;
	if (link->slots[SLOT_ISSUED].at != NULL)
		return read_life(source, link, terms);
	if (link->slots[SLOT_EXPIRES].at == NULL)
		return STATUS_OK;
	status = token_number(link->slots[SLOT_EXPIRES], &terms->expires_at);
	if (status == STATUS_OK && terms->expires_at == 0)
		return STATUS_MALFORMED;
	return status;
}

enum status
link_read(const struct source *source, const struct link_format *format,
    struct arena *arena, struct credential *credential)
{
	struct link *link = arena_take(arena, sizeof(*link));
	enum status  status;

	if (format == NULL)
		return STATUS_MALFORMED;
	if (link == NULL)
		return STATUS_TOO_LARGE;
	link->format = format;
	credential->terms.path = source->request->path;
	status = format->path != NULL
	    ? read_path(source, arena, link, credential)
	    : read_parameters(source, arena, link);
	if (status == STATUS_OK)
		status = read_times(source, link, &credential->terms);
	credential->signature = link->slots[SLOT_MAC];
	credential->detail = link;
	return status;
}
