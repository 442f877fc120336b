/*
 * Whether the rules of a scheme take two different URLs for one: the hooks
 * says_the_same of adapters, written from the vendors' documents alone.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef TESTS_SAME_LINKS_H
#define TESTS_SAME_LINKS_H

#include "vectors.h"

/* nginx normalises the path before it hashes it. */
int same_to_nginx(const struct policy *, const char *original,
    const char *mutant);

/* A token in the path opens all of a directory. */
int same_to_cdn77(const struct policy *, const char *original,
    const char *mutant);

#endif
