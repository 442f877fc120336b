/* The strict scanner.  See config_file.h.  SPDX-License-Identifier: ISC */
#include "config_file.h"

#include <string.h>

#include "text.h"

#define LINE_SHOWN 60 /* bytes of a refused line in its complaint */

/* The list that grows while lines are read. */
struct scan {
	const struct loading *loading;
	struct section       *section; /* the newest; NULL: none yet */
	struct section      **section_end;
	struct setting      **setting_end;
	int                   line;
};

static enum status
refuse_line(const struct scan *scan, struct bytes text, const char *reason)
{
	const char *cut = "";

	if (text.len > LINE_SHOWN) {
		text.len = LINE_SHOWN;
		cut = "...";
	}
	return config_refuse(scan->loading, scan->line, "%.*s%s: %s",
	    TEXT(text), cut, reason);
}

static int
is_blank(char c)
{
	return c == ' ' || c == '\t';
}

static int
is_comment(char c)
{
	return c == ';' || c == '#';
}

static struct bytes
trimmed(struct bytes text)
{
	while (text.len > 0 && is_blank(text.at[0])) {
		text.at++;
		text.len--;
	}
	while (text.len > 0 && is_blank(text.at[text.len - 1]))
		text.len--;
	return text;
}

static int
is_name(struct bytes name, size_t max, const char *others)
{
	for (size_t i = 0; i < name.len; i++) {
		char c = name.at[i];

		if (!(c >= 'A' && c <= 'Z') && !(c >= 'a' && c <= 'z') &&
		    !(c >= '0' && c <= '9') && strchr(others, c) == NULL)
			return 0;
	}
	return name.len > 0 && name.len <= max;
}

int
config_is_name(struct bytes name)
{
	return is_name(name, CONFIG_NAME_MAX, "_-");
}

/* NAME, or SCHEME.NAME. */
static int
is_setting_name(struct bytes name)
{
	return is_name(name, CONFIG_SETTING_MAX, "_-.") && name.at[0] != '.' &&
	    name.at[name.len - 1] != '.';
}

/* --------------------------------------------------------------- values */

/* What may stand behind a quoted value. */
static int
is_comment_or_nothing(struct bytes rest)
{
	if (trimmed(rest).len == 0)
		return 1;
	return is_blank(rest.at[0]) && is_comment(trimmed(rest).at[0]);
}

/* NULL, or why the quotes do not hold the whole value. */
static const char *
unquote(struct bytes *value)
{
	const char  *start = value->at + 1;
	size_t       left = value->len - 1;
	const char  *end = memchr(start, value->at[0], left);
	struct bytes rest;

	if (end == NULL)
		return "the quote is not closed";
	rest.at = end + 1;
	rest.len = left - (size_t)(rest.at - start);
	if (!is_comment_or_nothing(rest))
		return "text stands behind the closing quote";
	*value = (struct bytes){ start, (size_t)(end - start) };
	return NULL;
}

/* Takes quotes and comment off; NULL, or why iniparser would shorten it. */
static const char *
bare_value(struct bytes *value)
{
	if (value->len > 0 && (value->at[0] == '"' || value->at[0] == '\''))
		return unquote(value);
	for (size_t i = 0; i < value->len; i++) {
		if (!is_comment(value->at[i]))
			continue;
		if (i > 0 && !is_blank(value->at[i - 1]))
			return "';' and '#' end a value: put it in double "
			       "quotes, or a space before a comment";
		*value = trimmed((struct bytes){ value->at, i });
		return NULL;
	}
	return NULL;
}

static enum status
scan_setting(struct scan *scan, struct bytes line)
{
	const char     *equals = memchr(line.at, '=', line.len);
	struct setting *setting;
	struct bytes    name = line, value = line;
	const char     *reason;

	if (equals != NULL) {
		name.len = (size_t)(equals - line.at);
		value.at = equals + 1;
		value.len = line.len - name.len - 1;
	}
	name = trimmed(name);
	value = trimmed(value);
	if (equals == NULL || !is_setting_name(name))
		return refuse_line(scan, line, "this is neither [SECTION] nor "
		    "NAME = VALUE nor a comment");
	if (scan->section == NULL)
		return refuse_line(scan, line,
		    "this belongs below a [postern] or [route NAME]");
	reason = bare_value(&value);
	if (reason == NULL && value.len == 0)
		reason = "the value is empty: leave the line out";
	if (reason != NULL)
		return refuse_line(scan, line, reason);
	setting = config_take(scan->loading->memory, 1, sizeof(*setting));
	if (setting == NULL)
		return config_refuse(scan->loading, scan->line,
		    "out of memory");
	setting->name = name;
	setting->value = value;
	setting->line = scan->line;
	*scan->setting_end = setting;
	scan->setting_end = &setting->next;
	return STATUS_OK;
}

/* ------------------------------------------------------------- sections */

static const char *
section_reason(struct bytes line, enum section_kind *kind, struct bytes *name)
{
	const struct bytes route = BYTES("[route ");
	const char        *end = memchr(line.at, ']', line.len);

	if (end == NULL)
		return "the ']' is missing";
	if (end != line.at + line.len - 1)
		return "nothing may stand behind a [SECTION]: put the comment "
		       "above it";
	*kind = SECTION_POSTERN;
	*name = BYTES("");
	if (bytes_equal(line, BYTES("[postern]")))
		return NULL;
	if (!bytes_start_with(line, route))
		return "no such section: there are [postern] and [route NAME]";
	*kind = SECTION_ROUTE;
	name->at = line.at + route.len;
	name->len = line.len - route.len - 1;
	if (!config_is_name(*name))
		return "a route's name is 1 to 32 letters, digits, '_' or '-', "
		       "behind one space";
	return NULL;
}

static enum status
scan_section(struct scan *scan, struct bytes line)
{
	struct section   *section;
	enum section_kind kind;
	struct bytes      name;
	const char       *reason = section_reason(line, &kind, &name);

	if (reason != NULL)
		return refuse_line(scan, line, reason);
	section = config_take(scan->loading->memory, 1, sizeof(*section));
	if (section == NULL)
		return config_refuse(scan->loading, scan->line,
		    "out of memory");
	section->kind = kind;
	section->name = name;
	section->line = scan->line;
	scan->section = section;
	*scan->section_end = section;
	scan->section_end = &section->next;
	scan->setting_end = &section->settings;
	return STATUS_OK;
}

/* ---------------------------------------------------------------- lines */

/* The position of the first control byte but TAB; len: none. */
static size_t
control_byte(struct bytes line)
{
	for (size_t i = 0; i < line.len; i++) {
		unsigned char c = (unsigned char)line.at[i];

		if ((c < 0x20 && c != '\t') || c == 0x7f)
			return i;
	}
	return line.len;
}

static enum status
scan_line(struct scan *scan, struct bytes line)
{
	size_t control = control_byte(line);

	if (line.len > CONFIG_LINE_MAX)
		return config_refuse(scan->loading, scan->line,
		    "the line is longer than %d bytes", CONFIG_LINE_MAX);
	if (control < line.len)
		return config_refuse(scan->loading, scan->line,
		    "column %zu holds the control byte 0x%02x", control + 1,
		    (unsigned char)line.at[control]);
	line = trimmed(line);
	if (line.len == 0)
		return STATUS_OK;
	/* In a comment too: it would swallow the line below. */
	if (line.at[line.len - 1] == '\\')
		return refuse_line(scan, line,
		    "a backslash at its end joins a line to the next");
	if (is_comment(line.at[0]))
		return STATUS_OK;
	if (line.at[0] == '[')
		return scan_section(scan, line);
	return scan_setting(scan, line);
}

/* Cuts LF or CR LF off. */
static struct bytes
next_line(struct bytes *rest)
{
	const char  *end = memchr(rest->at, '\n', rest->len);
	struct bytes line = *rest;

	if (end == NULL) {
		rest->len = 0;
		return line;
	}
	line.len = (size_t)(end - line.at);
	rest->at = end + 1;
	rest->len -= line.len + 1;
	if (line.len > 0 && line.at[line.len - 1] == '\r')
		line.len--;
	return line;
}

enum status
config_scan(const struct loading *loading, struct bytes text,
    struct section **first)
{
	struct section *none = NULL;
	struct scan     scan = { .loading = loading, .section_end = &none };
	enum status     status = STATUS_OK;

	if (bytes_start_with(text, BYTES("\xef\xbb\xbf")))
		return config_refuse(loading, 1, "the file starts with a byte "
		    "order mark: save it as UTF-8 without one");
	while (status == STATUS_OK && text.len > 0) {
		scan.line++;
		status = scan_line(&scan, next_line(&text));
	}
	if (status == STATUS_OK)
		*first = none;
	return status;
}
