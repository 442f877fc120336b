/*
 * Messages of Rails (ActiveSupport's MessageVerifier and MessageEncryptor), as
 * Rails 5.2 to 8 write them.
 *
 *	SIGNED   = DATA "--" lower-case hex of HMAC(SECRET, DATA)
 *	DATA     = base64 of ENVELOPE, or base64url without padding
 *	ENVELOPE = {"_rails": {"message": base64 of CONTENT, "exp", "pur"}}
 *	         / {"_rails": {"data": VALUE, "exp", "pur"}}, since Rails 7.1
 *	         / CONTENT, without expiry and purpose
 *	CONTENT  = what the serializer made of the value: JSON, Marshal
 *
 * "exp" is the first moment that is too late, in ISO 8601, or null; "pur" what
 * the message is for.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef LIB_RAILS_MESSAGE_H
#define LIB_RAILS_MESSAGE_H

#include "scheme.h"

struct rails_content {
	const json_t *data; /* NULL: it is still serialized */
	struct bytes  serialized;
};

CHECKED enum status rails_signed_read(const struct source *, struct arena *,
    struct credential *);

/* Sets the terms' expires_at, which is TIME_NEVER where there is none. */
CHECKED enum status rails_signed_open(const struct credential *,
    const struct key *, struct bytes purpose, struct arena *, struct terms *,
    struct rails_content *);

/* Percent-encoded: base64 has bytes that mean something else in a query. */
CHECKED enum status rails_signed_write(const struct terms *,
    const struct key *, const struct verifier *, struct bytes purpose,
    struct arena *, struct bytes *token);

/* STATUS_WRONG_AUDIENCE: it is for another purpose. */
CHECKED enum status rails_envelope_open(struct bytes text,
    struct bytes purpose, struct arena *, struct terms *,
    struct rails_content *);

/* As payload_read; what is serialized must be JSON. */
CHECKED enum status rails_payload_read(const struct source *,
    const struct scheme *, const struct rails_content *, struct arena *,
    struct grant *);

/*
 * A number that is not negative, from JSON or from Marshal ("\x04\x08i");
 * STATUS_MALFORMED for anything else.
 */
CHECKED enum status rails_number(const struct rails_content *, struct arena *,
    uint64_t *number);

#endif
