/*
 * The closed table of what may be sent: extension, media type, first bytes.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef FCGI_CONTENT_TYPE_H
#define FCGI_CONTENT_TYPE_H

#include "postern.h"

/* How many of a file's first bytes content_type_agrees wants to see. */
#define CONTENT_HEAD 256

struct content_type {
	const char *extension; /* lower case, without the dot */
	const char *group;     /* "images", "video", "audio", "documents" */
	const char *media_type;
	unsigned    is_active : 1; /* may run scripts: SVG, HTML, XML */
	/* Whether a file that starts so may be one; NULL: anything may. */
	int (*agrees)(struct bytes head, const struct bytes *signatures);
	const struct bytes *signatures; /* ends with an empty one */
};

/* By the name's extension, letter case aside; NULL: not in the table. */
const struct content_type *content_type_of(struct bytes name);

/*
 * By a media type, where the first bytes of files show it and nothing in them
 * runs; NULL: others.
 */
const struct content_type *content_type_of_media(struct bytes);

/* Whether a file that starts so may be what its name says. */
int content_type_agrees(const struct content_type *, struct bytes head);

/* Bit N for row N; 0: no such extension or group ("all" is every row). */
uint64_t content_type_bits(struct bytes extension_or_group);
uint64_t content_type_bit(const struct content_type *);

#endif
