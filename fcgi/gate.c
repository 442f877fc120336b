/* See gate.h.  SPDX-License-Identifier: ISC */
#include "gate.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "loaded.h"
#include "log.h"
#include "lookup.h"

#define CONFIRM_AFTER 2 /* seconds */

struct gate {
	char            *config_file;
	char            *own_file; /* the one given at start */
	int              pinned;
	int              is_authorizer;
	struct loaded   *loaded; /* NULL: nothing valid yet */
	struct complaint complaint;
	uint64_t         stamp; /* of the files, when they were last loaded */
	int64_t          looked_at;
	int64_t          confirm_at; /* load once more then; 0: no need */
};

/* Of the configuration's file and of those that it names. */
static uint64_t
stamp_of(const struct gate *gate)
{
	const struct timespec *modified, *changed;
	uint64_t               stamp = 1;
	struct stat            file;

	if (gate->loaded != NULL)
		stamp += loaded_stamp(gate->loaded);
	if (stat(gate->config_file, &file) != 0)
		return stamp;
	modified = &file.st_mtim;
	changed = &file.st_ctim;
	return stamp ^ ((uint64_t)file.st_ino * 31 + (uint64_t)file.st_size) ^
	    ((uint64_t)modified->tv_sec << 32) ^ (uint64_t)modified->tv_nsec ^
	    ((uint64_t)changed->tv_sec << 20) ^
	    ((uint64_t)changed->tv_nsec << 8);
}

static int
replace(struct gate *gate)
{
	struct complaint complaint = { "" };
	struct loaded   *loaded = loaded_new(gate->config_file, &complaint);

	gate->complaint = complaint;
	if (loaded == NULL)
		return 0;
	gate->complaint.text[0] = '\0';
	loaded_free(gate->loaded);
	gate->loaded = loaded;
	return 1;
}

struct gate *
gate_open(const char *config_file)
{
	struct gate *gate = calloc(1, sizeof(*gate));

	if (gate == NULL)
		return NULL;
	gate->config_file = strdup(config_file);
	gate->own_file = strdup(config_file);
	if (gate->config_file == NULL || gate->own_file == NULL) {
		gate_close(gate);
		return NULL;
	}
	replace(gate);
	gate->stamp = stamp_of(gate);
	return gate;
}

void
gate_close(struct gate *gate)
{
	if (gate == NULL)
		return;
	loaded_free(gate->loaded);
	free(gate->config_file);
	free(gate->own_file);
	free(gate);
}

int
gate_reload(struct gate *gate, int64_t now)
{
	int replaced = replace(gate);

	gate->looked_at = now;
	gate->stamp = stamp_of(gate);
	return replaced;
}

int
gate_refresh(struct gate *gate, int64_t now)
{
	int changed;

	if (now == gate->looked_at)
		return 0;
	gate->looked_at = now;
	/* What was wrong may be mended where no stamp shows it: a root. */
	changed = gate->complaint.text[0] != '\0' ||
	    stamp_of(gate) != gate->stamp ||
	    (gate->loaded != NULL && loaded_has_other_keys(gate->loaded));
	if (!changed && (gate->confirm_at == 0 || now < gate->confirm_at))
		return 0;
	/*
	 * A file may change twice within one tick of its time stamp, and be
	 * read in between: so whatever changed is loaded once more.
	 */
	gate->confirm_at = changed ? now + CONFIRM_AFTER : 0;
	return gate_reload(gate, now);
}

void
gate_pin(struct gate *gate)
{
	gate->pinned = 1;
}

void
gate_authorize_only(struct gate *gate)
{
	gate->is_authorizer = 1;
}

int
gate_is_authorizer(const struct gate *gate)
{
	return gate->is_authorizer;
}

int
gate_follow(struct gate *gate, const struct environment *environment,
    int64_t now)
{
	struct bytes named = environment->config;
	char        *file;

	/* What another request has named is no rule for this one. */
	if (named.len == 0)
		named = bytes_of(gate->own_file);
	if (gate->pinned || bytes_equal(named, bytes_of(gate->config_file)))
		return 0;
	file = strndup(named.at, named.len);
	if (file == NULL)
		return 0;
	free(gate->config_file);
	gate->config_file = file;
	/* Another site's rules must not judge this one, whatever comes. */
	loaded_free(gate->loaded);
	gate->loaded = NULL;
	return gate_reload(gate, now);
}

const struct config *
gate_config(const struct gate *gate)
{
	return gate->loaded != NULL ? gate->loaded->config : NULL;
}

void
gate_open_log(const struct gate *gate)
{
	if (gate->loaded != NULL)
		log_open(gate->loaded->config->log);
}

const struct keyring *
gate_keyring(const struct gate *gate)
{
	return gate->loaded != NULL ? gate->loaded->keyring : NULL;
}

const struct complaint *
gate_complaint(const struct gate *gate)
{
	return &gate->complaint;
}

const char *
gate_config_file(const struct gate *gate)
{
	return gate->config_file;
}

const struct post *
gate_post(const struct gate *gate, struct bytes path)
{
	const struct config *config = gate_config(gate);
	const struct route  *route = NULL;

	if (config != NULL)
		route = config_route(config, path);
	if (route == NULL)
		return NULL;
	return &gate->loaded->posts[route - config->routes];
}

int
gate_sweep(struct gate *gate)
{
	return gate->loaded != NULL && gate->loaded->lookup != NULL &&
	    lookup_sweep(gate->loaded->lookup);
}
