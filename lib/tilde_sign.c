/* Terms --> token.  See tilde_token.h.  SPDX-License-Identifier: ISC */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "arena.h"
#include "bytes.h"
#include "hex.h"
#include "percent.h"
#include "terms.h"
#include "tilde_parts.h"

#define NUMBER_SIZE 24

/* --------------------------------------------------- shared with reading */

static enum status
lower_escapes(struct bytes text, struct arena *arena, struct bytes *lowered)
{
	char *out = arena_take(arena, text.len);
	int   left = 0; /* digits of an escape */

	if (out == NULL)
		return STATUS_TOO_LARGE;
	for (size_t i = 0; i < text.len; i++) {
		char c = text.at[i];

		out[i] = (char)(left > 0 && c >= 'A' ? c - 'A' + 'a' : c);
		left = c == '%' ? 2 : left - (left > 0);
	}
	*lowered = (struct bytes){ out, text.len };
	return STATUS_OK;
}

enum status
tilde_escape(const struct tilde_form *form, struct bytes value,
    struct arena *arena, struct bytes *escaped)
{
	enum status status;

	*escaped = value;
	if (form->kept == NULL)
		return STATUS_OK;
	status = percent_encode_but(value, form->kept, arena, escaped);
	return status == STATUS_OK ? lower_escapes(*escaped, arena, escaped)
				   : status;
}

enum status
tilde_message(const struct tilde_form *form, struct bytes head,
    struct bytes url, struct arena *arena, struct bytes *message)
{
	struct bytes escaped = EMPTY;
	enum status  status = STATUS_OK;

	if (url.at != NULL)
		status = tilde_escape(form, url, arena, &escaped);
	if (status != STATUS_OK)
		return status;
	return arena_join(arena, (const struct bytes[]){ head,
	    url.at != NULL ? BYTES("~url=") : EMPTY, escaped,
	    form->salt.len > 0 ? BYTES("~salt=") : EMPTY, form->salt }, 5,
	    message);
}

enum status
tilde_mac(struct bytes message, const struct key *key, struct arena *arena,
    struct bytes *hex)
{
	unsigned char mac[HMAC_MAX];
	size_t        length;
	char         *text = arena_take(arena, 2 * sizeof(mac));
	enum status   status;

	if (text == NULL)
		return STATUS_TOO_LARGE;
	status = hmac_compute(key->hmac, &message, 1, mac, &length);
	if (status != STATUS_OK)
		return status;
	hex_write(mac, length, text);
	*hex = (struct bytes){ text, 2 * length };
	return STATUS_OK;
}

/* ---------------------------------------------------------------- signing */

/* A path or a prefix, its times, one address. */
static int
can_say(const struct terms *terms)
{
	struct terms others = *terms;

	others.is_prefix = 0;
	others.not_before = 0;
	others.client = EMPTY;
	return terms_are_plain(&others) &&
	    memchr(terms->client.at != NULL ? terms->client.at : "", '/',
	        terms->client.len) == NULL;
}

/* Adds "~NAME=VALUE"; the first one has no "~". */
static enum status
add_field(struct bytes name, struct bytes value, struct arena *arena,
    struct bytes *head)
{
	return arena_join(arena, (const struct bytes[]){ *head,
	    head->len > 0 ? BYTES("~") : EMPTY, name, BYTES("="), value }, 5,
	    head);
}

static enum status
add_number(struct bytes name, int64_t number, struct arena *arena,
    struct bytes *head)
{
	char text[NUMBER_SIZE];

	(void)snprintf(text, sizeof(text), "%" PRId64, number);
	return add_field(name, bytes_of(text), arena, head);
}

static enum status
add_client(const struct tilde_form *form, struct bytes client,
    struct arena *arena, struct bytes *head)
{
	enum status status = STATUS_OK;

	if (client.len == 0)
		return STATUS_OK;
	if (!form->escapes_acl)
		status = tilde_escape(form, client, arena, &client);
	return status == STATUS_OK
	    ? add_field(BYTES("ip"), client, arena, head) : status;
}

/* A prefix and "*"; a "~" that is not escaped would end the field. */
static enum status
add_acl(const struct tilde_form *form, struct bytes path, struct arena *arena,
    struct bytes *head)
{
	struct bytes acl;
	enum status  status = arena_join(arena, (const struct bytes[]){ path,
	     BYTES("*") }, 2, &acl);

	if (status == STATUS_OK && form->escapes_acl)
		status = tilde_escape(form, acl, arena, &acl);
	if (status != STATUS_OK)
		return status;
	if (memchr(acl.at, '~', acl.len) != NULL)
		return STATUS_MALFORMED;
	return add_field(BYTES("acl"), acl, arena, head);
}

/* In the order that vendors write them in. */
static enum status
write_head(const struct tilde_form *form, const struct terms *terms,
    struct bytes path, struct arena *arena, struct bytes *head)
{
	enum status status;

	*head = EMPTY;
	status = add_client(form, terms->client, arena, head);
	if (status == STATUS_OK && terms->not_before > 0)
		status = add_number(BYTES("st"), terms->not_before, arena,
		    head);
	if (status == STATUS_OK)
		status = add_number(BYTES("exp"), terms->expires_at, arena,
		    head);
	if (status == STATUS_OK && terms->is_prefix)
		status = add_acl(form, path, arena, head);
	return status;
}

enum status
tilde_sign(const struct tilde_form *form, const struct terms *terms,
    const struct key *key, struct arena *arena, struct bytes *url)
{
	struct bytes path, head, message, mac;
	enum status  status = STATUS_MALFORMED;

	if (can_say(terms))
		status = percent_encode(terms->path, arena, &path);
	if (status != STATUS_OK)
		return status;
	status = write_head(form, terms, path, arena, &head);
	if (status == STATUS_OK)
		status = tilde_message(form, head, terms->is_prefix
		    ? (struct bytes){ NULL, 0 } : path, arena, &message);
	if (status == STATUS_OK)
		status = tilde_mac(message, key, arena, &mac);
	if (status != STATUS_OK)
		return status;
	return arena_join(arena, (const struct bytes[]){ path, BYTES("?"),
	    form->name, BYTES("="), head, BYTES("~hmac="), mac }, 7, url);
}
