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
	struct bytes url;
	enum status  status;

	status = delivery_accel_url(parcel, arena, &url);
	if (status != STATUS_OK)
		return status;
	response_add(response, "X-LiteSpeed-Location", url);
	return STATUS_OK;
}

const struct delivery delivery_x_litespeed_location = {
	.name = "x-litespeed-location",
	.needs_accel = 1,
	.deliver = send_header,
};
