/*
 * The parts of a request's target, before anybody asks whether its path may be
 * read: for tests of schemes whose signers normalise paths.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef LIB_REQUEST_H
#define LIB_REQUEST_H

#include "postern.h"

/* As request_read, which refuses more: STATUS_HOSTILE_PATH is not given. */
CHECKED enum status request_split(struct request *, struct arena *);

#endif
