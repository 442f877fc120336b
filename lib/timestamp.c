/* See timestamp.h.  SPDX-License-Identifier: ISC */
#include "timestamp.h"

#include <time.h>

#include "arena.h"

#define DAY_SECONDS 86400

/* Exactly so many digits; the cursor moves behind them. */
static int
read_digits(struct bytes *cursor, size_t count, int *number)
{
	int sum = 0;

	if (cursor->len < count)
		return 0;
	for (size_t i = 0; i < count; i++) {
		char c = cursor->at[i];

		if (c < '0' || c > '9')
			return 0;
		sum = sum * 10 + (c - '0');
	}
	cursor->at += count;
	cursor->len -= count;
	*number = sum;
	return 1;
}

static int
skip(struct bytes *cursor, char wanted)
{
	if (cursor->len == 0 || *cursor->at != wanted)
		return 0;
	cursor->at++;
	cursor->len--;
	return 1;
}

static int
is_leap(int year)
{
	return (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
}

static int
days_of_month(int year, int month)
{
	static const int days[] = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30,
		31 };

	return days[month - 1] + (month == 2 && is_leap(year));
}

/* Since 1970-01-01. */
static int64_t
days_before(int year, int month, int day)
{
	const int past = year - 1;
	int64_t   days = (int64_t)past * 365 + past / 4 - past / 100 +
	    past / 400 - 719162;

	for (int i = 1; i < month; i++)
		days += days_of_month(year, i);
	return days + day - 1;
}

/* YYYY-MM-DD */
static int
read_date(struct bytes *cursor, int64_t *days)
{
	int year, month, day;

	if (!read_digits(cursor, 4, &year) || !skip(cursor, '-') ||
	    !read_digits(cursor, 2, &month) || !skip(cursor, '-') ||
	    !read_digits(cursor, 2, &day))
		return 0;
	if (year < 1970 || month < 1 || month > 12 || day < 1 ||
	    day > days_of_month(year, month))
		return 0;
	*days = days_before(year, month, day);
	return 1;
}

/* hh:mm */
static int
read_minutes(struct bytes *cursor, int *minutes)
{
	int hour, minute;

	if (!read_digits(cursor, 2, &hour) || !skip(cursor, ':') ||
	    !read_digits(cursor, 2, &minute) || hour > 23 || minute > 59)
		return 0;
	*minutes = hour * 60 + minute;
	return 1;
}

/* [.fff...], as many digits as there are */
static int
read_fraction(struct bytes *cursor, int *has_fraction)
{
	int digit, count = 0;

	*has_fraction = 0;
	if (!skip(cursor, '.'))
		return 1;
	for (; read_digits(cursor, 1, &digit); count++)
		*has_fraction |= digit != 0;
	return count > 0;
}

/* Z, or +hh:mm, in minutes */
static int
read_offset(struct bytes *cursor, int *offset)
{
	const int is_east = skip(cursor, '+');

	*offset = 0;
	if (!is_east && skip(cursor, 'Z'))
		return 1;
	if ((!is_east && !skip(cursor, '-')) || !read_minutes(cursor, offset))
		return 0;
	if (!is_east)
		*offset = -*offset;
	return 1;
}

/* [:ss[.fff]], and nothing where it may be absent */
static int
read_seconds(struct bytes *cursor, int is_optional, int *second,
    int *has_fraction)
{
	*second = 0;
	*has_fraction = 0;
	if (!skip(cursor, ':'))
		return is_optional;
	return read_digits(cursor, 2, second) && *second <= 59 &&
	    read_fraction(cursor, has_fraction);
}

static enum status
read_moment(struct bytes text, int may_be_short, struct instant *instant)
{
	struct instant read = { 0, 0 };
	int64_t        days;
	int            minutes = 0, second = 0, offset = 0;

	if (!read_date(&text, &days))
		return STATUS_MALFORMED;
	if ((text.len > 0 || !may_be_short) &&
	    (!skip(&text, 'T') || !read_minutes(&text, &minutes) ||
	        !read_seconds(&text, may_be_short, &second,
	            &read.has_fraction) ||
	        !read_offset(&text, &offset) || text.len > 0))
		return STATUS_MALFORMED;
	read.seconds = days * DAY_SECONDS + INT64_C(60) * (minutes - offset) +
	    second;
	if (read.seconds < 0 || read.seconds > SECONDS_MAX)
		return STATUS_MALFORMED;
	*instant = read;
	return STATUS_OK;
}

enum status
timestamp_read(struct bytes text, struct instant *instant)
{
	return read_moment(text, 0, instant);
}

enum status
timestamp_read_short(struct bytes text, struct instant *instant)
{
	return read_moment(text, 1, instant);
}

enum status
timestamp_write(int64_t seconds, struct arena *arena, struct bytes *text)
{
	const size_t size = sizeof("YYYY-MM-DDThh:mm:ssZ");
	const time_t moment = seconds;
	char        *out = arena_take(arena, size);
	struct tm    day;

	if (out == NULL)
		return STATUS_TOO_LARGE;
	if (seconds < 0 || seconds > SECONDS_MAX ||
	    gmtime_r(&moment, &day) == NULL ||
	    strftime(out, size, "%Y-%m-%dT%H:%M:%SZ", &day) == 0)
		return STATUS_MALFORMED;
	*text = (struct bytes){ out, size - 1 };
	return STATUS_OK;
}
