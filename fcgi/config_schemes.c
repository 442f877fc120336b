/*
 * What a route says of schemes: which it accepts, until when, and the settings
 * that they have of their own.  See config_options.h and config_check.h.
 *
 * SPDX-License-Identifier: ISC
 */
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "config_check.h"
#include "delivery.h"
#include "text.h"

#define REASON_SIZE 300

/* ---------------------------------------------- accept = NAME [until DATE] */

static int
number(struct bytes text, size_t at, size_t digits)
{
	int value = 0;

	for (size_t i = at; i < at + digits; i++) {
		if (text.at[i] < '0' || text.at[i] > '9')
			return -1;
		value = value * 10 + (text.at[i] - '0');
	}
	return value;
}

/* "2027-06-30": the last second of that day, UTC; 0: it is none. */
static int64_t
end_of_day(struct bytes date)
{
	struct tm day, there;
	time_t    seconds;

	if (date.len != 10 || date.at[4] != '-' || date.at[7] != '-')
		return 0;
	day = (struct tm){ .tm_year = number(date, 0, 4) - 1900,
		.tm_mon = number(date, 5, 2) - 1,
		.tm_mday = number(date, 8, 2), .tm_hour = 23, .tm_min = 59,
		.tm_sec = 59 };
	there = day;
	seconds = timegm(&there);
	/* It would make another day of the 30th of February. */
	if (seconds <= 0 || there.tm_mday != day.tm_mday ||
	    there.tm_mon != day.tm_mon || there.tm_year != day.tm_year)
		return 0;
	return seconds;
}

static int
accepts(const struct route *route, const struct scheme *scheme)
{
	for (size_t i = 0; i < route->scheme_count; i++)
		if (route->schemes[i] == scheme)
			return 1;
	return 0;
}

static const char *
add_scheme(struct bytes name, struct parsing *parsing, struct route *route)
{
	const struct scheme *scheme = scheme_named(name);

	if (memchr(name.at, ',', name.len) != NULL)
		return "words are separated by spaces, not by commas";
	if (scheme == NULL)
		return because(parsing, "there is no scheme %.*s", TEXT(name));
	if (accepts(route, scheme))
		return because(parsing, "%.*s is listed twice", TEXT(name));
	if (route->scheme_count == VERIFIER_SCHEMES)
		return because(parsing, "a route takes at most %d schemes",
		    VERIFIER_SCHEMES);
	route->accepted_until[route->scheme_count] = 0;
	route->schemes[route->scheme_count++] = scheme;
	return NULL;
}

static const char *
add_end(struct bytes date, struct route *route)
{
	const int64_t end = end_of_day(date);

	if (route->scheme_count == 0)
		return "until stands behind the scheme that it is for";
	if (end == 0)
		return "until is followed by the last day, as 2027-06-30";
	route->accepted_until[route->scheme_count - 1] = end;
	return NULL;
}

const char *
parse_schemes(struct bytes value, struct parsing *parsing, void *target)
{
	struct route *route = target;
	const char   *reason = NULL;
	struct bytes  word = text_next_word(&value);

	route->scheme_count = 0; /* the default's */
	if (word.len == 0)
		return "the value is empty: leave the line out";
	for (; reason == NULL && word.len > 0; word = text_next_word(&value))
		reason = bytes_equal(word, BYTES("until"))
		    ? add_end(text_next_word(&value), route)
		    : add_scheme(word, parsing, route);
	return reason;
}

/* ------------------------------------------------ SCHEME.SETTING = VALUE */

static const char *
not_read(struct bytes value, struct parsing *parsing, void *target)
{
	(void)value, (void)parsing, (void)target;
	return NULL;
}

const struct option config_scheme_option = { SECTION_FILES, "SCHEME.SETTING",
	not_read, 0, NULL, 0, "a setting of one scheme" };

static struct bytes
cut_scheme(struct bytes *name)
{
	const char  *dot = memchr(name->at, '.', name->len);
	struct bytes scheme = { name->at, (size_t)(dot - name->at) };

	*name = (struct bytes){ dot + 1, name->len - scheme.len - 1 };
	return scheme;
}

static const struct scheme_setting *
setting_of(const struct scheme *scheme, struct bytes name, size_t *position)
{
	const struct scheme_setting *setting = scheme_settings(scheme);

	for (size_t i = 0; setting != NULL && setting[i].name != NULL; i++) {
		*position = i;
		if (bytes_equal(name, bytes_of(setting[i].name)))
			return &setting[i];
	}
	return NULL;
}

static int
is_choice(const char *choices, struct bytes value)
{
	struct bytes rest = bytes_of(choices);
	struct bytes word = text_next_word(&rest);

	for (; word.len > 0; word = text_next_word(&rest))
		if (bytes_equal(word, value))
			return 1;
	return 0;
}

/* Room for the scheme's settings, made when the first is set. */
static struct bytes *
values_of(const struct loading *loading, struct route *route, size_t i)
{
	if (route->settings[i] == NULL)
		route->settings[i] = config_take(loading->memory,
		    SCHEME_SETTINGS, sizeof(struct bytes));
	return route->settings[i];
}

static enum status
read_scheme_setting(const struct loading *loading, struct route *route,
    const struct setting *setting)
{
	struct bytes                 name = setting->name;
	const struct bytes           scheme = cut_scheme(&name);
	const struct scheme_setting *known = NULL;
	struct bytes                *values;
	size_t                       i = 0, position = 0;
	char                         reason[REASON_SIZE];

	while (i < route->scheme_count && !bytes_equal(scheme,
	           bytes_of(scheme_name(route->schemes[i]))))
		i++;
	if (i == route->scheme_count)
		return config_refuse_setting(loading, setting,
		    "accept does not list that scheme");
	known = setting_of(route->schemes[i], name, &position);
	if (known == NULL)
		return config_refuse_setting(loading, setting,
		    "the scheme has no such setting: docs/schemes.md lists "
		    "them");
	if (known->choices != NULL && !is_choice(known->choices,
	                                  setting->value)) {
		snprintf(reason, sizeof(reason), "it is none of: %s",
		    known->choices);
		return config_refuse_setting(loading, setting, reason);
	}
	values = values_of(loading, route, i);
	if (values == NULL)
		return config_refuse(loading, 0, "out of memory");
	values[position] = setting->value;
	return STATUS_OK;
}

enum status
config_read_schemes(const struct loading *loading, struct route *route,
    const struct section *section)
{
	const struct setting *setting = section->settings;
	enum status           status = STATUS_OK;

	for (; status == STATUS_OK && setting != NULL; setting = setting->next)
		if (setting->option == &config_scheme_option)
			status = read_scheme_setting(loading, route, setting);
	return status;
}

/* Of requests that are passed on, and of those for files: not both. */
static enum status
check_passing(const struct loading *loading, const struct route *route,
    const struct section *section)
{
	const struct setting *accept = setting_named(section, "accept");
	size_t                passed_on = 0;

	for (size_t i = 0; i < route->scheme_count; i++)
		passed_on += (size_t)scheme_is_passed_on(route->schemes[i]);
	if (passed_on == 0 && route->root == NULL)
		return config_refuse_section(loading, section,
		    "root is missing: the directory of its files, as "
		    "/srv/private/img");
	if (passed_on == 0)
		return STATUS_OK;
	if (passed_on < route->scheme_count || route->root != NULL)
		return config_refuse_setting(loading, accept,
		    "what is passed on to a transformer needs a route of its "
		    "own, without root and schemes of files");
	if (route->delivery != &delivery_x_accel_redirect ||
	    route->mode != MODE_ENFORCE)
		return config_refuse_setting(loading, accept,
		    "requests are passed on by delivery = x-accel-redirect "
		    "and in mode = enforce alone");
	return STATUS_OK;
}

enum status
config_check_schemes(const struct loading *loading, const struct route *route,
    const struct section *section)
{
	char reason[REASON_SIZE];

	for (size_t i = 0; i < route->scheme_count; i++) {
		if (!scheme_states_issue(route->schemes[i]) ||
		    route->policy.longest_age > 0)
			continue;
		snprintf(reason, sizeof(reason), "longest_age is missing: "
		    "URLs of %s say when they were made, not when they end",
		    scheme_name(route->schemes[i]));
		return config_refuse_section(loading, section, reason);
	}
	return check_passing(loading, route, section);
}
