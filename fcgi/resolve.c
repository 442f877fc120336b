/* See resolve.h.  SPDX-License-Identifier: ISC */
#include "resolve.h"

#include "beneath.h"
#include "text.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum status
root_open(const char *directory, int *descriptor)
{
	int opened = open(directory, O_PATH | O_DIRECTORY | O_CLOEXEC);

	if (opened < 0)
		return STATUS_UNCONFIGURED;
	*descriptor = opened;
	return STATUS_OK;
}

void
file_close(struct file *file)
{
	if (file->descriptor >= 0)
		(void)close(file->descriptor);
	file->descriptor = -1;
}

/* Our own want is no answer to the question whether there is such a file. */
static enum status
status_of_errno(int reason)
{
	static const int internal[] = { EMFILE, ENFILE, ENOMEM, EINTR, EIO };

	for (size_t i = 0; i < sizeof(internal) / sizeof(*internal); i++)
		if (internal[i] == reason)
			return STATUS_INTERNAL;
	return STATUS_NOT_FOUND;
}

/* The path beneath the root, ended with a NUL for the kernel. */
static enum status
relative_path(const struct route *route, const struct permit *permit,
    struct arena *arena, struct bytes *relative)
{
	struct bytes rest = permit->path;

	if (!bytes_start_with(rest, route->prefix))
		return STATUS_NOT_FOUND;
	rest.at += route->prefix.len;
	rest.len -= route->prefix.len;
	if (rest.len == 0 || memchr(rest.at, '\0', rest.len) != NULL)
		return STATUS_NOT_FOUND;
	return text_format(arena, relative, "%.*s", TEXT(rest));
}

static enum status
open_regular(int root, struct file *file)
{
	struct stat found;

	file->descriptor = beneath_open(root, file->path.at);
	if (file->descriptor < 0)
		return status_of_errno(errno);
	if (fstat(file->descriptor, &found) != 0)
		return status_of_errno(errno);
	if (!S_ISREG(found.st_mode))
		return STATUS_NOT_FOUND;
	file->size = found.st_size;
	file->modified = found.st_mtim.tv_sec;
	file->modified_nanoseconds = found.st_mtim.tv_nsec;
	return STATUS_OK;
}

static int
is_allowed(const struct route *route, const struct content_type *type)
{
	return type != NULL && (content_type_bit(type) & route->types) != 0;
}

/* The name says it; what the URL asks for counts where the bytes agree. */
static enum status
judge_type(const struct route *route, struct bytes asked, struct file *file)
{
	const struct content_type *other = content_type_of_media(asked);
	char                       room[CONTENT_HEAD];
	struct bytes               head = { room, 0 };
	ssize_t                    length;

	file->type = content_type_of(file->path);
	if (!is_allowed(route, file->type) && !is_allowed(route, other))
		return STATUS_TYPE_NOT_ALLOWED;
	length = pread(file->descriptor, room, sizeof(room), 0);
	if (length < 0)
		return STATUS_INTERNAL;
	head.len = (size_t)length;
	if (is_allowed(route, other) && content_type_agrees(other, head)) {
		file->type = other;
		return STATUS_OK;
	}
	if (!is_allowed(route, file->type))
		return STATUS_TYPE_NOT_ALLOWED;
	return content_type_agrees(file->type, head) ? STATUS_OK
						     : STATUS_TYPE_MISMATCH;
}

enum status
resolve(const struct route *route, int root, const struct permit *permit,
    struct arena *arena, struct file *file)
{
	enum status status;

	*file = (struct file){ .descriptor = -1 };
	status = relative_path(route, permit, arena, &file->path);
	if (status != STATUS_OK)
		return status;
	status = open_regular(root, file);
	if (status == STATUS_OK)
		status = judge_type(route, permit->content_type, file);
	if (status != STATUS_OK)
		file_close(file);
	return status;
}
