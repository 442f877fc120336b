/* See key_file.h.  SPDX-License-Identifier: ISC */
#include "key_file.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

static const char *
reason_to_refuse(int file, struct stat *stat)
{
	if (fstat(file, stat) != 0)
		return "it cannot be examined";
	if (!S_ISREG(stat->st_mode))
		return "it is not a regular file";
	if ((stat->st_mode & S_IRWXO) != 0)
		return "others may read or write it: chmod o-rwx";
	if (stat->st_size > KEY_FILE_MAX)
		return "it is too large for a key";
	return NULL;
}

static struct key *
read_and_parse(int file, int64_t modified, const char **reason)
{
	char        text[KEY_FILE_MAX];
	struct key *key;
	ssize_t     length = read(file, text, sizeof(text));

	*reason = "it cannot be read";
	if (length < 0)
		return NULL;
	key = key_parse((struct bytes){ text, (size_t)length }, reason);
	wipe(text, sizeof(text));
	if (key != NULL)
		key->modified = modified;
	return key;
}

struct key *
key_file_read(int directory, const char *name, const char **reason)
{
	/* Non-blocking, so that a FIFO is refused rather than waited for. */
	const int   flags = O_RDONLY | O_CLOEXEC | O_NONBLOCK;
	int         file = openat(directory, name, flags);
	struct key *key = NULL;
	struct stat stat;

	*reason = "it cannot be opened";
	if (file < 0)
		return NULL;
	*reason = reason_to_refuse(file, &stat);
	if (*reason == NULL)
		key = read_and_parse(file, stat.st_mtime, reason);
	close(file);
	return key;
}
