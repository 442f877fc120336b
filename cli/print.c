/* See print.h.  SPDX-License-Identifier: ISC */
#include "print.h"

#include <errno.h>
#include <inttypes.h>
#include <stdarg.h>
#include <string.h>
#include <time.h>

#include "../fcgi/log_line.h"

void
complain(const char *format, ...)
{
	va_list arguments;

	fputs("postern: ", stderr);
	va_start(arguments, format);
	vfprintf(stderr, format, arguments);
	va_end(arguments);
	fputc('\n', stderr);
}

/* Of the character at i in UTF-8 (RFC 3629 §4), roughly; 0: it is none. */
static size_t
character_length(struct bytes text, size_t i)
{
	const unsigned char *at = (const unsigned char *)text.at + i;
	size_t               length;

	if (at[0] < 0x80)
		return 1;
	if (at[0] < 0xc2 || at[0] > 0xf4)
		return 0;
	length = at[0] < 0xe0 ? 2 : at[0] < 0xf0 ? 3 : 4;
	if (length > text.len - i)
		return 0;
	for (size_t k = 1; k < length; k++)
		if ((at[k] & 0xc0) != 0x80)
			return 0;
	return length;
}

/* The terminal may obey what is below a space, DEL and U+0080 to U+009F. */
static int
is_harmless(struct bytes text, size_t i, size_t length)
{
	const unsigned char *at = (const unsigned char *)text.at + i;

	if (length == 1)
		return at[0] >= 0x20 && at[0] != 0x7f;
	return length > 2 || (length == 2 && (at[0] > 0xc2 || at[1] >= 0xa0));
}

static struct shown_text
show(struct bytes text, size_t cut)
{
	struct shown_text made;
	size_t            used = 0;

	for (size_t i = 0; i < cut && used < SHOWN_MAX;) {
		size_t length = character_length(text, i);

		if (is_harmless(text, i, length)) {
			memcpy(made.text + used, text.at + i, length);
			used += length;
			i += length;
			continue;
		}
		for (size_t end = i + (length == 2 ? 2 : 1); i < end; i++)
			used += (size_t)snprintf(made.text + used, 5, "\\x%02x",
			    (unsigned char)text.at[i]);
	}
	made.text[used] = '\0';
	if (used >= SHOWN_MAX || cut < text.len)
		memcpy(made.text + used, "...", 4);
	return made;
}

struct shown_text
shown(struct bytes text)
{
	return show(text, log_credential_at(text));
}

struct shown_text
shown_key_id(struct bytes id)
{
	return show(id, id.len);
}

struct shown_text
shown_path(struct bytes path)
{
	const char *question = memchr(path.at, '?', path.len);

	if (question != NULL)
		path.len = (size_t)(question - path.at);
	return shown(path);
}

struct time_text
time_text(int64_t seconds)
{
	struct time_text made = { "" };
	time_t           time = (time_t)seconds;
	struct tm        parts;

	if (gmtime_r(&time, &parts) == NULL ||
	    strftime(made.text, sizeof(made.text), "%Y-%m-%dT%H:%M:%SZ",
	        &parts) == 0)
		snprintf(made.text, sizeof(made.text), "%" PRId64, seconds);
	return made;
}

struct time_text
span_text(int64_t seconds)
{
	static const struct unit {
		int64_t     seconds, from; /* the smallest span told in it */
		const char *name;
	} units[] = {
		{ 86400, 172800, "days" },
		{ 3600, 7200, "h" },
		{ 60, 120, "min" },
		{ 1, 0, "s" },
	};
	const struct unit *unit = units;
	struct time_text   made;

	while (seconds < unit->from && unit->seconds > 1)
		unit++;
	snprintf(made.text, sizeof(made.text), "%" PRId64 " %s",
	    seconds / unit->seconds, unit->name);
	return made;
}

int
output_finish(void)
{
	if (fflush(stdout) == 0 && !ferror(stdout))
		return 1;
	complain("cannot write the output: %s", strerror(errno));
	return 0;
}
