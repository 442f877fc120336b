/* See azure_sas.h.  SPDX-License-Identifier: ISC */
#include "azure_sas.h"

#include <string.h>

#include "arena.h"
#include "bytes.h"

#define DATE_LENGTH  10 /* 2020-12-06 */
#define DEPTH_DIGITS 3

const char *
sas_parameter(enum sas_field field)
{
	static const char *const names[SAS_PARAMETERS] = {
		[SAS_VERSION] = "sv",
		[SAS_RESOURCE_TYPE] = "sr",
		[SAS_DEPTH] = "sdd",
		[SAS_PERMISSIONS] = "sp",
		[SAS_START] = "st",
		[SAS_EXPIRY] = "se",
		[SAS_CLIENTS] = "sip",
		[SAS_PROTOCOLS] = "spr",
		[SAS_ENCRYPTION] = "ses",
		[SAS_CACHING] = "rscc",
		[SAS_DISPOSITION] = "rscd",
		[SAS_CODING] = "rsce",
		[SAS_LANGUAGE] = "rscl",
		[SAS_TYPE] = "rsct",
		[SAS_SIGNATURE] = "sig",
	};

	return names[field];
}

int
sas_is_since(const struct sas *sas, const char *date)
{
	return memcmp(sas->values[SAS_VERSION].at, date, DATE_LENGTH) >= 0;
}

/* --------------------------------------------------------------- resource */

/* So many segments, with another one behind them; 0: it has fewer. */
static size_t
length_of(struct bytes blob, int64_t segments)
{
	const char *const start = blob.at;

	while (segments-- > 0)
		if (bytes_cut(&blob, '/').len == 0)
			return 0;
	return blob.len > 0 ? (size_t)(blob.at - start) - 1 : 0;
}

/* What the type covers of the blob's name; empty: all of the container. */
static enum status
cut_blob(const struct sas *sas, struct bytes *blob)
{
	const struct bytes type = sas->values[SAS_RESOURCE_TYPE];
	const struct bytes depth = sas->values[SAS_DEPTH];
	int64_t            segments;

	/* It is told by sr=d alone. */
	if ((depth.len > 0) != bytes_equal(type, BYTES("d")))
		return STATUS_MALFORMED;
	if (bytes_equal(type, BYTES("b")))
		return STATUS_OK;
	if (bytes_equal(type, BYTES("c"))) {
		blob->len = 0;
		return STATUS_OK;
	}
	if (depth.len == 0 || !sas_is_since(sas, "2020-02-10") ||
	    !bytes_number(depth, DEPTH_DIGITS, &segments) || segments == 0)
		return STATUS_MALFORMED;
	blob->len = length_of(*blob, segments);
	return blob->len > 0 ? STATUS_OK : STATUS_OUTSIDE_GRANT;
}

enum status
sas_locate(struct sas *sas, struct bytes account, struct bytes container,
    struct bytes place, struct arena *arena)
{
	enum status status;

	if (container.len == 0)
		container = bytes_cut(&place, '/');
	if (container.len == 0 || place.len == 0)
		return STATUS_OUTSIDE_GRANT;
	status = cut_blob(sas, &place);
	if (status != STATUS_OK)
		return status;
	return arena_join(arena, (const struct bytes[]){ BYTES("/blob/"),
	    account, BYTES("/"), container,
	    place.len > 0 ? BYTES("/") : EMPTY, place }, 6,
	    &sas->values[SAS_RESOURCE]);
}

/* ---------------------------------------------------------------- message */

enum status
sas_message(const struct sas *sas, struct arena *arena, struct bytes *message)
{
	static const struct {
		enum sas_field field;
		const char    *since; /* this version it is a line */
	} lines[] = {
		{ SAS_PERMISSIONS, "" },
		{ SAS_START, "" },
		{ SAS_EXPIRY, "" },
		{ SAS_RESOURCE, "" },
		{ SAS_NOTHING, "" }, /* si, which is refused */
		{ SAS_CLIENTS, "" },
		{ SAS_PROTOCOLS, "" },
		{ SAS_VERSION, "" },
		{ SAS_RESOURCE_TYPE, "2018-11-09" },
		{ SAS_NOTHING, "2018-11-09" }, /* a snapshot: the same */
		{ SAS_ENCRYPTION, "2020-12-06" },
		{ SAS_CACHING, "" },
		{ SAS_DISPOSITION, "" },
		{ SAS_CODING, "" },
		{ SAS_LANGUAGE, "" },
		{ SAS_TYPE, "" },
	};
	struct bytes parts[2 * sizeof(lines) / sizeof(*lines)];
	size_t       n = 0;

	for (size_t i = 0; i < sizeof(lines) / sizeof(*lines); i++) {
		if (lines[i].since[0] != '\0' &&
		    !sas_is_since(sas, lines[i].since))
			continue;
		parts[n] = n > 0 ? BYTES("\n") : EMPTY;
		parts[n + 1] = sas->values[lines[i].field];
		n += 2;
	}
	return arena_join(arena, parts, n, message);
}
