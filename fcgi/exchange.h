/*
 * A file that was asked for by a URL with a token of more use in it: the
 * answer is a short-lived signed URL in its place, which opens nothing else.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef FCGI_EXCHANGE_H
#define FCGI_EXCHANGE_H

#include "environment.h"
#include "gate.h"
#include "response.h"

int is_exchanged(const struct route *, const struct permit *);

/* 302; whether there is a file shows when it is followed. */
CHECKED enum status exchange(const struct post *, const struct permit *,
    const struct environment *, int64_t now, struct arena *,
    struct response *);

#endif
