/* Where a configuration is looked for.  SPDX-License-Identifier: ISC */
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "config.h"

#define ENVIRONMENT "POSTERN_CONFIG"
#define NEIGHBOUR   ".htpostern.ini" /* Apache never serves .ht* */
#define SYSTEM_FILE "/etc/postern/postern.ini"

/* The program's own path; 0: it cannot be told. */
static int
own_path(const char *program, char path[PATH_MAX])
{
	ssize_t length;

	if (program != NULL && strchr(program, '/') != NULL)
		return snprintf(path, PATH_MAX, "%s", program) < PATH_MAX;
	/* Found by $PATH. */
	length = readlink("/proc/self/exe", path, PATH_MAX - 1);
	if (length <= 0)
		return 0;
	path[length] = '\0';
	return strchr(path, '/') != NULL;
}

/* NULL: there is none. */
static const char *
neighbour_of(const char *program)
{
	static char path[PATH_MAX]; /* lives as long as the program */
	char       *name;
	size_t      left;

	if (!own_path(program, path))
		return NULL;
	name = strrchr(path, '/') + 1;
	left = sizeof(path) - (size_t)(name - path);
	if (snprintf(name, left, "%s", NEIGHBOUR) >= (int)left)
		return NULL;
	/* One that cannot be read is an error to report, not to pass over. */
	return access(path, F_OK) == 0 ? path : NULL;
}

const char *
config_default_file(const char *program)
{
	const char *named = getenv(ENVIRONMENT);
	const char *neighbour;

	if (named != NULL && named[0] != '\0')
		return named;
	neighbour = neighbour_of(program);
	return neighbour != NULL ? neighbour : SYSTEM_FILE;
}
