/* Reads a request's target.  See postern.h.  SPDX-License-Identifier: ISC */
#include <string.h>

#include "bytes.h"
#include "percent.h"
#include "request.h"
#include "url_path.h"

/* RFC 3986 §2: unreserved, reserved and '%', and nothing else. */
static int
may_stand_in_url(char c)
{
	/* Most are, and need no search. */
	if ((c >= 'a' && c <= 'z') || (c >= '/' && c <= '9') ||
	    (c >= 'A' && c <= 'Z'))
		return 1;
	return c > 0x20 && c < 0x7f && strchr("\"<>\\^`{|}", c) == NULL;
}

/*
 * Cuts "scheme://authority" off: Apache passes an absolute-form target
 * (RFC 9112 §3.2.2) through as it came.
 */
static void
cut_authority(struct bytes *target)
{
	struct bytes rest = *target;
	struct bytes before;

	if (target->len == 0 || target->at[0] == '/')
		return;
	before = bytes_cut(&rest, ':');
	if (!bytes_equal_fold(before, BYTES("http")) &&
	    !bytes_equal_fold(before, BYTES("https")))
		return;
	if (!bytes_start_with(rest, BYTES("//")))
		return;
	for (size_t i = 2; i < rest.len; i++) {
		if (strchr("/?#", rest.at[i]) == NULL)
			continue;
		*target = (struct bytes){ rest.at + i, rest.len - i };
		return;
	}
}

enum status
request_split(struct request *request, struct arena *arena)
{
	struct bytes rest = request->target;
	struct bytes raw_path, path;
	enum status  status;

	if (rest.len > TARGET_MAX)
		return STATUS_URL_TOO_LONG;
	for (size_t i = 0; i < rest.len; i++)
		if (!may_stand_in_url(rest.at[i]))
			return STATUS_BAD_REQUEST;
	if (!percent_is_whole(rest))
		return STATUS_BAD_REQUEST;
	cut_authority(&rest);
	rest = bytes_cut(&rest, '#');
	raw_path = bytes_cut(&rest, '?');
	status = percent_decode(raw_path, arena, &path);
	if (status != STATUS_OK)
		return status;
	if (path.len == 0 || path.at[0] != '/')
		return STATUS_BAD_REQUEST;
	request->raw_path = raw_path;
	request->path = path;
	request->query = rest;
	return STATUS_OK;
}

enum status
request_read(struct request *request, struct arena *arena)
{
	struct request made = *request;
	enum status    status = request_split(&made, arena);

	if (status != STATUS_OK)
		return status;
	if (!url_path_is_readable(made.path))
		return STATUS_HOSTILE_PATH;
	*request = made;
	return STATUS_OK;
}
