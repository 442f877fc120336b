/*
 * What a service SAS limits beside the path.  See azure_sas.h.
 *
 * SPDX-License-Identifier: ISC
 */
#include <string.h>

#include "azure_sas.h"
#include "bytes.h"
#include "timestamp.h"

/* ---------------------------------------------------------------- reading */

static enum status
read_times(const struct sas *sas, struct terms *terms)
{
	const struct bytes start = sas->values[SAS_START];
	struct instant     instant;
	enum status        status;

	status = timestamp_read_short(sas->values[SAS_EXPIRY], &instant);
	if (status != STATUS_OK)
		return status;
	/* Zero would be none; it is as long past a second later. */
	terms->expires_at = instant.seconds > 0 ? instant.seconds : 1;
	if (start.len == 0)
		return STATUS_OK;
	status = timestamp_read_short(start, &instant);
	if (status == STATUS_OK)
		terms->not_before = instant.seconds +
		    (instant.has_fraction ? 1 : 0);
	return status;
}

/* IPv4 */
static enum status
read_address(struct bytes text, struct network *address)
{
	if (bytes_last(text, ':') < text.len ||
	    bytes_last(text, '/') < text.len)
		return STATUS_MALFORMED;
	return network_parse(text, address);
}

static enum status
read_clients(struct bytes text, struct sas_limits *limits, struct terms *terms)
{
	struct bytes first;
	enum status  status;

	if (text.len == 0)
		return STATUS_OK;
	first = bytes_cut(&text, '-');
	status = read_address(first, &limits->first);
	if (status == STATUS_OK && text.at == first.at + first.len)
		terms->client = first;
	if (status != STATUS_OK || terms->client.len > 0)
		return status;
	limits->has_range = 1;
	return read_address(text, &limits->last);
}

enum status
sas_read_limits(const struct sas *sas, struct sas_limits *limits,
    struct terms *terms)
{
	const struct bytes permissions = sas->values[SAS_PERMISSIONS];
	const struct bytes protocols = sas->values[SAS_PROTOCOLS];
	enum status        status;

	limits->may_read = memchr(permissions.at, 'r', permissions.len) != NULL;
	limits->needs_https = bytes_equal(protocols, BYTES("https"));
	if (protocols.len > 0 && !limits->needs_https &&
	    !bytes_equal(protocols, BYTES("https,http")))
		return STATUS_MALFORMED;
	status = read_times(sas, terms);
	return status == STATUS_OK
	    ? read_clients(sas->values[SAS_CLIENTS], limits, terms) : status;
}

/* ---------------------------------------------------------------- judging */

/* As 16 bytes; those of IPv6 are in no range of IPv4. */
static int
is_between(const struct sas_limits *limits, struct bytes client)
{
	struct network address;

	return network_parse(client, &address) == STATUS_OK &&
	    memcmp(address.address, limits->first.address, 16) >= 0 &&
	    memcmp(address.address, limits->last.address, 16) <= 0;
}

enum status
sas_judge(const struct sas_limits *limits, const struct request *request)
{
	if (!limits->may_read)
		return STATUS_METHOD_NOT_GRANTED;
	/* It has no reason of its own: http is another place. */
	if (limits->needs_https && !request->is_https)
		return STATUS_OUTSIDE_GRANT;
	if (limits->has_range && !is_between(limits, request->client_address))
		return STATUS_WRONG_CLIENT;
	return STATUS_OK;
}
