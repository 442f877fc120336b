/* Links --> credentials.  See link_format.h.  SPDX-License-Identifier: ISC */
#include <string.h>

#include "arena.h"
#include "bytes.h"
#include "link_format.h"
#include "query.h"
#include "source.h"

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

/* "ik-t" behind "v=1": position; count where there is none. */
static size_t
position_of(const struct query *query, struct bytes name)
{
	size_t i = 0;

	while (i < query->count && !bytes_equal(query->at[i].name, name))
		i++;
	return i;
}

enum status
link_find_before(struct bytes query, struct link *link)
{
	const struct link_parameter *parameter = link->format->parameters;
	const struct query          *all = link->query;
	size_t                       first = all->count, next = all->count;

	for (size_t i = 0; i < LINK_PARAMETERS &&
	     parameter[i].name.at != NULL; i++) {
		size_t at = position_of(all, parameter[i].name);

		if (parameter[i].is_before || at == all->count)
			continue;
		if (first == all->count)
			first = next = at;
		if (at != next++)
			return STATUS_MALFORMED;
	}
	if (next != all->count || first == all->count ||
	    !query_ends_with(query, all->at[next - 1].whole))
		return STATUS_MALFORMED;
	link->mark = (struct bytes){ "?", first > 0 };
	/* Without the '&' in between. */
	link->before = (struct bytes){ query.at, first == 0 ? 0
	    : (size_t)(all->at[first].whole.at - query.at) - 1 };
	return STATUS_OK;
}

static enum status
read_parameter(const struct link_parameter *parameter, struct link *link,
    int *is_there)
{
	struct bytes value;
	enum status  status;

	status = query_optional(link->query, parameter->name, &value);
	*is_there = status == STATUS_OK && value.at != NULL;
	if (!*is_there)
		return status;
	return match_any(parameter->pattern, &value, link) && value.len == 0
	    ? STATUS_OK : STATUS_MALFORMED;
}

static enum status
read_parameters(const struct source *source, struct arena *arena,
    struct link *link)
{
	const struct link_format *format = link->format;
	size_t                    found = 0, needed = 0, i = 0;
	enum status status = query_read(source->request->query, arena,
	    &link->query);

	for (; status == STATUS_OK && i < LINK_PARAMETERS &&
	     format->parameters[i].name.at != NULL; i++) {
		const struct link_parameter *parameter =
		    &format->parameters[i];
		int is_there;

		status = read_parameter(parameter, link, &is_there);
		needed += !parameter->is_optional;
		found += is_there && !parameter->is_optional;
	}
	if (status != STATUS_OK)
		return status;
	if (found == 0)
		return STATUS_NO_CREDENTIAL;
	if (found != needed)
		return STATUS_CLAIM_MISSING;
	return format->closes_query
	    ? link_find_before(source->request->query, link) : STATUS_OK;
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
		status = link_read_times(source, link, &credential->terms);
	credential->signature = link->slots[SLOT_MAC];
	credential->detail = link;
	return status;
}
