/* See terms.h.  SPDX-License-Identifier: ISC */
#include "terms.h"

#include "bytes.h"
#include "url_path.h"

#define TEXT_MAX    255 /* bytes */
#define LINK_ID_MAX 64
#define METHODS_MAX 64
#define USES_MAX    999999

static int
is_text_or_empty(struct bytes text)
{
	return text.len <= TEXT_MAX && bytes_are_text(text);
}

static int
is_link_id_or_empty(struct bytes id)
{
	return id.len == 0 || bytes_are_word(id, LINK_ID_MAX);
}

static int
is_client_or_empty(struct bytes client)
{
	struct network network;

	return client.len == 0 || network_parse(client, &network) == STATUS_OK;
}

static int
is_method(struct bytes name)
{
	for (size_t i = 0; i < name.len; i++)
		if (name.at[i] < 'A' || name.at[i] > 'Z')
			return 0;
	return name.len > 0;
}

/* METHOD *("-" METHOD) */
static int
are_methods_or_empty(struct bytes methods)
{
	if (methods.len > METHODS_MAX ||
	    (methods.len > 0 && methods.at[methods.len - 1] == '-'))
		return 0;
	while (methods.len > 0)
		if (!is_method(bytes_cut(&methods, '-')))
			return 0;
	return 1;
}

static int
is_path(const struct terms *terms)
{
	struct bytes path = terms->path;

	return url_path_is_readable(path) &&
	    (!terms->is_prefix || path.at[path.len - 1] == '/');
}

static int
are_times(const struct terms *terms)
{
	return terms->expires_at >= 0 && terms->expires_at <= TIME_MAX &&
	    terms->not_before >= 0 &&
	    (terms->not_before == 0 || terms->not_before < terms->expires_at);
}

/* Uses are counted by link, so there must be one. */
static int
are_uses(const struct terms *terms)
{
	return terms->uses >= 0 && terms->uses <= USES_MAX &&
	    (terms->uses == 0 || terms->link_id.len > 0);
}

/* What a shared cache keeps is there for every client, and is not counted. */
static int
is_shareable(const struct terms *terms)
{
	return !terms->shared || (terms->client.len == 0 && terms->uses == 0);
}

static int
is_file_name(const struct terms *terms)
{
	return is_text_or_empty(terms->file_name) &&
	    (terms->file_name.len > 0) ==
	    (terms->disposition != DISPOSITION_NONE);
}

enum status
terms_check(const struct terms *terms)
{
	if (!is_path(terms) || !are_times(terms) || !are_uses(terms) ||
	    !is_file_name(terms) || !is_shareable(terms))
		return STATUS_MALFORMED;
	if (!is_text_or_empty(terms->subject) ||
	    !is_link_id_or_empty(terms->link_id) ||
	    !is_client_or_empty(terms->client) ||
	    !are_methods_or_empty(terms->methods))
		return STATUS_MALFORMED;
	return STATUS_OK;
}

int
terms_are_plain(const struct terms *terms)
{
	return !terms->is_prefix && terms->not_before == 0 &&
	    terms->methods.len == 0 && terms->client.len == 0 &&
	    terms->link_id.len == 0 && terms->subject.len == 0 &&
	    terms->uses == 0 && !terms->shared && !terms->has_file_id &&
	    terms->disposition == DISPOSITION_NONE &&
	    terms->file_name.len == 0;
}
