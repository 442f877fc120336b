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

/* Version 4: order and encoding of the query are free, and the path's. */
int same_to_sigv4(const struct policy *, const char *original,
    const char *mutant);

/* Version 2: parameters that it does not sign are free. */
int same_to_sigv2(const struct policy *, const char *original,
    const char *mutant);

/* A policy with '*' opens what fits; parameters of ours stand anywhere. */
int same_to_cloudfront(const struct policy *, const char *original,
    const char *mutant);

/* A prefix covers several URLs; the rest of their query is free. */
int same_to_google(const struct policy *, const char *original,
    const char *mutant);

/* Padding may be left out; tokens cover paths, on any host. */
int same_to_media_cdn(const struct policy *, const char *original,
    const char *mutant);

/* The ACL of a token covers several URLs. */
int same_to_akamai(const struct policy *, const char *original,
    const char *mutant);

/* The URL's scheme is not signed, nor need its host be. */
int same_to_ats(const struct policy *, const char *original,
    const char *mutant);

/* Parameters have no order; a token may open a directory. */
int same_to_bunny(const struct policy *, const char *original,
    const char *mutant);

/* The query of a form: its order and encoding are free. */
int same_to_form(const struct policy *, const char *original,
    const char *mutant);

#endif
