/*
 * A kernel that does not know openat2, or may not run it, for the rest of a
 * process's life.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef TESTS_UNIT_OLD_KERNEL_H
#define TESTS_UNIT_OLD_KERNEL_H

#include <errno.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <sys/prctl.h>
#include <sys/syscall.h>

#include "support.h"

/*
 * From now on the kernel answers this process's openat2 with this error.
 * (valgrind, which does not know the call, has its own answer: ENOSYS.)
 */
static inline int
forbid_openat2(unsigned error)
{
	struct sock_filter filter[] = {
		BPF_STMT(BPF_LD | BPF_W | BPF_ABS,
		    offsetof(struct seccomp_data, nr)),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_openat2, 0, 1),
		BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | error),
		BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
	};
	const struct sock_fprog program = { COUNT(filter), filter };

	if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0 ||
	    prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program) != 0)
		return 0;
	return syscall(SYS_openat2, -1, "", NULL, 0) == -1 &&
	    (errno == (int)error || errno == ENOSYS);
}

#endif
