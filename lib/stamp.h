/*
 * A number that changes with a file: a stamp, not a digest.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef LIB_STAMP_H
#define LIB_STAMP_H

#include <stdint.h>
#include <sys/stat.h>

#define STAMP_START 0xcbf29ce484222325

/* One step of FNV-1a over eight bytes at a time. */
static inline uint64_t
stamp_mix(uint64_t sum, uint64_t value)
{
	return (sum ^ value) * 0x100000001b3;
}

static inline uint64_t
stamp_file(uint64_t sum, const struct stat *stat)
{
	sum = stamp_mix(sum, (uint64_t)stat->st_ino);
	sum = stamp_mix(sum, (uint64_t)stat->st_size);
	sum = stamp_mix(sum, (uint64_t)stat->st_mode);
	sum = stamp_mix(sum, (uint64_t)stat->st_mtim.tv_sec);
	sum = stamp_mix(sum, (uint64_t)stat->st_mtim.tv_nsec);
	sum = stamp_mix(sum, (uint64_t)stat->st_ctim.tv_sec);
	return stamp_mix(sum, (uint64_t)stat->st_ctim.tv_nsec);
}

#endif
