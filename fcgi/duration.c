/* See duration.h.  SPDX-License-Identifier: ISC */
#include "duration.h"

#define DIGITS_MAX 9 /* even of weeks: far from overflowing */

static const struct unit {
	char    letter;
	int64_t seconds;
} units[] = {
	{ 's', 1 },
	{ 'm', 60 },
	{ 'h', 3600 },
	{ 'd', 86400 },
	{ 'w', 604800 },
};

static int64_t
unit_seconds(char letter)
{
	for (size_t i = 0; i < sizeof(units) / sizeof(units[0]); i++)
		if (units[i].letter == letter)
			return units[i].seconds;
	return 0;
}

int
number_parse(struct bytes digits, int64_t *number)
{
	int64_t sum = 0;

	if (digits.len == 0 || digits.len > DIGITS_MAX)
		return 0;
	if (digits.len > 1 && digits.at[0] == '0')
		return 0;
	for (size_t i = 0; i < digits.len; i++) {
		if (digits.at[i] < '0' || digits.at[i] > '9')
			return 0;
		sum = sum * 10 + (digits.at[i] - '0');
	}
	*number = sum;
	return 1;
}

int
duration_parse(struct bytes text, int64_t *seconds)
{
	struct bytes digits = text;
	int64_t      number;
	int64_t      unit;

	if (bytes_equal(text, BYTES("0"))) {
		*seconds = 0;
		return 1;
	}
	if (text.len == 0)
		return 0;
	digits.len--;
	unit = unit_seconds(text.at[digits.len]);
	if (unit == 0 || !number_parse(digits, &number))
		return 0;
	*seconds = number * unit;
	return 1;
}
