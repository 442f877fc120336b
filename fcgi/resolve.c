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

/* It ends with a NUL, for the kernel. */
enum status
resolve_path(const struct route *route, const struct permit *permit,
    struct arena *arena, struct file *file)
{
	struct bytes rest = permit->path;

	*file = (struct file){ .descriptor = -1 };
	if (!bytes_start_with(rest, route->prefix))
		return STATUS_NOT_FOUND;
	rest.at += route->prefix.len;
	rest.len -= route->prefix.len;
	if (rest.len == 0 || memchr(rest.at, '\0', rest.len) != NULL)
		return STATUS_NOT_FOUND;
	return text_join(arena, rest, BYTES(""), &file->path);
}

struct file_identity
resolve_identity(const struct stat *found)
{
	return (struct file_identity){
		.device = found->st_dev,
		.inode = found->st_ino,
		.size = found->st_size,
		.modified = found->st_mtim.tv_sec,
		.modified_nanoseconds = found->st_mtim.tv_nsec,
		.changed = found->st_ctim.tv_sec,
		.changed_nanoseconds = found->st_ctim.tv_nsec,
	};
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
	file->is = resolve_identity(&found);
	return STATUS_OK;
}

static const struct content_type *
if_allowed(const struct route *route, const struct content_type *type)
{
	const int allowed = type != NULL &&
	    (content_type_bit(type) & route->types) != 0;

	return allowed ? type : NULL;
}

struct kinds
resolve_kinds(const struct route *route, const struct permit *permit,
    const struct file *file)
{
	const struct content_type *named = content_type_of(file->path);
	const struct content_type *asked =
	    content_type_of_media(permit->content_type);

	return (struct kinds){ if_allowed(route, named),
		if_allowed(route, asked) };
}

/* The name says it; what the URL asks for counts where the bytes agree. */
static enum status
judge_type(const struct kinds *kinds, struct file *file)
{
	char         room[CONTENT_HEAD];
	struct bytes head = { room, 0 };
	ssize_t      length;

	if (kinds->named == NULL && kinds->asked == NULL)
		return STATUS_TYPE_NOT_ALLOWED;
	length = pread(file->descriptor, room, sizeof(room), 0);
	if (length < 0)
		return STATUS_INTERNAL;
	head.len = (size_t)length;
	file->type = kinds->asked;
	if (kinds->asked != NULL && content_type_agrees(kinds->asked, head))
		return STATUS_OK;
	file->type = kinds->named;
	if (kinds->named == NULL)
		return STATUS_TYPE_NOT_ALLOWED;
	return content_type_agrees(kinds->named, head) ? STATUS_OK
						       : STATUS_TYPE_MISMATCH;
}

enum status
resolve_open(int root, const struct kinds *kinds, struct file *file)
{
	enum status status = open_regular(root, file);

	if (status == STATUS_OK)
		status = judge_type(kinds, file);
	if (status != STATUS_OK)
		file_close(file);
	return status;
}

enum status
resolve(const struct route *route, int root, const struct permit *permit,
    struct arena *arena, struct file *file)
{
	enum status  status = resolve_path(route, permit, arena, file);
	struct kinds kinds;

	if (status != STATUS_OK)
		return status;
	kinds = resolve_kinds(route, permit, file);
	return resolve_open(root, &kinds, file);
}
