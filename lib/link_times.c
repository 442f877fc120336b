/* The moments of links.  See link_format.h.  SPDX-License-Identifier: ISC */
#include <string.h>

#include "bytes.h"
#include "hex.h"
#include "link_format.h"
#include "source.h"
#include "timestamp.h"
#include "token_fields.h"

#define HEX_DIGITS     8 /* of a moment */
#define SECONDS_DIGITS 10

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
	if (clock != CLOCK_SECONDS && text.len != SECONDS_DIGITS)
		return STATUS_MALFORMED;
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

/* Clocks are of issued; ends are in seconds, whatever those are. */
static enum status
read_end(const struct link *link, int64_t *end)
{
	const struct bytes text = link->slots[SLOT_EXPIRES];

	return link->format->clock == CLOCK_TEN_DIGITS
	    ? read_moment(CLOCK_TEN_DIGITS, text, end)
	    : token_number(text, end);
}

enum status
link_read_times(const struct source *source, const struct link *link,
    struct terms *terms)
{
	enum status status;

	terms->expires_at = TIME_NEVER;
	if (link->slots[SLOT_ISSUED].at != NULL)
		return read_life(source, link, terms);
	if (link->slots[SLOT_EXPIRES].at == NULL)
		return STATUS_OK;
	status = read_end(link, &terms->expires_at);
	if (status == STATUS_OK && terms->expires_at == 0)
		return STATUS_MALFORMED;
	return status;
}
