/*
 * X-Accel-Redirect, for nginx: the URL of the file in an internal location.
 *
 * SPDX-License-Identifier: ISC
 */
#include "delivery.h"

static enum status
send_header(struct parcel *parcel, struct arena *arena,
    struct response *response)
{
	return delivery_add_accel(parcel, "X-Accel-Redirect", arena, response);
}

const struct delivery delivery_x_accel_redirect = {
	.name = "x-accel-redirect",
	.needs_accel = 1,
	.front_validates = 1,
	.deliver = send_header,
};
