/*
 * What one verification costs, from the raw request to the permit: nanoseconds
 * of a credential that is new and of one that was seen before, and calls for
 * memory, ours and OpenSSL's.
 *
 *	verify [ROUNDS]          a table, medians of the rounds
 *	verify ROW COUNT [new]   this row so many times, for callgrind
 *
 * SPDX-License-Identifier: ISC
 */
#include "verify.h"

#include <malloc.h>
#include <time.h>

#include <openssl/crypto.h>

#include "seen_secrets.h"
#include "seen_signatures.h"
#include "seen_tokens.h"

#define BATCH      200 /* verifications that are timed at once */
#define ROUNDS     51
#define ROUNDS_MAX 99

/* ------------------------------------------------------------------ memory */

static size_t mallocs, openssl_mallocs;

void *__libc_malloc(size_t);
void *__libc_calloc(size_t, size_t);
void *__libc_realloc(void *, size_t);

void *
malloc(size_t size)
{
	mallocs++;
	return __libc_malloc(size);
}

void *
calloc(size_t count, size_t size)
{
	mallocs++;
	return __libc_calloc(count, size);
}

void *
realloc(void *memory, size_t size)
{
	mallocs++;
	return __libc_realloc(memory, size);
}

static void *
openssl_take(size_t size, const char *file, int line)
{
	(void)file, (void)line;
	openssl_mallocs++;
	return __libc_malloc(size);
}

static void *
openssl_retake(void *memory, size_t size, const char *file, int line)
{
	(void)file, (void)line;
	openssl_mallocs++;
	return __libc_realloc(memory, size);
}

static void
openssl_give_back(void *memory, const char *file, int line)
{
	(void)file, (void)line;
	free(memory);
}

/* ------------------------------------------------------------------ timing */

static void
judge(const struct trial *trial, struct arena *memory)
{
	struct request       request = trial->request;
	const struct grant  *grant;
	const struct permit *permit;
	struct claim         claim;
	enum status          status = request_read(&request, memory);

	if (status == STATUS_OK)
		status = verify(&trial->verifier, &request, memory, &claim,
		    &grant);
	if (status == STATUS_OK)
		status = authorise(grant, &request, NOW, memory, &permit);
	EXPECT_STATUS(trial->name, status, STATUS_OK);
	arena_reset(memory);
}

static void
judge_often(const struct trial *trial, struct arena *memory, size_t count,
    int is_new)
{
	for (size_t i = 0; i < count; i++) {
		if (is_new) {
			seen_secrets_forget();
			seen_signatures_forget();
			seen_tokens_forget();
		}
		judge(trial, memory);
	}
}

static double
nanoseconds_of(const struct trial *trial, struct arena *memory, int is_new)
{
	struct timespec from, to;

	clock_gettime(CLOCK_MONOTONIC, &from);
	judge_often(trial, memory, BATCH, is_new);
	clock_gettime(CLOCK_MONOTONIC, &to);
	return ((double)(to.tv_sec - from.tv_sec) * 1e9 +
	    (double)(to.tv_nsec - from.tv_nsec)) / BATCH;
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
print_row(const struct trial *trial, struct arena *memory, size_t rounds)
{
	double times[2][ROUNDS_MAX];
	size_t all[2], openssl[2];

	for (int is_new = 0; is_new < 2; is_new++) {
		judge_often(trial, memory, 2, is_new);
		all[is_new] = mallocs;
		openssl[is_new] = openssl_mallocs;
		judge_often(trial, memory, 1, is_new);
		all[is_new] = mallocs - all[is_new];
		openssl[is_new] = openssl_mallocs - openssl[is_new];
	}
	for (size_t i = 0; i < rounds; i++)
		for (int is_new = 0; is_new < 2; is_new++)
			times[is_new][i] = nanoseconds_of(trial, memory,
			    is_new);
	printf("%-18s %9.0f %9.0f %9zu %9zu %9zu %9zu\n", trial->name,
	    median(times[1], rounds), median(times[0], rounds), all[1],
	    openssl[1], all[0], openssl[0]);
}

/* -------------------------------------------------------------------- main */

static int
repeat_one(const char *name, size_t count, int is_new)
{
	struct arena *memory = arena_new(MEMORY);
	struct trial  trial;

	for (size_t i = 0; trial_open(i, &trial); trial_close(&trial)) {
		i++;
		if (strcmp(trial.name, name) != 0)
			continue;
		judge_often(&trial, memory, count, is_new);
		trial_close(&trial);
		arena_free(memory);
		return 0;
	}
	fprintf(stderr, "verify: no row is called %s\n", name);
	return 2;
}

static int
print_all(size_t rounds)
{
	struct arena *memory = arena_new(MEMORY);
	struct trial  trial;

	printf("%-18s %9s %9s %19s %19s\n", "", "ns", "ns", "calls for memory",
	    "calls for memory");
	printf("%-18s %9s %9s %9s %9s %9s %9s\n", "", "new", "repeated",
	    "new: all", "OpenSSL", "rep.: all", "OpenSSL");
	for (size_t i = 0; trial_open(i, &trial); i++) {
		print_row(&trial, memory, rounds);
		trial_close(&trial);
	}
	arena_free(memory);
	return 0;
}

int
main(int argc, char **argv)
{
	size_t rounds = argc == 2 ? strtoul(argv[1], NULL, 10) : ROUNDS;
	int    code;

	if (CRYPTO_set_mem_functions(openssl_take, openssl_retake,
	        openssl_give_back) != 1 || crypto_start() != STATUS_OK ||
	    make_arena(NULL) != 0)
		return 2;
	code = argc > 2 ? repeat_one(argv[1], strtoul(argv[2], NULL, 10),
	    argc > 3) : print_all(rounds < 1 ? 1 : rounds > ROUNDS_MAX
	    ? ROUNDS_MAX : rounds);
	free_arena(NULL);
	return code;
}
