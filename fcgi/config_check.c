/* See config_check.h.  SPDX-License-Identifier: ISC */
#include "config_check.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#define REASON_SIZE 300

static const char *const section_titles[] = {
	[SECTION_POSTERN] = "[postern]",
	[SECTION_ROUTE] = "[route NAME]",
	[SECTION_FILES] = "a [route NAME] that has no role = api",
	[SECTION_API] = "a [route NAME] with role = api",
};

/* ------------------------------------------------- the names of settings */

/*
 * The option whose name differs in letter case alone, one of this section
 * before others; NULL: none.
 */
static const struct option *
option_fold(const struct section *section, struct bytes name)
{
	const struct option *elsewhere = NULL;

	for (size_t i = 0; i < config_option_count; i++) {
		const struct option *option = &config_options[i];

		if (bytes_of(option->name).len != name.len ||
		    strncasecmp(option->name, name.at, name.len) != 0)
			continue;
		if (option_is_for(option, section))
			return option;
		elsewhere = option;
	}
	return elsewhere;
}

static enum status
refuse_unknown(const struct loading *loading, const struct section *section,
    const struct setting *setting)
{
	const struct option *near = option_fold(section, setting->name);
	char                 reason[REASON_SIZE];

	snprintf(reason, sizeof(reason), "unknown in %s: postern.ini(5) lists "
	    "the settings", section_titles[section->kind]);
	if (near != NULL && !option_is_for(near, section))
		snprintf(reason, sizeof(reason), "this belongs in %s",
		    section_titles[near->section]);
	if (near != NULL && option_is_for(near, section))
		snprintf(reason, sizeof(reason), "write it in lower case: %s",
		    near->name);
	return config_refuse_setting(loading, setting, reason);
}

static const struct setting *
setting_of(const struct section *section, const struct option *option)
{
	const struct setting *setting = section->settings;

	while (setting != NULL && setting->option != option)
		setting = setting->next;
	return setting;
}

static int
sets_the_same(const struct setting *a, const struct setting *b)
{
	return a->option == b->option &&
	    (a->option != &config_scheme_option ||
	        bytes_equal(a->name, b->name));
}

/* The line above it that sets the same; NULL: none. */
static const struct setting *
repeated(const struct section *section, const struct setting *setting)
{
	const struct setting *first = section->settings;

	while (first != setting && !sets_the_same(first, setting))
		first = first->next;
	return first == setting ? NULL : first;
}

static enum status
check_setting(const struct loading *loading, const struct section *section,
    struct setting *setting)
{
	const struct setting *first;
	char                  reason[REASON_SIZE];

	setting->option = config_option(section->kind, setting->name);
	if (setting->option == NULL && section->kind == SECTION_ROUTE)
		setting->option = config_option(section->role, setting->name);
	if (setting->option == NULL && section->kind == SECTION_ROUTE &&
	    memchr(setting->name.at, '.', setting->name.len) != NULL)
		setting->option = &config_scheme_option;
	if (setting->option == NULL)
		return refuse_unknown(loading, section, setting);
	if (section->is_authorizer && option_sends(setting->option))
		return config_refuse_setting(loading, setting,
		    "with role = authorizer the front server sends the file, "
		    "or its own page: leave this out");
	first = repeated(section, setting);
	if (first == NULL)
		return STATUS_OK;
	snprintf(reason, sizeof(reason), "it is set in line %d already",
	    first->line);
	return config_refuse_setting(loading, setting, reason);
}

static enum status
check_required(const struct loading *loading, const struct section *section)
{
	char reason[REASON_SIZE];

	for (size_t i = 0; i < config_option_count; i++) {
		const struct option *option = &config_options[i];

		if (!option_is_for(option, section) || !option->required ||
		    setting_of(section, option) != NULL)
			continue;
		snprintf(reason, sizeof(reason), "%s is missing: %s",
		    option->name, option->help);
		return config_refuse_section(loading, section, reason);
	}
	return STATUS_OK;
}

/* ---------------------------------------------------------- the sections */

/* By kind and name, letter case aside as iniparser sees them, then by line. */
static int
compare_sections(const void *left, const void *right)
{
	const struct section *a = left;
	const struct section *b = right;
	size_t                len = a->name.len;
	int                   order;

	if (a->kind != b->kind)
		return a->kind < b->kind ? -1 : 1;
	if (a->name.len != b->name.len)
		return a->name.len < b->name.len ? -1 : 1;
	order = len > 0 ? strncasecmp(a->name.at, b->name.at, len) : 0;
	return order != 0 ? order : a->line - b->line;
}

static int
is_same_section(const struct section *a, const struct section *b)
{
	return a->kind == b->kind && a->name.len == b->name.len &&
	    (a->name.len == 0 ||
		strncasecmp(a->name.at, b->name.at, a->name.len) == 0);
}

static enum status
check_repeated(const struct loading *loading, const struct section *first,
    size_t count)
{
	struct section *sorted;
	size_t          used = 0;
	char            reason[REASON_SIZE];

	sorted = config_take(loading->memory, count, sizeof(*sorted));
	if (sorted == NULL)
		return config_refuse(loading, 0, "out of memory");
	for (; first != NULL; first = first->next)
		sorted[used++] = *first;
	qsort(sorted, count, sizeof(*sorted), compare_sections);
	for (size_t i = 1; i < count; i++) {
		if (!is_same_section(&sorted[i - 1], &sorted[i]))
			continue;
		snprintf(reason, sizeof(reason), "it stands in line %d already "
		    "(letter case does not count)", sorted[i - 1].line);
		return config_refuse_section(loading, &sorted[i], reason);
	}
	return STATUS_OK;
}

/* What else may stand in a section depends on it. */
static void
find_role(struct section *section)
{
	const struct setting *setting = section->settings;

	section->role = SECTION_FILES;
	for (; setting != NULL; setting = setting->next) {
		if (!bytes_equal(setting->name, BYTES("role")))
			continue;
		if (bytes_equal(setting->value, BYTES("api")))
			section->role = SECTION_API;
		section->is_authorizer = bytes_equal(setting->value,
		    BYTES("authorizer"));
	}
}

enum status
config_check_names(const struct loading *loading, struct section *first)
{
	size_t          counts[] = { 0, 0 }; /* of each kind */
	struct section *section;
	struct setting *setting;
	enum status     status = STATUS_OK;

	for (section = first; section != NULL; section = section->next) {
		counts[section->kind]++;
		find_role(section);
		for (setting = section->settings;
		    status == STATUS_OK && setting != NULL;
		    setting = setting->next)
			status = check_setting(loading, section, setting);
		if (status != STATUS_OK)
			return status;
	}
	if (counts[SECTION_POSTERN] == 0)
		return config_refuse(loading, 0, "there is no [postern]");
	if (counts[SECTION_ROUTE] == 0)
		return config_refuse(loading, 0, "there is no [route NAME]");
	status = check_repeated(loading, first,
	    counts[SECTION_POSTERN] + counts[SECTION_ROUTE]);
	for (section = first; status == STATUS_OK && section != NULL;
	    section = section->next)
		status = check_required(loading, section);
	return status;
}
