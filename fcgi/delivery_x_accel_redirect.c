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
	struct bytes url;
	enum status  status;

	status = delivery_accel_url(parcel, arena, &url);
	if (status != STATUS_OK)
		return status;
	response_add(response, "X-Accel-Redirect", url);
	return STATUS_OK;
}

const struct delivery delivery_x_accel_redirect = {
	.name = "x-accel-redirect",
	.needs_accel = 1,
	.deliver = send_header,
};
