/*
 * The one place that knows HTTP statuses: reason --> status, headers, body.
 * All failures of one status look the same to the client; only the log tells
 * them apart.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef FCGI_DENIAL_H
#define FCGI_DENIAL_H

#include "environment.h"
#include "placeholder.h"
#include "response.h"

struct route;

/* 200 for STATUS_OK. */
int denial_http_status(enum status);

/* route and placeholder may be NULL. */
void deny(enum status, const struct route *, const struct placeholder *,
    const struct environment *, struct response *);

#endif
