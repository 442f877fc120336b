/*
 * Reads a file's bytes, and has iniparser read the same.  See config_file.h.
 * The only file that includes iniparser: of it, only the loading and
 * iniparser_getstring are used.
 *
 * SPDX-License-Identifier: ISC
 */
#include "config_file.h"

#include <errno.h>
#include <fcntl.h>
#include <iniparser/iniparser.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "text.h"

/* "route " NAME ":" NAME */
#define KEY_SIZE \
	(CONFIG_NAME_MAX + CONFIG_SETTING_MAX + sizeof("route :"))

/* -------------------------------------------------------------- reading */

static const char *
file_reason(const struct stat *about)
{
	if (!S_ISREG(about->st_mode))
		return "it is no regular file";
	if (about->st_size > CONFIG_SIZE_MAX)
		return "it is larger than 1 MiB";
	return NULL;
}

static enum status
read_all(const struct loading *loading, int descriptor, size_t size,
    struct bytes *text)
{
	char  *memory = config_take(loading->memory, size + 1, 1);
	size_t used = 0;

	if (memory == NULL)
		return config_refuse(loading, 0, "out of memory");
	while (used < size) {
		ssize_t got = read(descriptor, memory + used, size - used);

		if (got < 0 && errno == EINTR)
			continue;
		if (got < 0)
			return config_refuse(loading, 0, "cannot be read: %s",
			    strerror(errno));
		if (got == 0)
			break;
		used += (size_t)got;
	}
	*text = (struct bytes){ memory, used };
	return STATUS_OK;
}

static enum status
read_descriptor(const struct loading *loading, int descriptor,
    struct bytes *text)
{
	struct stat about;
	const char *reason;

	if (fstat(descriptor, &about) != 0)
		return config_refuse(loading, 0, "cannot be read: %s",
		    strerror(errno));
	reason = file_reason(&about);
	if (reason != NULL)
		return config_refuse(loading, 0, "%s", reason);
	return read_all(loading, descriptor, (size_t)about.st_size, text);
}

enum status
config_file_read(const struct loading *loading, struct bytes *text)
{
	/* O_NONBLOCK: a FIFO must not hold the program up. */
	int descriptor = open(loading->file, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	enum status status;

	if (descriptor < 0)
		return config_refuse(loading, 0, "cannot be opened: %s",
		    strerror(errno));
	status = read_descriptor(loading, descriptor, text);
	close(descriptor);
	return status;
}

/* ----------------------------------------------------------- confirming */

/* Its messages would go to stderr; ours are better. */
static int
say_nothing(const char *format, ...)
{
	(void)format;
	return 0;
}

static int
agrees(const dictionary *ini, const struct section *section,
    const struct setting *setting)
{
	char        key[KEY_SIZE];
	const char *found;

	snprintf(key, sizeof(key), "%s%.*s:%.*s",
	    section->kind == SECTION_POSTERN ? "postern" : "route ",
	    TEXT(section->name), TEXT(setting->name));
	found = iniparser_getstring(ini, key, NULL);
	return found != NULL && bytes_equal(bytes_of(found), setting->value);
}

static enum status
confirm_all(const struct loading *loading, const dictionary *ini,
    const struct section *section)
{
	const struct setting *setting;

	for (; section != NULL; section = section->next)
		for (setting = section->settings; setting != NULL;
		    setting = setting->next)
			if (!agrees(ini, section, setting))
				return config_refuse_setting(loading, setting,
				    "iniparser reads another value: the file "
				    "has just changed, or is ambiguous");
	return STATUS_OK;
}

enum status
config_file_confirm(const struct loading *loading, const struct section *first)
{
	dictionary *ini;
	enum status status;

	iniparser_set_error_callback(say_nothing);
	ini = iniparser_load(loading->file);
	if (ini == NULL)
		return config_refuse(loading, 0, "iniparser cannot read it: "
		    "the file has just changed, or memory ran out");
	status = confirm_all(loading, ini, first);
	iniparser_freedict(ini);
	return status;
}
