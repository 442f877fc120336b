/*
 * What it costs to start a program for one request: pairs of posix_spawn and
 * wait, one program after the other, round by round.
 *
 *	spawn ROUNDS PROGRAM...
 *
 * Each gets the environment of this program and an empty standard input, and
 * must say something and end with 0.  Prints, for each, the median and the
 * least of its microseconds, and the median of its ratios to the first of them
 * in the same round.
 *
 * SPDX-License-Identifier: ISC
 */
#include <fcntl.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define PROGRAMS_MAX 16

static double
microseconds(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (double)now.tv_sec * 1e6 + (double)now.tv_nsec / 1e3;
}

/* Bytes that it said; -1: it failed. */
static ssize_t
run(char *program, int silent)
{
	char                      *arguments[] = { program, NULL };
	posix_spawn_file_actions_t files;
	char                       answer[4096];
	ssize_t                    length = -1;
	int                        status, ends[2];
	pid_t                      child;

	if (pipe2(ends, O_CLOEXEC) != 0 ||
	    posix_spawn_file_actions_init(&files) != 0)
		return -1;
	posix_spawn_file_actions_adddup2(&files, silent, STDIN_FILENO);
	posix_spawn_file_actions_adddup2(&files, silent, STDERR_FILENO);
	posix_spawn_file_actions_adddup2(&files, ends[1], STDOUT_FILENO);
	if (posix_spawn(&child, program, &files, NULL, arguments, environ) ==
	    0 && waitpid(child, &status, 0) == child && WIFEXITED(status) &&
	    WEXITSTATUS(status) == 0)
		length = read(ends[0], answer, sizeof(answer));
	posix_spawn_file_actions_destroy(&files);
	close(ends[0]);
	close(ends[1]);
	return length;
}

static int
compare(const void *a, const void *b)
{
	const double *one = a, *other = b;

	return (*one > *other) - (*one < *other);
}

static double
median(double *values, size_t count)
{
	qsort(values, count, sizeof(*values), compare);
	return values[count / 2];
}

static void
print(const char *program, double *times, double *ratios, size_t rounds)
{
	const double ratio = median(ratios, rounds);
	const double time = median(times, rounds);

	printf("%8.0f us  least %8.0f us  ratio %5.2f  %s\n", time, times[0],
	    ratio, program);
}

int
main(int argc, char **argv)
{
	const size_t rounds = argc > 2 ? strtoul(argv[1], NULL, 10) : 0;
	const int    silent = open("/dev/null", O_RDWR | O_CLOEXEC);
	double      *times[PROGRAMS_MAX], *ratios[PROGRAMS_MAX];

	if (rounds == 0 || argc - 2 > PROGRAMS_MAX || silent < 0) {
		fprintf(stderr, "usage: spawn ROUNDS PROGRAM...\n");
		return 2;
	}
	for (int i = 0; i < argc - 2; i++) {
		times[i] = calloc(rounds, sizeof(**times));
		ratios[i] = calloc(rounds, sizeof(**ratios));
	}
	for (size_t round = 0; round < rounds; round++)
		for (int i = 0; i < argc - 2; i++) {
			const double from = microseconds();

			if (run(argv[i + 2], silent) <= 0) {
				fprintf(stderr, "spawn: %s failed\n",
				    argv[i + 2]);
				return 1;
			}
			times[i][round] = microseconds() - from;
			ratios[i][round] = times[i][round] / times[0][round];
		}
	for (int i = 0; i < argc - 2; i++)
		print(argv[i + 2], times[i], ratios[i], rounds);
	return 0;
}
