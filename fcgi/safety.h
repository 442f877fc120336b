/*
 * The headers that keep a browser from doing more with an answer than showing
 * it: on every answer, whatever becomes of the request.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef FCGI_SAFETY_H
#define FCGI_SAFETY_H

#include "config.h"
#include "environment.h"
#include "response.h"

/* nosniff, Referrer-Policy, Cross-Origin-Resource-Policy and CORS; route may
 * be NULL. */
void safety_add(const struct route *, const struct environment *,
    struct response *);

/* For content that may run scripts. */
void safety_add_sandbox(struct response *);

#endif
