/*
 * What reading and signing of such tokens share: see tilde_token.h.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef LIB_TILDE_PARTS_H
#define LIB_TILDE_PARTS_H

#include "tilde_token.h"

/* A value as the form escapes it, with small letters: "/a b" --> "%2fa%20b" */
CHECKED enum status tilde_escape(const struct tilde_form *, struct bytes value,
    struct arena *, struct bytes *escaped);

/* head: the fields; url, raw: at is NULL where there is an acl. */
CHECKED enum status tilde_message(const struct tilde_form *, struct bytes head,
    struct bytes url, struct arena *, struct bytes *message);

/* The message's MAC as hexadecimal digits. */
CHECKED enum status tilde_mac(struct bytes message, const struct key *,
    struct arena *, struct bytes *hex);

#endif
