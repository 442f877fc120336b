/* See supervisor.h.  SPDX-License-Identifier: ISC */
#include "supervisor.h"

#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "log.h"
#include "serve.h"

#define YOUNG      1 /* seconds: who dies younger is replaced later */
#define LAST_TICKS 7 /* quarters of a second that workers get to end */

struct worker {
	pid_t  pid; /* 0: not running */
	time_t started_at, start_at;
};

struct supervisor {
	struct gate  *gate;
	int           listener;
	int           count;
	struct worker workers[WORKERS_MAX];
};

static void
start_worker(struct supervisor *supervisor, struct worker *worker)
{
	pid_t parent = getpid();

	worker->started_at = time(NULL);
	worker->pid = fork();
	if (worker->pid < 0) {
		log_message("cannot fork: %s", strerror(errno));
		worker->pid = 0;
		worker->start_at = worker->started_at + YOUNG;
	}
	if (worker->pid != 0)
		return;
	/* Who loses the supervisor ends as if it had been told to. */
	prctl(PR_SET_PDEATHSIG, SIGTERM);
	if (getppid() != parent)
		_exit(0);
	exit(serve_fastcgi(supervisor->gate, supervisor->listener));
}

static void
start_missing(struct supervisor *supervisor)
{
	time_t now = time(NULL);

	for (int i = 0; i < supervisor->count; i++) {
		struct worker *worker = &supervisor->workers[i];

		if (worker->pid == 0 && worker->start_at <= now)
			start_worker(supervisor, worker);
	}
}

static struct worker *
worker_with(struct supervisor *supervisor, pid_t pid)
{
	for (int i = 0; i < supervisor->count; i++)
		if (supervisor->workers[i].pid == pid)
			return &supervisor->workers[i];
	return NULL;
}

/* Who died is started again later; ending says that this was wanted. */
static void
reap(struct supervisor *supervisor, int ending)
{
	pid_t pid;
	int   how;

	while ((pid = waitpid(-1, &how, WNOHANG)) > 0) {
		struct worker *worker = worker_with(supervisor, pid);

		if (worker == NULL)
			continue;
		worker->pid = 0;
		worker->start_at = worker->started_at + YOUNG;
		if (ending)
			continue;
		log_message("worker %ld ended (%s %d)", (long)pid,
		    WIFSIGNALED(how) ? "signal" : "status",
		    WIFSIGNALED(how) ? WTERMSIG(how) : WEXITSTATUS(how));
	}
}

static void
signal_workers(const struct supervisor *supervisor, int number)
{
	for (int i = 0; i < supervisor->count; i++)
		if (supervisor->workers[i].pid > 0)
			kill(supervisor->workers[i].pid, number);
}

static int
are_running(const struct supervisor *supervisor)
{
	for (int i = 0; i < supervisor->count; i++)
		if (supervisor->workers[i].pid > 0)
			return 1;
	return 0;
}

static void
end_workers(struct supervisor *supervisor, const sigset_t *set)
{
	const struct timespec tick = { .tv_nsec = 250000000 };

	signal_workers(supervisor, SIGTERM);
	for (int i = 0; i < LAST_TICKS && are_running(supervisor); i++) {
		sigtimedwait(set, NULL, &tick);
		reap(supervisor, 1);
	}
	signal_workers(supervisor, SIGKILL);
}

static void
watched_signals(sigset_t *set)
{
	sigemptyset(set);
	sigaddset(set, SIGTERM);
	sigaddset(set, SIGINT);
	sigaddset(set, SIGUSR1);
	sigaddset(set, SIGHUP);
	sigaddset(set, SIGCHLD);
}

int
supervise(struct gate *gate, int listener, int workers)
{
	const struct timespec second = { .tv_sec = 1 };
	struct supervisor     supervisor = {
		    .gate = gate, .listener = listener, .count = workers
	};
	sigset_t set;

	watched_signals(&set);
	sigprocmask(SIG_BLOCK, &set, NULL);
	for (;;) {
		int number;

		start_missing(&supervisor);
		number = sigtimedwait(&set, NULL, &second);
		reap(&supervisor, 0);
		if (number == SIGHUP) {
			signal_workers(&supervisor, SIGHUP);
			/* For its own messages, and for workers to come. */
			gate_reload(gate, time(NULL));
			gate_open_log(gate);
		}
		if (number == SIGTERM || number == SIGINT || number == SIGUSR1)
			break;
	}
	end_workers(&supervisor, &set);
	return 0;
}
