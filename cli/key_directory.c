/* See key_directory.h.  SPDX-License-Identifier: ISC */
#include "key_directory.h"

#include "site.h"

int
key_directory_open(const char *config, const char *directory,
    struct key_directory *opened)
{
	struct complaint complaint;
	const char      *file;

	*opened = (struct key_directory){ .path = directory };
	if (directory != NULL && config == NULL)
		return 1;
	file = site_config_file(config);
	opened->config = config_load(file, &complaint);
	if (opened->config == NULL) {
		complain_of_config(file, &complaint);
		return 0;
	}
	if (directory == NULL)
		opened->path = opened->config->keys;
	return 1;
}

void
key_directory_close(struct key_directory *opened)
{
	config_free(opened->config);
	opened->config = NULL;
}
