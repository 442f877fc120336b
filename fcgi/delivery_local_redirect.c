/*
 * A local redirect (RFC 3875 §6.2.2), for Apache without mod_xsendfile: a
 * Location that the server follows by itself.  Apache does so beside status
 * 200 too; without one it judges If-None-Match by our ETag first, and its 304
 * would show the Location to the client.
 *
 * SPDX-License-Identifier: ISC
 */
#include "delivery.h"

static enum status
send_header(struct parcel *parcel, struct arena *arena,
    struct response *response)
{
	return delivery_add_accel(parcel, "Location", arena, response);
}

const struct delivery delivery_local_redirect = {
	.name = "local-redirect",
	.needs_accel = 1,
	.deliver = send_header,
};
