/*
 * What postern check goes by, and how it warns.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef CLI_CHECK_H
#define CLI_CHECK_H

#include "../fcgi/config.h"

struct checking {
	const struct config  *config;
	const struct keyring *keyring;
	int64_t               now;
	int                   warnings;
};

void warn(struct checking *, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

void check_routes(struct checking *);

/* Comes last: who was root is the web server's user from then on. */
void check_access(struct checking *);

#endif
