/*
 * Runs a fuzz target over files and folders of files, without clang:
 * TARGET PATH...  Input ends where memory ends, so that reading one byte too
 * many is a crash in any build.
 *
 * SPDX-License-Identifier: ISC
 */
#include <dirent.h>
#include <sys/mman.h>
#include <unistd.h>

#include "fuzz.h"

#define INPUT_MAX (1 << 20)

static unsigned long inputs;

static void
run(const unsigned char *data, size_t size)
{
	size_t         page = (size_t)sysconf(_SC_PAGESIZE);
	size_t         room = (size + page) / page * page;
	unsigned char *memory = mmap(NULL, room + page, PROT_READ | PROT_WRITE,
	    MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	REQUIRE(memory != MAP_FAILED);
	REQUIRE(mprotect(memory + room, page, PROT_NONE) == 0);
	if (size > 0)
		memcpy(memory + room - size, data, size);
	LLVMFuzzerTestOneInput(memory + room - size, size);
	munmap(memory, room + page);
	inputs++;
}

static void
run_file(const char *path)
{
	static unsigned char data[INPUT_MAX];
	FILE                *file = fopen(path, "rb");
	size_t               size;

	REQUIRE(file != NULL);
	size = fread(data, 1, sizeof(data), file);
	fclose(file);
	run(data, size);
	/* And cut short, as a peer may that goes away. */
	run(data, size / 2);
	run(data, size - (size > 0));
}

static void
run_path(const char *path)
{
	DIR           *directory = opendir(path);
	struct dirent *entry;
	char           name[4096];

	if (directory == NULL) {
		run_file(path);
		return;
	}
	while ((entry = readdir(directory)) != NULL) {
		snprintf(name, sizeof(name), "%s/%s", path, entry->d_name);
		if (entry->d_name[0] != '.')
			run_file(name);
	}
	closedir(directory);
}

int
main(int argc, char **argv)
{
	for (int i = 1; i < argc; i++)
		run_path(argv[i]);
	printf("%lu passed, %d failed\n", inputs, inputs == 0);
	return inputs == 0;
}
