/* See byte_range.h.  SPDX-License-Identifier: ISC */
#include "byte_range.h"

#include <string.h>
#include <strings.h>

/* Takes digits off the front; too large a number becomes the largest. */
static int
take_number(struct bytes *cursor, int64_t *number)
{
	size_t  n = 0;
	int64_t sum = 0;

	for (; n < cursor->len; n++) {
		int digit = cursor->at[n] - '0';

		if (digit < 0 || digit > 9)
			break;
		if (sum > (INT64_MAX - digit) / 10)
			sum = INT64_MAX;
		else
			sum = sum * 10 + digit;
	}
	if (n == 0)
		return 0;
	*cursor = (struct bytes){ cursor->at + n, cursor->len - n };
	*number = sum;
	return 1;
}

static int
take_byte(struct bytes *cursor, char wanted)
{
	if (cursor->len == 0 || cursor->at[0] != wanted)
		return 0;
	*cursor = (struct bytes){ cursor->at + 1, cursor->len - 1 };
	return 1;
}

/* The unit's name has no letter case (RFC 9110 §14.1). */
static int
take_unit(struct bytes *cursor)
{
	static const char unit[] = "bytes=";
	const size_t      length = sizeof(unit) - 1;

	if (cursor->len < length || strncasecmp(cursor->at, unit, length) != 0)
		return 0;
	*cursor = (struct bytes){ cursor->at + length, cursor->len - length };
	return 1;
}

/* "-500": the last 500 bytes.  An empty file has none to point at (§14.4). */
static enum byte_range_answer
read_suffix(struct bytes cursor, int64_t size, struct byte_range *range)
{
	int64_t length;

	if (!take_byte(&cursor, '-') || !take_number(&cursor, &length) ||
	    cursor.len > 0)
		return RANGE_WHOLE;
	if (length == 0)
		return RANGE_UNSATISFIABLE;
	if (size == 0)
		return RANGE_WHOLE;
	if (length > size)
		length = size;
	*range = (struct byte_range){ size - length, length };
	return RANGE_PART;
}

enum byte_range_answer
byte_range_read(struct bytes cursor, int64_t size, struct byte_range *range)
{
	int64_t first, last = INT64_MAX;

	if (!take_unit(&cursor))
		return RANGE_WHOLE;
	if (!take_number(&cursor, &first))
		return read_suffix(cursor, size, range);
	if (!take_byte(&cursor, '-'))
		return RANGE_WHOLE;
	if (cursor.len > 0 && !take_number(&cursor, &last))
		return RANGE_WHOLE;
	if (cursor.len > 0 || last < first)
		return RANGE_WHOLE;
	if (first >= size)
		return RANGE_UNSATISFIABLE;
	if (last >= size)
		last = size - 1;
	*range = (struct byte_range){ first, last - first + 1 };
	return RANGE_PART;
}
