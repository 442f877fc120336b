/*
 * X-Sendfile, for Apache's mod_xsendfile and for lighttpd: the absolute path
 * of the file.  Apache's 0.12 takes it as it is, lighttpd decodes it.
 *
 * SPDX-License-Identifier: ISC
 */
#include "delivery.h"
#include "text.h"

#include <string.h>

static enum status
absolute_path(const struct parcel *parcel, struct arena *arena,
    struct bytes *path)
{
	struct bytes root = bytes_of(parcel->route->root);

	while (root.len > 0 && root.at[root.len - 1] == '/')
		root.len--;
	return text_concat(arena, (struct bytes[]){ root, BYTES("/"),
	    parcel->file->path }, 3, path);
}

static enum status
encode(enum encoding encoding, struct arena *arena, struct bytes *path)
{
	if (encoding == ENCODING_PERCENT)
		return percent_encode(*path, arena, path);
	if (encoding == ENCODING_UNSET &&
	    memchr(path->at, '%', path->len) != NULL)
		return STATUS_UNSENDABLE_NAME;
	return STATUS_OK;
}

static enum status
send_header(struct parcel *parcel, struct arena *arena,
    struct response *response)
{
	struct bytes path;
	enum status  status;

	status = absolute_path(parcel, arena, &path);
	if (status != STATUS_OK)
		return status;
	status = encode(parcel->route->encoding, arena, &path);
	if (status != STATUS_OK)
		return status;
	response_add(response, "X-Sendfile", path);
	return STATUS_OK;
}

const struct delivery delivery_x_sendfile = {
	.name = "x-sendfile",
	.takes_encoding = 1,
	.deliver = send_header,
};
