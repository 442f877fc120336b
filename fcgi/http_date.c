/* See http_date.h.  SPDX-License-Identifier: ISC */
#include "http_date.h"

#include "text.h"

#include <stdio.h>
#include <string.h>
#include <time.h>

#define LAST_SECOND   INT64_C(253402300799) /* of the year 9999 */
#define FIFTY_YEARS   INT64_C(1577847600)
#define DATE_TEXT_MAX 128

/* Not strftime: neither locale nor environment has a say in a header. */
static const char *const days[] = { "Sunday", "Monday", "Tuesday", "Wednesday",
	"Thursday", "Friday", "Saturday" };
static const char *const months[] = { "Jan", "Feb", "Mar", "Apr", "May", "Jun",
	"Jul", "Aug", "Sep", "Oct", "Nov", "Dec" };

static char *
put(char *at, const char *text, size_t length)
{
	return mempcpy(at, text, length);
}

/* "Sun, 06 Nov 1994 08:49:37 GMT"; by hand, as each answer has one. */
static void
write_imf(const struct tm *tm, char *out)
{
	out = put(out, days[tm->tm_wday], 3);
	out = text_put_number(put(out, ", ", 2), tm->tm_mday, 2);
	out = put(put(out, " ", 1), months[tm->tm_mon], 3);
	out = text_put_number(put(out, " ", 1), tm->tm_year + 1900, 4);
	out = text_put_number(put(out, " ", 1), tm->tm_hour, 2);
	out = text_put_number(put(out, ":", 1), tm->tm_min, 2);
	out = text_put_number(put(out, ":", 1), tm->tm_sec, 2);
	(void)put(out, " GMT", sizeof(" GMT"));
}

static void
write_rfc850(const struct tm *tm, char *out)
{
	(void)snprintf(out, DATE_TEXT_MAX,
	    "%s, %02d-%s-%02d %02d:%02d:%02d GMT", days[tm->tm_wday],
	    tm->tm_mday, months[tm->tm_mon], tm->tm_year % 100, tm->tm_hour,
	    tm->tm_min, tm->tm_sec);
}

static void
write_asctime(const struct tm *tm, char *out)
{
	(void)snprintf(out, DATE_TEXT_MAX, "%.3s %s %2d %02d:%02d:%02d %04d",
	    days[tm->tm_wday], months[tm->tm_mon], tm->tm_mday, tm->tm_hour,
	    tm->tm_min, tm->tm_sec, tm->tm_year + 1900);
}

static const struct form {
	const char *pattern; /* of strptime */
	void (*write)(const struct tm *, char *);
	unsigned has_century : 1;
} forms[] = {
	{ "%a, %d %b %Y %T GMT", write_imf, 1 },
	{ "%A, %d-%b-%y %T GMT", write_rfc850, 0 },
	{ "%a %b %d %T %Y", write_asctime, 1 },
};

enum status
http_date_format(int64_t seconds, struct arena *arena, struct bytes *text)
{
	time_t    moment = seconds < 0 ? 0 : seconds;
	struct tm tm;
	char      out[DATE_TEXT_MAX];

	if (moment > LAST_SECOND)
		moment = LAST_SECOND;
	if (gmtime_r(&moment, &tm) == NULL)
		return STATUS_INTERNAL;
	write_imf(&tm, out);
	return text_join(arena, bytes_of(out), BYTES(""), text);
}

/* More than 50 years in the future means a century ago (RFC 9110 §5.6.7). */
static int
settle_century(struct tm *tm, int64_t now)
{
	time_t    moment = now;
	struct tm today, guess;

	if (gmtime_r(&moment, &today) == NULL)
		return 0;
	tm->tm_year = today.tm_year / 100 * 100 + tm->tm_year % 100;
	guess = *tm;
	if (timegm(&guess) - now > FIFTY_YEARS)
		tm->tm_year -= 100;
	return 1;
}

/* strptime is lenient; writing the date again and comparing is not. */
static int
parse_form(const struct form *form, const char *text, int64_t now,
    int64_t *seconds)
{
	struct tm   tm = { 0 };
	const char *end = strptime(text, form->pattern, &tm);
	char        again[DATE_TEXT_MAX];
	time_t      moment;

	if (end == NULL || *end != '\0')
		return 0;
	if (!form->has_century && !settle_century(&tm, now))
		return 0;
	moment = timegm(&tm);
	form->write(&tm, again);
	if (strcmp(text, again) != 0)
		return 0;
	*seconds = moment;
	return 1;
}

int
http_date_parse(struct bytes text, int64_t now, int64_t *seconds)
{
	char copy[40]; /* the longest is "Wednesday, 06-Nov-94 08:49:37 GMT" */

	if (text.len >= sizeof(copy) || text.len == 0)
		return 0;
	if (memchr(text.at, '\0', text.len) != NULL)
		return 0;
	memcpy(copy, text.at, text.len);
	copy[text.len] = '\0';
	for (size_t i = 0; i < sizeof(forms) / sizeof(*forms); i++)
		if (parse_form(&forms[i], copy, now, seconds))
			return 1;
	return 0;
}
