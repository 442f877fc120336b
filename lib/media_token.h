/*
 * Tokens of Google's Media CDN:
 *
 *	TOKEN = FIELD *("~" FIELD) "~" ("hmac=" HEX / "Signature=" BASE64)
 *	FIELD = "FullPath"                the path as it is asked for
 *	      / "PathGlobs=" GLOBS        with "," or "!" between them; "*"
 *	                                  and "?" stand for any bytes
 *	      / "URLPrefix=" BASE64       "https://img.example.org/gallery/"
 *	      / "Expires=" seconds        always there
 *	      / "Starts=" seconds
 *	      / "SessionID=" TEXT / "Data=" TEXT
 *	      / "Headers=" NAME *("," NAME)
 *	      / "IPRanges=" BASE64        networks, with "," between them
 *
 * in any order, none of them twice, one of the first three.  BASE64 is that of
 * URLs without padding.  What is signed, by HMAC-SHA-256, HMAC-SHA-1 or
 * Ed25519, is all but the last field, with the path and the headers' values
 * filled in: "FullPath=/cat.jpg", "Headers=user-agent=Foo".  It names no key.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef LIB_MEDIA_TOKEN_H
#define LIB_MEDIA_TOKEN_H

#include "scheme.h"

/*
 * STATUS_MALFORMED also for what could be read in two ways once it is filled
 * in: a "~" in a header's value, and one before a "=" in the path.
 */
CHECKED enum status media_token_read(const struct source *, struct bytes text,
    struct arena *, struct credential *);

/* Whether it is the key's, and for this path and client. */
CHECKED enum status media_token_verify(const struct source *,
    const struct credential *, const struct key *, struct arena *,
    struct grant *);

/* Of the form FullPath, by HMAC.  STATUS_WRONG_ALGORITHM: another key. */
CHECKED enum status media_token_write(const struct terms *, struct bytes path,
    const struct key *, struct arena *, struct bytes *token);

/* ------------------------------------------ for the parts of this engine */

enum media_field {
	MEDIA_FULL_PATH,
	MEDIA_PATH_GLOBS,
	MEDIA_URL_PREFIX,
	MEDIA_EXPIRES,
	MEDIA_STARTS,
	MEDIA_SESSION_ID,
	MEDIA_DATA,
	MEDIA_HEADERS,
	MEDIA_IP_RANGES,
	MEDIA_MAC,
	MEDIA_SIGNATURE,
	MEDIA_FIELDS
};

struct media_token {
	struct bytes values[MEDIA_FIELDS]; /* at is NULL: absent */
	/* What is signed: at most a separator and two parts a field. */
	struct bytes parts[3 * MEDIA_FIELDS];
	size_t       part_count;
};

#endif
