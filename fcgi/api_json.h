/*
 * What POST sign reads and writes.
 *
 *	{"paths": ["/img/cat.jpg", ...], "ttl": 600}      ttl may be left out
 *	{"urls": [{"path": "/img/cat.jpg", "url": "/img/cat.jpg?st=...",
 *	    "expires_at": 1795000000}, {"path": "...", "error": "refused"}]}
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef FCGI_API_JSON_H
#define FCGI_API_JSON_H

#include "config.h"

struct sign_order {
	const json_t *paths; /* texts, in the arena */
	size_t        count;
	int64_t       ttl; /* seconds; 0: not said */
};

/* Bytes of an arena for the body of a call that keeps to the limits. */
size_t sign_order_size(const struct api *);

/*
 * STATUS_BAD_BODY, STATUS_BODY_TOO_LARGE, and a static text for who wrote it.
 * Whatever is unknown is refused.
 */
CHECKED enum status sign_order_read(struct bytes body, const struct api *,
    struct arena *, struct sign_order *, const char **detail);
struct bytes sign_order_path(const struct sign_order *, size_t);

/* Grows within its size; one that is full holds no JSON. */
struct json_writer {
	char  *at;
	size_t used, size;
	int    full;
};

/* Bytes that the answers to all of them take at most; and to any call. */
size_t sign_answer_size(const struct sign_order *);
size_t sign_answer_most(const struct api *);

void json_put(struct json_writer *, const char *raw);
void json_put_text(struct json_writer *, struct bytes); /* in its quotes */
void json_put_number(struct json_writer *, int64_t);

#endif
