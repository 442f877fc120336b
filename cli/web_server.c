/* See web_server.h.  SPDX-License-Identifier: ISC */
#include "web_server.h"

#include <errno.h>
#include <grp.h>
#include <limits.h>
#include <pwd.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define GROUPS_MAX 64

/* getpwnam and getgrouplist need shared libraries, even in a static program. */
static int
find_user(uid_t *user, gid_t *group)
{
	FILE                *accounts = fopen("/etc/passwd", "re");
	const struct passwd *account = NULL;

	if (accounts == NULL)
		return 0;
	do
		account = fgetpwent(accounts);
	while (account != NULL && strcmp(account->pw_name, WEB_SERVER) != 0);
	if (account != NULL) {
		*user = account->pw_uid;
		*group = account->pw_gid;
	}
	fclose(accounts);
	return account != NULL;
}

static int
has_member(const struct group *group)
{
	for (char **member = group->gr_mem; *member != NULL; member++)
		if (strcmp(*member, WEB_SERVER) == 0)
			return 1;
	return 0;
}

static size_t
find_groups(gid_t *ids, size_t room)
{
	FILE               *groups = fopen("/etc/group", "re");
	const struct group *group;
	size_t              count = 0;

	if (groups == NULL)
		return 0;
	while (count < room && (group = fgetgrent(groups)) != NULL)
		if (has_member(group))
			ids[count++] = group->gr_gid;
	fclose(groups);
	return count;
}

int
become_web_server(void)
{
	gid_t  groups[GROUPS_MAX];
	gid_t  group;
	uid_t  user;
	size_t count;

	if (geteuid() != 0 || !find_user(&user, &group))
		return 0;
	count = find_groups(groups, GROUPS_MAX);
	return setgroups(count, groups) == 0 && setgid(group) == 0 &&
	    setuid(user) == 0;
}

/* ------------------------------------------------------- may it be used? */

static const char *
outcome(int failed)
{
	return failed != 0 ? strerror(errno) : NULL;
}

const char *
reading_fails(const char *file)
{
	return outcome(access(file, R_OK));
}

const char *
entering_fails(const char *directory)
{
	return outcome(access(directory, X_OK));
}

const char *
logging_fails(const char *file)
{
	const char *slash = strrchr(file, '/');
	char        directory[PATH_MAX];
	struct stat found;

	if (slash == NULL) /* stderr, syslog */
		return NULL;
	if (stat(file, &found) == 0 && S_ISDIR(found.st_mode))
		return strerror(EISDIR);
	if (access(file, W_OK) == 0)
		return NULL;
	if (errno != ENOENT)
		return strerror(errno);
	snprintf(directory, sizeof(directory), "%.*s/", (int)(slash - file),
	    file);
	return outcome(access(directory, W_OK | X_OK));
}
