/* "FILE:LINE: NAME = VALUE: reason".  SPDX-License-Identifier: ISC */
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "config_file.h"
#include "text.h"

/* What is shown of each part, so that there is always room for the reason. */
#define FILE_SHOWN  120
#define VALUE_SHOWN 60

/* Sets the part of the complaint before the text; returns its length. */
static size_t
place(const struct loading *loading, int line)
{
	char       *text = loading->complaint->text;
	size_t      size = sizeof(loading->complaint->text);
	const char *file = loading->file;
	const char *cut = "";
	size_t      len = strlen(file);

	if (len > FILE_SHOWN) {
		file += len - FILE_SHOWN;
		cut = "...";
	}
	if (line == 0)
		return (size_t)snprintf(text, size, "%s%s: ", cut, file);
	return (size_t)snprintf(text, size, "%s%s:%d: ", cut, file, line);
}

/* A complaint is for logs and terminals, whatever the file holds. */
static void
hide_control_bytes(char *text)
{
	for (; *text != '\0'; text++)
		if ((unsigned char)*text < 0x20 || *text == 0x7f)
			*text = '?';
}

enum status
config_refuse(const struct loading *loading, int line, const char *format, ...)
{
	size_t  used = place(loading, line);
	va_list arguments;

	va_start(arguments, format);
	vsnprintf(loading->complaint->text + used,
	    sizeof(loading->complaint->text) - used, format, arguments);
	va_end(arguments);
	hide_control_bytes(loading->complaint->text);
	return STATUS_UNCONFIGURED;
}

enum status
config_refuse_setting(const struct loading *loading,
    const struct setting *setting, const char *reason)
{
	struct bytes value = setting->value;
	const char  *cut = "";

	if (value.len > VALUE_SHOWN) {
		value.len = VALUE_SHOWN;
		cut = "...";
	}
	return config_refuse(loading, setting->line, "%.*s = %.*s%s: %s",
	    TEXT(setting->name), TEXT(value), cut, reason);
}

enum status
config_refuse_section(const struct loading *loading,
    const struct section *section, const char *reason)
{
	if (section->kind == SECTION_POSTERN)
		return config_refuse(loading, section->line, "[postern]: %s",
		    reason);
	return config_refuse(loading, section->line, "[route %.*s]: %s",
	    TEXT(section->name), reason);
}
