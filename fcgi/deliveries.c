/*
 * The one list of deliveries, and what all of them send.
 *
 * SPDX-License-Identifier: ISC
 */
#include "delivery.h"

#include "disposition.h"
#include "http_date.h"
#include "safety.h"
#include "text.h"

/* More seconds than any cache counts (RFC 9111 §1.2.2). */
#define LONGEST_AGE INT32_MAX

static const struct delivery *const deliveries[] = {
	&delivery_x_sendfile,
	&delivery_x_accel_redirect,
	&delivery_x_litespeed_location,
	&delivery_local_redirect,
	&delivery_direct,
	NULL,
};

const struct delivery *
delivery_named(struct bytes name)
{
	for (size_t i = 0; deliveries[i] != NULL; i++)
		if (bytes_equal(name, bytes_of(deliveries[i]->name)))
			return deliveries[i];
	return NULL;
}

enum status
pass_on(const struct parcel *parcel, struct arena *arena,
    struct response *response)
{
	enum status status;

	response_start(response, 200);
	safety_add(parcel->route, parcel->environment, response);
	status = delivery_add_cache_control(parcel, arena, response);
	if (status != STATUS_OK)
		return status;
	response_add(response, "X-Accel-Redirect", parcel->route->accel);
	response_add(response, "X-Postern-Pass", parcel->permit->passed_on);
	return response->failed ? STATUS_INTERNAL : STATUS_OK;
}

enum status
delivery_add_accel(const struct parcel *parcel, const char *header,
    struct arena *arena, struct response *response)
{
	struct bytes path, url;
	enum status  status;

	status = percent_encode(parcel->file->path, arena, &path);
	if (status != STATUS_OK)
		return status;
	status = text_join(arena, parcel->route->accel, path, &url);
	if (status != STATUS_OK)
		return status;
	response_add(response, header, url);
	return STATUS_OK;
}

/* The rest of the grant's life, in seconds. */
static int64_t
max_age(const struct parcel *parcel)
{
	const int64_t limit = parcel->route->cache_limit;
	const int64_t asked = parcel->permit->cache_seconds;
	int64_t       age = asked > 0 ? asked : LONGEST_AGE;

	if (parcel->permit->expires_at <= parcel->now)
		return 0;
	if (parcel->permit->expires_at - parcel->now < age)
		age = parcel->permit->expires_at - parcel->now;
	return limit > 0 && limit < age ? limit : age;
}

static enum status
cache_control(const struct parcel *parcel, struct arena *arena,
    struct bytes *value)
{
	const struct route *route = parcel->route;
	const int is_public = parcel->permit->shared &&
	    route->cache == CACHE_GRANT;
	char room[TEXT_NUMBER];

	/* Nobody is to get the cookie of another. */
	if (route->cache == CACHE_NO_STORE || parcel->permit->exposed ||
	    parcel->permit->set_cookie.len > 0 ||
	    parcel->permit->cache_seconds < 0) {
		*value = BYTES("no-store");
		return STATUS_OK;
	}
	if (parcel->permit->expires_at == 0 || parcel->permit->bare) {
		*value = BYTES("private, no-cache");
		return STATUS_OK;
	}
	return text_join(arena, is_public ? BYTES("public, max-age=")
	                                  : BYTES("private, max-age="),
	    text_decimal(max_age(parcel), room), value);
}

enum status
delivery_add_cache_control(const struct parcel *parcel, struct arena *arena,
    struct response *response)
{
	struct bytes caching;
	enum status  status = cache_control(parcel, arena, &caching);

	if (status == STATUS_OK)
		response_add(response, "Cache-Control", caching);
	return status;
}

enum status
delivery_add_caching(const struct parcel *parcel, struct arena *arena,
    struct response *response)
{
	struct bytes date;
	enum status  status;

	status = delivery_add_cache_control(parcel, arena, response);
	if (status != STATUS_OK)
		return status;
	status = http_date_format(parcel->validators.modified, arena, &date);
	if (status != STATUS_OK)
		return status;
	response_add(response, "ETag", parcel->validators.etag);
	response_add(response, "Last-Modified", date);
	return STATUS_OK;
}

/*
 * Our own, as Apache's mod_xsendfile makes one from the wrong file.  Nothing
 * was modified in the future (RFC 9110 §8.8.2.1).
 */
static enum status
make_validators(struct parcel *parcel, struct arena *arena)
{
	struct bytes etag[] = { BYTES("\""), { "", 0 }, BYTES("-"), { "", 0 },
		BYTES("\"") };
	char               rooms[2][TEXT_NUMBER];
	const struct file *file = parcel->file;
	uint64_t           modified;

	modified = (uint64_t)file->is.modified * UINT64_C(1000000000) +
	    (uint64_t)file->is.modified_nanoseconds;
	parcel->validators.modified =
	    file->is.modified < parcel->now ? file->is.modified : parcel->now;
	etag[1] = text_hexadecimal(modified, rooms[0]);
	etag[3] = text_hexadecimal((uint64_t)file->is.size, rooms[1]);
	return text_concat(arena, etag, 5, &parcel->validators.etag);
}

static enum status
add_caching(struct parcel *parcel, struct arena *arena,
    struct response *response)
{
	enum status status;

	if (parcel->route->delivery->front_validates)
		return delivery_add_cache_control(parcel, arena, response);
	status = make_validators(parcel, arena);
	if (status != STATUS_OK)
		return status;
	return delivery_add_caching(parcel, arena, response);
}

enum status
delivery_add_manner(const struct parcel *parcel, struct arena *arena,
    struct response *response)
{
	const struct permit *permit = parcel->permit;
	struct bytes         disposition;
	enum status          status;

	if (parcel->file->type->is_active)
		safety_add_sandbox(response);
	if (permit->disposition == DISPOSITION_NONE)
		return STATUS_OK;
	status = disposition_format(permit->disposition, permit->file_name,
	    arena, &disposition);
	if (status != STATUS_OK)
		return status;
	response_add(response, "Content-Disposition", disposition);
	return STATUS_OK;
}

enum status
deliver(struct parcel *parcel, struct arena *arena, struct response *response)
{
	enum status status;

	if (parcel->asking != ASKED_FOR_FILE)
		return authorizer_permit(parcel, arena, response);
	response_start(response, 200);
	safety_add(parcel->route, parcel->environment, response);
	status = add_caching(parcel, arena, response);
	if (status != STATUS_OK)
		return status;
	response_add_text(response, "Content-Type",
	    parcel->file->type->media_type);
	status = delivery_add_manner(parcel, arena, response);
	if (status != STATUS_OK)
		return status;
	status = parcel->route->delivery->deliver(parcel, arena, response);
	if (status != STATUS_OK)
		return status;
	return response->failed ? STATUS_INTERNAL : STATUS_OK;
}
