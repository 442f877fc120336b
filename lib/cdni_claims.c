/* See cdni_claims.h.  SPDX-License-Identifier: ISC */
#include "cdni_claims.h"

#include <stddef.h>

#include "bytes.h"
#include "cdni_uri.h"
#include "json.h"
#include "terms.h"

#define VERSION 1

/*
 * What may be critical, as it is judged here or in claims.c.  A subject is not:
 * it is encrypted, and nothing here opens it (§2.1.2).
 */
static const struct bytes understood[] = {
	{ "iss", 3 }, { "aud", 3 }, { "exp", 3 }, { "nbf", 3 }, { "iat", 3 },
	{ "jti", 3 }, { "cdniv", 5 }, { "cdnicrit", 8 }, { "cdniip", 6 },
	{ "cdniuc", 6 }, { "cdniets", 7 }, { "cdnistt", 7 }, { "cdnistd", 7 },
};

static enum status
judge_version(const json_t *claims)
{
	const json_t *version = json_member(claims, BYTES("cdniv"));

	if (version == NULL)
		return STATUS_OK;
	return json_is_integer(version) &&
	    json_integer_value(version) == VERSION ? STATUS_OK
						   : STATUS_MALFORMED;
}

static int
is_understood(struct bytes name)
{
	for (size_t i = 0; i < sizeof(understood) / sizeof(*understood); i++)
		if (bytes_equal(name, understood[i]))
			return 1;
	return 0;
}

/* §2.1.9: a list with commas between names, never an empty one. */
static enum status
judge_critical(const json_t *claims)
{
	const json_t *critical = json_member(claims, BYTES("cdnicrit"));
	struct bytes  list = json_bytes(critical);

	if (critical == NULL)
		return STATUS_OK;
	if (list.len == 0 || list.at[list.len - 1] == ',')
		return STATUS_MALFORMED;
	while (list.len > 0) {
		struct bytes name = bytes_cut(&list, ',');

		if (!is_understood(name) || json_member(claims, name) == NULL)
			return STATUS_MALFORMED;
	}
	return STATUS_OK;
}

/*
 * §2.1.10 wants it encrypted, for a key that is none of ours.  An address that
 * stands there openly is what it was meant for.
 */
static enum status
read_client(const json_t *claims, struct terms *terms)
{
	const json_t  *client = json_member(claims, BYTES("cdniip"));
	struct network network;

	if (client == NULL)
		return STATUS_OK;
	if (!json_is_string(client))
		return STATUS_MALFORMED;
	if (network_parse(json_bytes(client), &network) != STATUS_OK)
		return STATUS_WRONG_CLIENT;
	terms->client = json_bytes(client);
	return STATUS_OK;
}

static enum status
judge_uri(const json_t *claims, struct bytes uri, struct arena *arena)
{
	const json_t *container = json_member(claims, BYTES("cdniuc"));

	if (container == NULL)
		return STATUS_CLAIM_MISSING;
	return cdni_uri_judge(json_bytes(container), uri, arena);
}

enum status
cdni_claims_read(const json_t *claims, struct bytes uri, struct arena *arena,
    struct terms *terms)
{
	struct terms        read = *terms;
	struct cdni_renewal renewal;
	enum status         status = judge_version(claims);

	if (status == STATUS_OK)
		status = judge_critical(claims);
	if (status == STATUS_OK)
		status = read_client(claims, &read);
	if (status == STATUS_OK)
		status = cdni_renewal_read(claims, &renewal);
	if (status == STATUS_OK)
		status = judge_uri(claims, uri, arena);
	if (status != STATUS_OK)
		return status;
	if (json_member(claims, BYTES("jti")) != NULL)
		read.uses = 1;
	*terms = read;
	return STATUS_OK;
}

/* ----------------------------------------------------------------- renewal */

/* A whole number up to most; nothing is changed where it is absent. */
static int
read_integer(const json_t *claims, struct bytes name, int64_t most,
    int64_t *number)
{
	const json_t *value = json_member(claims, name);

	if (value == NULL)
		return 1;
	*number = json_integer_value(value);
	return json_is_integer(value) && *number >= 0 && *number <= most;
}

/* Of a part of a second the whole ones count. */
static int
read_seconds(const json_t *claims, struct bytes name, int64_t *seconds)
{
	const json_t *value = json_member(claims, name);
	const double  number = json_number_value(value);

	if (value == NULL)
		return 1;
	if (!json_is_number(value) || number < 0 || number > (double)TIME_MAX)
		return 0;
	*seconds = (int64_t)number;
	return 1;
}

enum status
cdni_renewal_read(const json_t *claims, struct cdni_renewal *renewal)
{
	struct cdni_renewal read = { 0, -1, 0 };
	int64_t             transport = -1;

	/* 2, in the query of a redirect, is for those who redirect. */
	if (!read_integer(claims, BYTES("cdnistt"), 1, &transport) ||
	    !read_seconds(claims, BYTES("cdniets"), &read.lifetime) ||
	    !read_integer(claims, BYTES("cdnistd"), TIME_MAX, &read.depth))
		return STATUS_MALFORMED;
	if (transport >= 0 && read.lifetime < 0)
		return STATUS_CLAIM_MISSING;
	read.by_cookie = transport == 1;
	*renewal = read;
	return STATUS_OK;
}
