/*
 * What Laravel's Encrypter makes (Illuminate\Encryption\Encrypter): base64 of
 * {"iv", "value", "mac", "tag"}, AES-CBC with HMAC-SHA-256, or AES-GCM.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef LIB_LARAVEL_BOX_H
#define LIB_LARAVEL_BOX_H

#include "key.h"

/* base64 of {"iv": */
#define LARAVEL_START BYTES("eyJpdiI6")

struct laravel_box {
	struct bytes iv_text, value_text; /* base64: the MAC is over these */
	struct bytes mac;                 /* hexadecimal; empty: GCM */
	struct bytes iv, value, tag;      /* tag: empty with CBC */
};

/*
 * '=' at the end may be left out, or be "%3D" as PHP writes it into cookies.
 * STATUS_MALFORMED: it is no box of either kind.
 */
CHECKED enum status laravel_box_read(struct bytes token, struct arena *,
    struct laravel_box *);

/* STATUS_BAD_SIGNATURE: it was not sealed under this key. */
CHECKED enum status laravel_box_open(const struct laravel_box *,
    const struct key *, struct arena *, struct bytes *plaintext);

/*
 * The value of the cookie with this name, whose box held the plaintext: behind
 * hexadecimal HMAC-SHA-1(key, name || "v2") and '|', so that no cookie passes
 * for another one.  STATUS_BAD_SIGNATURE: it is another one's, or none.
 */
CHECKED enum status laravel_cookie_value(struct bytes name, const struct key *,
    struct bytes plaintext, struct arena *, struct bytes *value);

/* The bytes that APP_KEY stands for: "base64:..." decoded, or as they are. */
CHECKED enum status laravel_app_key(struct bytes text, struct arena *,
    struct bytes *secret);

#endif
