/*
 * A local redirect (RFC 3875 §6.2.2), for Apache without mod_xsendfile: a
 * Location without a status, which the server follows by itself.
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
	response->status = 0;
	response_add(response, "Location", url);
	return STATUS_OK;
}

const struct delivery delivery_local_redirect = {
	.name = "local-redirect",
	.needs_accel = 1,
	.deliver = send_header,
};
