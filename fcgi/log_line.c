/* See log_line.h.  SPDX-License-Identifier: ISC */
#include "log_line.h"

#include <stdio.h>
#include <string.h>
#include <time.h>

#include "text.h"

/*
 * The longest that a value may be once escaped; "..." stands for the rest.
 * Together they leave room for times, names, numbers and the LF.
 */
#define FIELD_MAX   96
#define PATH_SHOWN  1024
#define MESSAGE_MAX (LOG_LINE_SIZE - 64)

/* The last byte is log_line_end's. */
static void
append(struct log_line *line, struct bytes text)
{
	size_t left = sizeof(line->text) - 1 - line->length;

	if (text.len > left)
		text.len = left;
	if (text.len > 0)
		memcpy(line->text + line->length, text.at, text.len);
	line->length += text.len;
}

static void
append_number(struct log_line *line, int64_t number)
{
	char room[TEXT_NUMBER];

	append(line, text_decimal(number, room));
}

static int
is_field_byte(char c)
{
	return c > ' ' && c < 0x7f && c != '"' && c != '\\' && c != '=';
}

static int
is_message_byte(char c)
{
	return c >= ' ' && c < 0x7f && c != '\\';
}

/* 0: it was too long, and its end is missing. */
static int
append_escaped(struct log_line *line, struct bytes value, size_t max,
    int (*is_plain)(char))
{
	struct bytes plain = { value.at, 0 };
	char         escape[8];
	size_t       left = max;

	for (size_t i = 0; i < value.len; i++) {
		const int    as_it_is = is_plain(value.at[i]);
		const size_t step = as_it_is ? 1 : sizeof("\\x00") - 1;

		if (step > left)
			break;
		left -= step;
		if (as_it_is) {
			plain.len++;
			continue;
		}
		append(line, plain);
		snprintf(escape, sizeof(escape), "\\x%02x",
		    (unsigned char)value.at[i]);
		append(line, bytes_of(escape));
		plain = (struct bytes){ value.at + i + 1, 0 };
	}
	append(line, plain);
	return plain.at + plain.len == value.at + value.len;
}

/* Shows the value up to cut, which is its length when all of it may be. */
static void
append_cut(struct log_line *line, struct bytes value, size_t cut, size_t max,
    int (*is_plain)(char))
{
	struct bytes shown = { value.at, cut };

	if (!append_escaped(line, shown, max, is_plain)) {
		append(line, BYTES("..."));
		return;
	}
	if (cut < value.len)
		append(line, BYTES("[cut]"));
}

/* cut: from where on it is left out. */
static void
append_field_cut(struct log_line *line, const char *name, struct bytes value,
    size_t cut)
{
	append(line, bytes_of(name));
	if (value.len == 0) {
		append(line, BYTES("-"));
		return;
	}
	/* Not to be taken for an empty one. */
	if (bytes_equal(value, BYTES("-"))) {
		append(line, BYTES("\\x2d"));
		return;
	}
	append_cut(line, value, cut, FIELD_MAX, is_field_byte);
}

static void
append_field(struct log_line *line, const char *name, struct bytes value)
{
	append_field_cut(line, name, value, log_credential_at(value));
}

/* One of the program's own, which is no credential. */
static void
append_word(struct log_line *line, const char *name, const char *word)
{
	append(line, bytes_of(name));
	append(line, word != NULL ? bytes_of(word) : BYTES("-"));
}

/* Many lines are of one second. */
static struct bytes
format_time(int64_t now)
{
	static char    text[40];
	static size_t  length;
	static int64_t formatted;
	struct tm      parts;
	time_t         seconds = (time_t)now;

	if (length == 0 || formatted != now) {
		length = 0;
		formatted = now;
		if (gmtime_r(&seconds, &parts) != NULL)
			length = strftime(text, sizeof(text),
			    "%Y-%m-%dT%H:%M:%SZ ", &parts);
	}
	return length > 0 ? (struct bytes){ text, length } : BYTES("- ");
}

static void
start(struct log_line *line, int64_t now)
{
	line->length = 0;
	append(line, format_time(now));
	line->time_length = line->length;
}

void
log_line_request(struct log_line *line, const struct log_entry *entry)
{
	struct bytes path = entry->path;

	start(line, entry->now);
	append_field(line, "route=", entry->route);
	append_word(line, " decision=", entry->decision);
	append_word(line, " reason=", status_name(entry->reason));
	append(line, BYTES(" status="));
	append_number(line, entry->http_status);
	append_word(line, " scheme=", entry->scheme);
	/* Issuers have ids that look like tokens, and are none. */
	append_field_cut(line, " key=", entry->key_id, entry->key_id.len);
	append_field(line, " link=", entry->link_id);
	append_field(line, " subject=", entry->subject);
	append(line, BYTES(" path="));
	append_cut(line, path.len > 0 ? path : BYTES("-"),
	    path.len > 0 ? log_query_at(path, entry->parameter) : 1,
	    PATH_SHOWN, is_field_byte);
	append(line, BYTES(" us="));
	append_number(line, entry->microseconds);
}

void
log_line_message(struct log_line *line, int64_t now, struct bytes text)
{
	start(line, now);
	append(line, BYTES("postern: "));
	append_cut(line, text, log_credential_at(text), MESSAGE_MAX,
	    is_message_byte);
}

void
log_line_end(struct log_line *line)
{
	line->text[line->length++] = '\n';
}
