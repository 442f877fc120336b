/* Text --> token.  See media_token.h.  SPDX-License-Identifier: ISC */
#include "media_token.h"

#include <string.h>

#include "arena.h"
#include "base64.h"
#include "bytes.h"
#include "hex.h"
#include "source.h"
#include "token_fields.h"

#define HEADERS_MAX 8
#define PARTS       4 /* of a header: separator, name, "=", value */
#define NAME_MAX    64 /* of a header */

static const char *const names[MEDIA_FIELDS] = { "FullPath", "PathGlobs",
	"URLPrefix", "Expires", "Starts", "SessionID", "Data", "Headers",
	"IPRanges", "hmac", "Signature" };

static enum media_field
field_named(struct bytes name)
{
	enum media_field field = 0;

	while (field < MEDIA_FIELDS &&
	    !bytes_equal(name, bytes_of(names[field])))
		field++;
	return field;
}

static int
holds(struct bytes text, char c)
{
	return memchr(text.at, c, text.len) != NULL;
}

/* "user-agent" --> "user-agent=Foo"; without such a header "user-agent=". */
static enum status
write_header(const struct source *source, struct bytes name,
    struct bytes parts[3])
{
	struct bytes value = EMPTY;
	enum status  status;

	if (!bytes_are_word(name, NAME_MAX))
		return STATUS_MALFORMED;
	status = source_header(source, name, &value);
	if (status != STATUS_OK && status != STATUS_NO_CREDENTIAL)
		return status;
	/* Whoever asks writes headers, and fields behind them as well. */
	if (value.len > 0 && holds(value, '~'))
		return STATUS_MALFORMED;
	parts[0] = name;
	parts[1] = BYTES("=");
	parts[2] = value;
	return STATUS_OK;
}

static enum status
write_headers(const struct source *source, struct bytes list,
    struct arena *arena, struct bytes *text)
{
	struct bytes parts[HEADERS_MAX][PARTS];
	size_t       n = 0;

	if (list.len == 0 || list.at[list.len - 1] == ',')
		return STATUS_MALFORMED;
	do {
		enum status status;

		if (n == HEADERS_MAX)
			return STATUS_MALFORMED;
		parts[n][0] = n == 0 ? EMPTY : BYTES(",");
		status = write_header(source, bytes_cut(&list, ','),
		    parts[n] + 1);
		if (status != STATUS_OK)
			return status;
		n++;
	} while (list.len > 0);
	return arena_join(arena, parts[0], n * PARTS, text);
}

static int
path_is_plain(struct bytes path)
{
	(void)bytes_cut(&path, '~');
	return path.len == 0 || !holds(path, '=');
}

/* As it is signed. */
static enum status
add_to_message(const struct source *source, enum media_field field,
    struct bytes whole, struct arena *arena, struct media_token *token)
{
	const struct bytes path = source->request->raw_path;
	struct bytes      *parts = token->parts + token->part_count;

	parts[0] = token->part_count > 0 ? BYTES("~") : EMPTY;
	parts[1] = whole;
	parts[2] = EMPTY;
	token->part_count += 3;
	if (field == MEDIA_FULL_PATH) {
		parts[1] = BYTES("FullPath=");
		parts[2] = path;
		return path_is_plain(path) ? STATUS_OK : STATUS_MALFORMED;
	}
	if (field != MEDIA_HEADERS)
		return STATUS_OK;
	parts[1] = BYTES("Headers=");
	return write_headers(source, token->values[field], arena, &parts[2]);
}

static enum status
read_field(const struct source *source, struct bytes whole,
    struct arena *arena, struct media_token *token, enum media_field *field)
{
	struct bytes value = whole;

	*field = field_named(bytes_cut(&value, '='));
	if (*field == MEDIA_FIELDS)
		return STATUS_MALFORMED;
	if (token->values[*field].at != NULL)
		return STATUS_AMBIGUOUS;
	/* FullPath alone has no value, and no '='. */
	if ((*field == MEDIA_FULL_PATH) !=
	    (whole.len == strlen(names[*field])))
		return STATUS_MALFORMED;
	token->values[*field] = value;
	if (*field == MEDIA_MAC || *field == MEDIA_SIGNATURE)
		return STATUS_OK;
	return add_to_message(source, *field, whole, arena, token);
}

/* The signature is the last field, whatever its form. */
static enum status
read_fields(const struct source *source, struct bytes text,
    struct arena *arena, struct media_token *token)
{
	const char *end = text.at + text.len;
	enum media_field  field = MEDIA_FIELDS;

	while (text.len > 0) {
		const struct bytes whole = bytes_cut(&text, '~');
		enum status        status;

		status = read_field(source, whole, arena, token, &field);
		if (status != STATUS_OK)
			return status;
		if (field == MEDIA_MAC || field == MEDIA_SIGNATURE)
			return whole.at + whole.len == end ? STATUS_OK
							   : STATUS_MALFORMED;
	}
	return STATUS_MALFORMED;
}

static enum status
read_signature(const struct media_token *token, struct arena *arena,
    struct bytes *signature)
{
	const struct bytes mac = token->values[MEDIA_MAC];

	if (mac.at == NULL)
		return base64_decode_urlsafe(token->values[MEDIA_SIGNATURE],
		    BASE64_BARE, arena, signature);
	if (!hex_is_lower(mac, mac.len) || mac.len == 0)
		return STATUS_MALFORMED;
	*signature = mac;
	return STATUS_OK;
}

static enum status
read_times(const struct media_token *token, struct terms *terms)
{
	const struct bytes starts = token->values[MEDIA_STARTS];
	enum status        status;

	if (token->values[MEDIA_EXPIRES].at == NULL)
		return STATUS_CLAIM_MISSING;
	status = token_number(token->values[MEDIA_EXPIRES], &terms->expires_at);
	if (status != STATUS_OK || starts.at == NULL)
		return status;
	return token_number(starts, &terms->not_before);
}

static int
names_one_place(const struct media_token *token)
{
	int count = 0;

	for (enum media_field i = 0; i <= MEDIA_URL_PREFIX; i++)
		count += token->values[i].at != NULL;
	return count == 1;
}

enum status
media_token_read(const struct source *source, struct bytes text,
    struct arena *arena, struct credential *credential)
{
	struct media_token *token = arena_take(arena, sizeof(*token));
	enum status         status;

	if (token == NULL)
		return STATUS_TOO_LARGE;
	status = read_fields(source, text, arena, token);
	if (status == STATUS_OK)
		status = read_signature(token, arena, &credential->signature);
	if (status == STATUS_OK)
		status = read_times(token, &credential->terms);
	if (status != STATUS_OK)
		return status;
	if (!names_one_place(token))
		return STATUS_MALFORMED;
	credential->detail = token;
	return arena_join(arena, token->parts, token->part_count,
	    &credential->message);
}
