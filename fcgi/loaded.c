/* See loaded.h.  SPDX-License-Identifier: ISC */
#include "loaded.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "lookup.h"
#include "placeholder.h"
#include "resolve.h"
#include "route_verifier.h"

void
loaded_free(struct loaded *loaded)
{
	if (loaded == NULL)
		return;
	for (size_t i = 0; loaded->posts != NULL &&
	     i < loaded->config->route_count; i++) {
		placeholder_free(&loaded->posts[i].placeholder);
		access_free(loaded->posts[i].access);
		id_map_free(loaded->posts[i].ids);
		if (loaded->posts[i].root >= 0)
			close(loaded->posts[i].root);
	}
	free(loaded->posts);
	lookup_free(loaded->lookup);
	keyring_free(loaded->keyring);
	config_free(loaded->config);
	free(loaded);
}

/* What stands in files of their own. */
static int
open_lists(const struct route *route, struct post *post,
    struct complaint *complaint)
{
	if (route->access != NULL)
		post->access = access_load(route->access, complaint);
	if (route->ids != NULL)
		post->ids = id_map_load(route->ids, complaint);
	post->verifier.access = post->access;
	post->verifier.ids = post->ids;
	return (route->access == NULL || post->access != NULL) &&
	    (route->ids == NULL || post->ids != NULL);
}

static int
open_post(const struct loaded *loaded, const struct route *route,
    struct post *post, struct complaint *complaint)
{
	const char *reason = NULL;

	post->route = route;
	post->lookup = loaded->lookup;
	post->verifier = route_verifier(loaded->config, route, loaded->keyring);
	if (!open_lists(route, post, complaint))
		return 0;
	if (route->root != NULL &&
	    root_open(route->root, &post->root) != STATUS_OK) {
		snprintf(complaint->text, sizeof(complaint->text),
		    "%s:%d: root = %s: cannot be opened: %s",
		    loaded->config->file, route->line, route->root,
		    strerror(errno));
		return 0;
	}
	if (route->placeholder != NULL)
		reason = placeholder_read(route->placeholder,
		    &post->placeholder);
	if (reason == NULL)
		return 1;
	snprintf(complaint->text, sizeof(complaint->text),
	    "%s:%d: placeholder = %s: %s", loaded->config->file, route->line,
	    route->placeholder, reason);
	return 0;
}

/* 0: no memory. */
static int
open_lookup(struct loaded *loaded)
{
	const int64_t seconds = loaded->config->directory_cache;

	if (seconds == 0)
		return 1;
	loaded->lookup = lookup_new(seconds);
	return loaded->lookup != NULL;
}

static int
open_posts(struct loaded *loaded, struct complaint *complaint)
{
	size_t count = loaded->config->route_count;

	loaded->posts = calloc(count, sizeof(*loaded->posts));
	if (loaded->posts == NULL)
		return 0;
	for (size_t i = 0; i < count; i++)
		loaded->posts[i].root = -1;
	for (size_t i = 0; i < count; i++)
		if (!open_post(loaded, &loaded->config->routes[i],
		        &loaded->posts[i], complaint))
			return 0;
	return 1;
}

struct loaded *
loaded_new(const char *config_file, struct complaint *complaint)
{
	struct loaded *loaded = calloc(1, sizeof(*loaded));

	snprintf(complaint->text, sizeof(complaint->text), "out of memory");
	if (loaded == NULL)
		return NULL;
	loaded->config = config_load(config_file, complaint);
	if (loaded->config != NULL)
		loaded->keyring = keyring_load(loaded->config->keys, complaint);
	if (loaded->keyring != NULL && open_lookup(loaded) &&
	    open_posts(loaded, complaint))
		return loaded;
	loaded_free(loaded);
	return NULL;
}

uint64_t
loaded_stamp(const struct loaded *loaded)
{
	uint64_t stamp = 1;

	for (size_t i = 0; i < loaded->config->route_count; i++) {
		const struct route *route = &loaded->config->routes[i];

		if (route->access != NULL)
			stamp = stamp * 31 + access_stamp(route->access);
		if (route->ids != NULL)
			stamp = stamp * 31 + id_map_stamp(route->ids);
	}
	return stamp;
}

int
loaded_has_other_keys(struct loaded *loaded)
{
	return keyring_has_changed(loaded->keyring, loaded->config->keys);
}
