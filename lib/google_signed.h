/*
 * Signed URLs, URL prefixes and cookies of Google's two CDNs, which differ in
 * keys, names and signatures alone:
 *
 *	URL    = URL ("?" / "&") FIELDS
 *	       / URL ("?" / "&") "URLPrefix=" BASE64 "&" FIELDS
 *	FIELDS = "Expires=" seconds "&KeyName=" ID "&Signature=" BASE64
 *	COOKIE = "URLPrefix=" BASE64 ":Expires=" seconds ":KeyName=" ID
 *	         ":Signature=" BASE64
 *
 * BASE64 is that of URLs.  What is signed ends before the separator in front of
 * Signature, and begins with the URL's scheme or, where there is a prefix, with
 * "URLPrefix=".  The prefix is text, compared with the URL as it was sent: what
 * ends in no "/" covers the neighbours as well.  A query has nothing behind the
 * signature.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef LIB_GOOGLE_SIGNED_H
#define LIB_GOOGLE_SIGNED_H

#include "base64.h"
#include "scheme.h"

/* How one of them writes its signatures. */
struct google_form {
	size_t              sisters_bytes; /* of the other one's: not ours */
	enum base64_padding padding;
};

/* Where fields stand: the query, or a cookie. */
struct google_fields {
	struct bytes text; /* at is NULL: there are none */
	char         separator;
};

/* STATUS_AMBIGUOUS: in the query and in the cookie of that name. */
CHECKED enum status google_find(const struct source *, struct bytes cookie,
    struct arena *, struct google_fields *);

/* STATUS_NO_CREDENTIAL: the signature is the sister's. */
CHECKED enum status google_read(const struct source *,
    const struct google_form *, const struct google_fields *, struct arena *,
    struct credential *);

/* Whether it is the key's, and of this URL. */
CHECKED enum status google_verify(const struct source *,
    const struct credential *, const struct key *, struct arena *,
    struct grant *);

/*
 * "https://img.example.org/gallery/", in BASE64: opens what is asked for, or
 * STATUS_OUTSIDE_GRANT.
 */
CHECKED enum status google_open_prefix(const struct source *,
    struct bytes encoded, struct arena *, struct grant *);

#endif
