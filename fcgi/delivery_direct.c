/*
 * Own bytes, where no front server can be told to send the file: with ranges,
 * preconditions and HEAD (RFC 9110 §13, §14).
 *
 * SPDX-License-Identifier: ISC
 */
#include "byte_range.h"
#include "delivery.h"
#include "safety.h"
#include "text.h"

static int
is_get(const struct parcel *parcel)
{
	return bytes_equal(parcel->environment->method, BYTES("GET"));
}

/* The descriptor changes its owner only when nothing can fail any more. */
static enum status
send_part(struct parcel *parcel, const struct byte_range *part,
    struct response *response)
{
	response_add_text(response, "Accept-Ranges", "bytes");
	response->content_length = part->length;
	if (response->failed)
		return STATUS_INTERNAL;
	if (!is_get(parcel) || part->length == 0)
		return STATUS_OK;
	response->body_file = parcel->file->descriptor;
	response->body_from = part->from;
	response->body_length = part->length;
	parcel->file->descriptor = -1;
	return STATUS_OK;
}

static enum status
send_range(struct parcel *parcel, const struct byte_range *range,
    struct arena *arena, struct response *response)
{
	struct bytes content_range;
	enum status  status;

	status = text_format(arena, &content_range, "bytes %lld-%lld/%lld",
	    (long long)range->from,
	    (long long)(range->from + range->length - 1),
	    (long long)parcel->file->is.size);
	if (status != STATUS_OK)
		return status;
	response->status = 206;
	response_add(response, "Content-Range", content_range);
	return send_part(parcel, range, response);
}

/* Nothing about the content, which the client has (RFC 9110 §15.4.5). */
static enum status
not_modified(const struct parcel *parcel, struct arena *arena,
    struct response *response)
{
	response_start(response, 304);
	safety_add(parcel->route, parcel->environment, response);
	return delivery_add_caching(parcel, arena, response);
}

static void
refuse(int http_status, const struct parcel *parcel, struct response *response)
{
	response_start(response, http_status);
	safety_add(parcel->route, parcel->environment, response);
	response_add_text(response, "Cache-Control", "no-store");
	response->content_length = 0;
}

static enum status
unsatisfiable(const struct parcel *parcel, struct arena *arena,
    struct response *response)
{
	struct bytes content_range;
	enum status  status;

	status = text_format(arena, &content_range, "bytes */%lld",
	    (long long)parcel->file->is.size);
	if (status != STATUS_OK)
		return status;
	refuse(416, parcel, response);
	response_add(response, "Content-Range", content_range);
	return STATUS_OK;
}

static enum byte_range_answer
wanted_range(const struct parcel *parcel, struct byte_range *range)
{
	const struct environment *request = parcel->environment;

	if (!is_get(parcel) || !conditional_range_holds(request,
	    &parcel->validators, parcel->now))
		return RANGE_WHOLE;
	return byte_range_read(request->range, parcel->file->is.size, range);
}

static enum status
send_content(struct parcel *parcel, struct arena *arena,
    struct response *response)
{
	struct byte_range range = { 0, parcel->file->is.size };

	switch (wanted_range(parcel, &range)) {
	case RANGE_WHOLE:
		return send_part(parcel, &range, response);
	case RANGE_PART:
		return send_range(parcel, &range, arena, response);
	case RANGE_UNSATISFIABLE:
		return unsatisfiable(parcel, arena, response);
	}
	return STATUS_INTERNAL;
}

static enum status
send_file(struct parcel *parcel, struct arena *arena, struct response *response)
{
	switch (conditional_judge(parcel->environment, &parcel->validators,
	    parcel->now)) {
	case CONDITIONAL_PROCEED:
		return send_content(parcel, arena, response);
	case CONDITIONAL_NOT_MODIFIED:
		return not_modified(parcel, arena, response);
	case CONDITIONAL_FAILED:
		refuse(412, parcel, response);
		return STATUS_OK;
	}
	return STATUS_INTERNAL;
}

const struct delivery delivery_direct = {
	.name = "direct",
	.opens_file = 1,
	.deliver = send_file,
};
