/* See carrier.h.  SPDX-License-Identifier: ISC */
#include "carrier.h"

#include <string.h>

#include "arena.h"
#include "bytes.h"
#include "percent.h"

static int
has_escape(struct bytes name)
{
	return name.len > 0 && memchr(name.at, '%', name.len) != NULL;
}

/* Whether some reader of the query could take this name for the wanted one. */
static enum status
names_the_same(struct bytes name, struct bytes wanted, struct arena *arena,
    int *same)
{
	enum status status = STATUS_OK;

	/* Most names are of another length and need no decoding. */
	if (has_escape(name) && name.len <= 3 * wanted.len)
		status = percent_decode(name, arena, &name);
	if (status == STATUS_TOO_LARGE)
		return status;
	*same = status == STATUS_OK && bytes_equal_fold(name, wanted);
	return STATUS_OK;
}

enum status
carrier_query(const struct verifier *verifier, const struct request *request,
    struct arena *arena, struct bytes *value)
{
	struct bytes wanted = verifier->parameter;
	struct bytes query = request->query;
	enum status  result = STATUS_NO_CREDENTIAL;

	while (query.len > 0) {
		struct bytes pair = bytes_cut(&query, '&');
		struct bytes name = bytes_cut(&pair, '=');
		enum status  status;
		int          same;

		status = names_the_same(name, wanted, arena, &same);
		if (status != STATUS_OK)
			return status;
		if (!same)
			continue;
		if (result != STATUS_NO_CREDENTIAL)
			return STATUS_AMBIGUOUS;
		result = STATUS_MALFORMED;
		if (bytes_equal(name, wanted)) {
			*value = pair;
			result = STATUS_OK;
		}
	}
	return result;
}

/* ---------------------------------------------------------------- cookies */

static struct bytes
trim(struct bytes text)
{
	while (text.len > 0 && (*text.at == ' ' || *text.at == '\t'))
		text = (struct bytes){ text.at + 1, text.len - 1 };
	while (text.len > 0 && (text.at[text.len - 1] == ' ' ||
	    text.at[text.len - 1] == '\t'))
		text.len--;
	return text;
}

struct bytes
carrier_next_cookie(struct bytes *cookies, struct bytes *value)
{
	*value = trim(bytes_cut(cookies, ';'));
	return bytes_cut(value, '=');
}

/* NAME, or NAME.KEYID: whether this is ours, and which key it states. */
static int
is_ours(struct bytes name, struct bytes wanted, struct bytes *key_id)
{
	*key_id = EMPTY;
	if (!bytes_start_with(name, wanted))
		return 0;
	if (name.len == wanted.len)
		return 1;
	*key_id = (struct bytes){ name.at + wanted.len + 1,
		name.len - wanted.len - 1 };
	return name.at[wanted.len] == '.' && key_id->len > 0;
}

static int
is_known(const struct source *tokens, size_t count, struct bytes name)
{
	for (size_t i = 0; i < count; i++)
		if (bytes_equal(tokens[i].cookie, name))
			return 1;
	return 0;
}

/* Several are fine: a browser sends those of all prefixes and all keys. */
static enum status
find_cookies(const struct source *source, struct source *tokens, size_t *count)
{
	struct bytes cookies = source->request->cookies;
	size_t       found = 0;

	if (cookies.len > COOKIES_MAX)
		return STATUS_MALFORMED;
	while (cookies.len > 0) {
		struct bytes  value;
		struct bytes  name = carrier_next_cookie(&cookies, &value);
		struct source token = *source;

		if (!is_ours(name, source->verifier->cookie, &token.key_id) ||
		    value.len == 0)
			continue;
		if (is_known(tokens, found, name))
			return STATUS_AMBIGUOUS;
		if (found == CARRIER_TOKENS)
			return STATUS_MALFORMED;
		token.cookie = name;
		token.token = value;
		tokens[found++] = token;
	}
	if (found == 0)
		return STATUS_NO_CREDENTIAL;
	*count = found;
	return STATUS_OK;
}

/* ----------------------------------------------------------------- header */

/*
 * RFC 6750 §2.1; the name of the scheme is of any case (RFC 9110 §11.1).  One
 * blank, and the token is all that stands behind it.
 */
static enum status
find_header(const struct request *request, struct bytes *token)
{
	struct bytes rest = request->authorization;
	struct bytes scheme = bytes_cut(&rest, ' ');

	if (!bytes_equal_fold(scheme, BYTES("Bearer")))
		return STATUS_NO_CREDENTIAL;
	*token = rest;
	return STATUS_OK;
}

/* ------------------------------------------------------------------- all */

static enum status
find_in(enum carrier carrier, struct source *source, struct arena *arena,
    struct source *tokens, size_t *count)
{
	const struct request *request = source->request;
	enum status           status = STATUS_NO_CREDENTIAL;

	source->carrier = carrier;
	if (carrier == CARRIER_COOKIE)
		return find_cookies(source, tokens, count);
	if (carrier == CARRIER_QUERY)
		status = carrier_query(source->verifier, request, arena,
		    &source->token);
	if (carrier == CARRIER_HEADER)
		status = find_header(request, &source->token);
	if (carrier == CARRIER_PATH && request->path_token.at != NULL) {
		source->token = request->path_token;
		status = STATUS_OK;
	}
	if (status != STATUS_OK)
		return status;
	tokens[0] = *source;
	*count = 1;
	return STATUS_OK;
}

static enum status
check_lengths(const struct source *tokens, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (tokens[i].token.len > TOKEN_BYTES_MAX)
			return STATUS_MALFORMED;
	return STATUS_OK;
}

enum status
carrier_find(const struct verifier *verifier, const struct request *request,
    struct arena *arena, struct source *tokens, size_t *count)
{
	static const enum carrier all[] = { CARRIER_QUERY, CARRIER_COOKIE,
		CARRIER_HEADER, CARRIER_PATH };
	const unsigned carriers = verifier->carriers != 0 ? verifier->carriers
							  : CARRIER_QUERY;
	enum status    result = STATUS_NO_CREDENTIAL;

	for (size_t i = 0; i < sizeof(all) / sizeof(*all); i++) {
		struct source source = {
			.verifier = verifier, .request = request
		};
		struct source found[CARRIER_TOKENS];
		enum status   status;

		if (!(carriers & all[i]))
			continue;
		status = find_in(all[i], &source, arena, found, count);
		if (status == STATUS_NO_CREDENTIAL)
			continue;
		if (status != STATUS_OK)
			return status;
		if (result == STATUS_OK)
			return STATUS_AMBIGUOUS;
		result = STATUS_OK;
		memcpy(tokens, found, *count * sizeof(*found));
	}
	return result != STATUS_OK ? result : check_lengths(tokens, *count);
}
