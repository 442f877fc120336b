/* Parsers of numbers: config_options.h.  SPDX-License-Identifier: ISC */
#include "config_options.h"
#include "duration.h"

const char *
parse_duration(struct bytes value, struct parsing *parsing, void *target)
{
	(void)parsing;
	return duration_parse(value, target) ? NULL : DURATION_HELP;
}

const char *
parse_moment(struct bytes value, struct parsing *parsing, void *target)
{
	const char *reason = parse_duration(value, parsing, target);

	if (reason == NULL && *(int64_t *)target > 60)
		return "it is 1m at most";
	return reason;
}

const char *
parse_count(struct bytes value, struct parsing *parsing, void *target)
{
	(void)parsing;
	return number_parse(value, target) ? NULL
	    : "it is a number, as 1000";
}

const char *
parse_size(struct bytes value, struct parsing *parsing, void *target)
{
	struct bytes digits = { value.at, value.len - 1 };
	const char   unit = value.at[digits.len];
	int64_t      number;

	(void)parsing;
	if ((unit != 'k' && unit != 'm') || !number_parse(digits, &number))
		return "a size is a number and k (KiB) or m (MiB), as 256k";
	*(int64_t *)target = number * (unit == 'k' ? 1024 : 1024 * 1024);
	return NULL;
}
