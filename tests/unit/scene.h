/*
 * One request for one permitted file, which succeeds unless a test changes
 * something.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef TESTS_UNIT_SCENE_H
#define TESTS_UNIT_SCENE_H

#include <fcntl.h>

#include "answer.h"
#include "delivery.h"

#define NOW      1795000000
#define MODIFIED 784111777
#define DATE     "Sun, 06 Nov 1994 08:49:37 GMT"
#define ETAG     "\"ae1b981bc490bf4-3e8\""

struct scene {
	struct route       route;
	struct permit      permit;
	struct file        file;
	struct environment request;
	struct parcel      parcel;
	struct response    response;
};

static inline void
set_scene(struct scene *scene, const char *delivery, const char *path)
{
	*scene = (struct scene){ 0 };
	scene->route.root = "/srv/img";
	scene->route.accel = BYTES("/_postern/");
	scene->route.delivery = delivery_named(bytes_of(delivery));
	scene->permit.expires_at = NOW + 60;
	scene->request.method = BYTES("GET");
	scene->file.descriptor = open("/dev/null", O_RDONLY | O_CLOEXEC);
	scene->file.path = bytes_of(path);
	scene->file.type = content_type_of(bytes_of(path));
	scene->file.is.size = 1000;
	scene->file.is.modified = MODIFIED;
	scene->file.is.modified_nanoseconds = 500;
	scene->parcel = (struct parcel){
		.route = &scene->route,
		.permit = &scene->permit,
		.file = &scene->file,
		.environment = &scene->request,
		.now = NOW,
	};
	response_start(&scene->response, 503);
	assert_true(scene->file.descriptor >= 0);
}

/* The arena is used anew: what the last scene made is gone. */
static inline enum status
act(struct scene *scene, struct arena *arena)
{
	arena_reset(arena);
	return deliver(&scene->parcel, arena, &scene->response);
}

/* The descriptor has exactly one owner. */
static inline void
clear_scene(struct scene *scene)
{
	assert_true((scene->file.descriptor < 0) !=
	    (scene->response.body_file < 0));
	file_close(&scene->file);
	if (scene->response.body_file >= 0)
		assert_int_equal(close(scene->response.body_file), 0);
}

#endif
