/* See key_file.h.  SPDX-License-Identifier: ISC */
#include "key_file.h"

#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "bytes.h"
#include "json.h"
#include "jwk.h"
#include "key_pem.h"

static struct refusal
refused(const char *reason)
{
	return (struct refusal){ reason, 0 };
}

void
refusal_tell(const struct refusal *refusal, const char *directory,
    const char *name, struct complaint *complaint)
{
	char which[40] = "";

	if (refusal->number > 0)
		snprintf(which, sizeof(which), "key %zu of the set: ",
		    refusal->number);
	snprintf(complaint->text, sizeof(complaint->text),
	    "key file %s%s%s is refused: %s%s", directory,
	    directory[0] != '\0' ? "/" : "", name, which, refusal->reason);
}

/* ---------------------------------------------------------------- text */

static const char *
extension_of(const char *name)
{
	const char *dot = strrchr(name, '.');

	return dot != NULL ? dot : "";
}

int
is_key_file_name(const char *name)
{
	static const char *const extensions[] = { ".jwk", ".json", ".pem" };

	for (size_t i = 0; i < sizeof(extensions) / sizeof(*extensions); i++)
		if (strcmp(extension_of(name), extensions[i]) == 0)
			return name[0] != '.';
	return 0;
}

static struct refusal
add(struct key *key, const char *reason, struct key_list *list)
{
	if (key == NULL || key_list_add(list, key))
		return refused(reason);
	key_free(key);
	return refused("out of memory");
}

static struct refusal
parse_json(struct bytes text, struct key_list *list)
{
	struct refusal refusal = { "out of memory", 0 };
	struct arena  *arena = arena_new(JWK_ROOM(text.len));
	const char    *reason;
	struct key    *key;
	json_t        *json;

	if (arena == NULL)
		return refusal;
	json_start();
	json = json_loadb(text.at, text.len, JSON_REJECT_DUPLICATES, NULL);
	if (json == NULL) {
		refusal.reason = "it is not JSON, or repeats a name";
	} else if (json_object_get(json, "keys") != NULL) {
		refusal = jwk_set_read(json, arena, list);
	} else {
		key = jwk_read(json, NULL, arena, &reason);
		refusal = add(key, reason, list);
	}
	json_decref(json);
	arena_free(arena);
	return refusal;
}

static struct refusal
parse_pem(struct bytes stem, struct bytes text, struct key_list *list)
{
	const char *reason;
	struct key *key = key_pem_read(stem, text, &reason);

	return add(key, reason, list);
}

static int
name_file(const char *name, struct key_list *list, size_t from)
{
	for (size_t i = from; i < list->count; i++) {
		list->at[i]->file = bytes_copy(bytes_of(name));
		if (list->at[i]->file.at == NULL)
			return 0;
	}
	return 1;
}

struct refusal
key_file_parse(const char *name, struct bytes text, struct key_list *list)
{
	const char    *extension = extension_of(name);
	const size_t   from = list->count;
	struct bytes   stem = { name, (size_t)(extension - name) };
	struct refusal refusal = strcmp(extension, ".pem") == 0
	    ? parse_pem(stem, text, list) : parse_json(text, list);

	if (refusal.reason == NULL && !name_file(name, list, from))
		return refused("out of memory");
	return refusal;
}

struct key *
key_parse(struct bytes text, const char **reason)
{
	struct key_list list = { 0 };
	struct key     *key = NULL;

	*reason = parse_json(text, &list).reason;
	if (*reason == NULL && list.count > 1)
		*reason = "it is a set of keys";
	if (*reason == NULL)
		key = list.at[--list.count];
	key_list_empty(&list);
	return key;
}

/* ---------------------------------------------------------------- file */

static const char *
reason_to_refuse(int file, struct stat *stat)
{
	if (fstat(file, stat) != 0)
		return "it cannot be examined";
	if (!S_ISREG(stat->st_mode))
		return "it is not a regular file";
	if ((stat->st_mode & (S_IWOTH | S_IXOTH)) != 0)
		return "others may write or execute it: chmod o-wx";
	if (stat->st_size > KEY_FILE_MAX)
		return "it is larger than 64 KiB";
	return NULL;
}

static int
holds_secret(const struct key_list *list, size_t from)
{
	for (size_t i = from; i < list->count; i++)
		if (list->at[i]->algorithm->use != USE_SIGNATURE)
			return 1;
	return 0;
}

static struct refusal
read_and_parse(int file, const char *name, const struct stat *stat,
    struct key_list *list)
{
	const size_t   from = list->count;
	char           text[KEY_FILE_MAX];
	struct refusal refusal;
	ssize_t        length = read(file, text, sizeof(text));

	if (length < 0)
		return refused("it cannot be read");
	refusal = key_file_parse(name, (struct bytes){ text, (size_t)length },
	    list);
	wipe(text, (size_t)length);
	if (refusal.reason != NULL)
		return refusal;
	if ((stat->st_mode & S_IROTH) != 0 && holds_secret(list, from))
		return refused("others may read it: chmod o-rwx");
	for (size_t i = from; i < list->count; i++)
		list->at[i]->modified = stat->st_mtime;
	return refusal;
}

struct refusal
key_file_read(int directory, const char *name, struct key_list *list)
{
	/* Non-blocking, so that a FIFO is refused rather than waited for. */
	const int      flags = O_RDONLY | O_CLOEXEC | O_NONBLOCK;
	int            file = openat(directory, name, flags);
	struct refusal refusal;
	struct stat    stat;

	if (file < 0)
		return refused("it cannot be opened");
	refusal = refused(reason_to_refuse(file, &stat));
	if (refusal.reason == NULL)
		refusal = read_and_parse(file, name, &stat, list);
	close(file);
	return refusal;
}
