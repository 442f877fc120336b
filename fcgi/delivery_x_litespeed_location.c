/*
 * X-LiteSpeed-Location, for LiteSpeed: the URL of the file, for an internal
 * redirect.
 *
 * SPDX-License-Identifier: ISC
 */
#include "delivery.h"

static enum status
send_header(struct parcel *parcel, struct arena *arena,
    struct response *response)
{
	return delivery_add_accel(parcel, "X-LiteSpeed-Location", arena,
	    response);
}

const struct delivery delivery_x_litespeed_location = {
	.name = "x-litespeed-location",
	.needs_accel = 1,
	.deliver = send_header,
};
