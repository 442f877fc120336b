/* See placeholder.h.  SPDX-License-Identifier: ISC */
#include "placeholder.h"

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "content_type.h"

const char *
placeholder_read(const char *path, struct placeholder *placeholder)
{
	const struct content_type *type = content_type_of(bytes_of(path));
	int          file = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	char        *content = malloc(PLACEHOLDER_MAX + 1);
	ssize_t      length = -1;

	if (file >= 0 && content != NULL)
		length = read(file, content, PLACEHOLDER_MAX + 1);
	if (file >= 0)
		close(file);
	placeholder->content = (struct bytes){ content,
		length > 0 ? (size_t)length : 0 };
	if (length < 0)
		return "it cannot be read";
	if (length > PLACEHOLDER_MAX)
		return "it is larger than 64 KiB";
	if (type == NULL || strcmp(type->group, "images") != 0 ||
	    !content_type_agrees(type, placeholder->content))
		return "it is not an image";
	placeholder->media_type = type->media_type;
	return NULL;
}

void
placeholder_free(struct placeholder *placeholder)
{
	free((void *)placeholder->content.at);
}
