/* See config.h.  SPDX-License-Identifier: ISC */
#include "config.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "config_check.h"
#include "config_options.h"

struct owned_config {
	struct config        config; /* first: config_free gets its address */
	struct config_memory memory;
};

/* --------------------------------------------------------------- values */

static enum status
read_setting(const struct loading *loading, const struct setting *setting,
    void *target)
{
	struct parsing parsing = { .memory = loading->memory };
	const char    *reason = setting->option->parse(setting->value, &parsing,
	       (char *)target + setting->option->offset);

	if (reason == NULL)
		return STATUS_OK;
	return config_refuse_setting(loading, setting, reason);
}

/* Defaults are written as people would write them. */
static enum status
read_defaults(const struct loading *loading, const struct section *section,
    void *target)
{
	struct setting setting = { .line = section->line };
	enum status    status = STATUS_OK;

	for (size_t i = 0; i < config_option_count; i++) {
		setting.option = &config_options[i];
		if (!option_is_for(setting.option, section) ||
		    setting.option->initial == NULL)
			continue;
		setting.name = bytes_of(setting.option->name);
		setting.value = bytes_of(setting.option->initial);
		status = read_setting(loading, &setting, target);
		if (status != STATUS_OK)
			break;
	}
	return status;
}

static enum status
read_section(const struct loading *loading, const struct section *section,
    void *target)
{
	const struct setting *setting = section->settings;
	enum status           status = read_defaults(loading, section, target);

	for (; status == STATUS_OK && setting != NULL; setting = setting->next)
		status = read_setting(loading, setting, target);
	return status;
}

/* --------------------------------------------------------------- routes */

static enum status
read_route(const struct loading *loading, const struct section *section,
    struct config *config)
{
	struct route *route = &config->routes[config->route_count++];
	enum status   status = read_section(loading, section, route);

	route->name = section->name;
	route->line = section->line;
	if (status == STATUS_OK)
		status = config_read_schemes(loading, route, section);
	if (status != STATUS_OK)
		return status;
	return config_check_route(loading, route, section);
}

/* The longest first. */
static int
compare_prefixes(struct bytes a, struct bytes b)
{
	if (a.len != b.len)
		return a.len > b.len ? -1 : 1;
	return memcmp(a.at, b.at, a.len);
}

/* Equal ones are neighbours, in the file's order. */
static int
compare_routes(const void *left, const void *right)
{
	const struct route *a = left;
	const struct route *b = right;
	const int           order = compare_prefixes(a->prefix, b->prefix);

	return order != 0 ? order : a->line - b->line;
}

static enum status
read_sections(const struct loading *loading, const struct section *section,
    struct config *config)
{
	enum status status = STATUS_OK;

	for (; status == STATUS_OK && section != NULL; section = section->next)
		status = section->kind == SECTION_POSTERN
		    ? read_section(loading, section, config)
		    : read_route(loading, section, config);
	if (status != STATUS_OK)
		return status;
	qsort(config->routes, config->route_count, sizeof(*config->routes),
	    compare_routes);
	return config_check_routes(loading, config);
}

/* -------------------------------------------------------------- loading */

static enum status
take_routes(const struct loading *loading, const struct section *section,
    struct config *config)
{
	size_t count = 0;

	for (; section != NULL; section = section->next)
		count += section->kind == SECTION_ROUTE;
	config->routes = config_take(loading->memory, count,
	    sizeof(*config->routes));
	if (config->routes == NULL)
		return config_refuse(loading, 0, "out of memory");
	return STATUS_OK;
}

static enum status
load(const struct loading *loading, struct config *config)
{
	struct bytes    text;
	struct section *sections;
	enum status     status;

	config->file = config_copy(loading->memory, bytes_of(loading->file));
	if (config->file == NULL)
		return config_refuse(loading, 0, "out of memory");
	status = config_file_read(loading, &text);
	if (status == STATUS_OK)
		status = config_scan(loading, text, &sections);
	if (status == STATUS_OK)
		status = config_check_names(loading, sections);
	if (status == STATUS_OK)
		status = config_file_confirm(loading, sections);
	if (status == STATUS_OK)
		status = take_routes(loading, sections, config);
	if (status == STATUS_OK)
		status = read_sections(loading, sections, config);
	return status;
}

struct config *
config_load(const char *file, struct complaint *complaint)
{
	struct owned_config *owned = calloc(1, sizeof(*owned));
	struct loading       loading = { .file = file, .complaint = complaint };

	if (owned == NULL) {
		snprintf(complaint->text, sizeof(complaint->text),
		    "out of memory");
		return NULL;
	}
	loading.memory = &owned->memory;
	if (load(&loading, &owned->config) == STATUS_OK)
		return &owned->config;
	config_free(&owned->config);
	return NULL;
}

void
config_free(struct config *config)
{
	struct owned_config *owned = (struct owned_config *)config;

	if (owned == NULL)
		return;
	for (size_t i = 0; i < config->route_count; i++)
		rules_free(config->routes[i].rules);
	config_release(&owned->memory);
	free(owned);
}

static int
compare_with_route(const void *prefix, const void *route)
{
	return compare_prefixes(*(const struct bytes *)prefix,
	    ((const struct route *)route)->prefix);
}

/* A prefix ends with a slash, so only what ends so can be one. */
const struct route *
config_route(const struct config *config, struct bytes path)
{
	const struct route *route = NULL;

	if (config->route_count == 0)
		return NULL;
	if (path.len > config->routes[0].prefix.len)
		path.len = config->routes[0].prefix.len;
	for (; route == NULL && path.len > 0; path.len--)
		if (path.at[path.len - 1] == '/')
			route = bsearch(&path, config->routes,
			    config->route_count, sizeof(*route),
			    compare_with_route);
	return route;
}
