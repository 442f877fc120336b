/*
 * postern import: existing configurations of signed links --> routes.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef CLI_IMPORT_H
#define CLI_IMPORT_H

#include "postern.h"

#define FOUND_NAME_MAX 32

/* One guarded place that was found.  Views into the file's text. */
struct found_route {
	char         name[FOUND_NAME_MAX]; /* "p", of the prefix */
	struct bytes prefix, root;         /* root is empty: it says none */
	const char  *scheme, *algorithm;   /* "nginx-secure-link", "MD5" */
	struct bytes secret;
	struct bytes settings;    /* lines of the route, each with its LF */
	int64_t      longest_age; /* seconds; 0: the links say their end */
	int          is_endless;  /* the links never end */
	int          line;        /* where it stands */
};

/* Told of each; and of what cannot be taken over, with a reason. */
struct found_routes {
	void (*take)(struct found_routes *, const struct found_route *);
	void (*leave)(struct found_routes *, int line, const char *reason);
	struct arena *arena; /* for what a route's settings are made of */
};

void import_nginx(struct bytes text, struct found_routes *);
void import_lighttpd(struct bytes text, struct found_routes *);

/* "dl", of "/files/dl/": what may be a route's name, and a key's id. */
void found_name(struct bytes prefix, char name[FOUND_NAME_MAX]);

#endif
