/* See serve.h.  SPDX-License-Identifier: ISC */
#include "serve.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include "connection.h"
#include "fastcgi.h"
#include "log.h"
#include "responder.h"

#define EVENTS       64
#define LAST_TIME 1500 /* milliseconds for what is in hand at SIGTERM */

struct worker {
	struct connections connections;
	int                listener, signals;
	int64_t            stop_at; /* milliseconds(); 0: not stopping */
};

static void
handled_signals(sigset_t *set)
{
	sigemptyset(set);
	sigaddset(set, SIGTERM);
	sigaddset(set, SIGINT);
	sigaddset(set, SIGUSR1);
	sigaddset(set, SIGHUP);
}

void
block_signals(void)
{
	sigset_t set;

	handled_signals(&set);
	sigprocmask(SIG_BLOCK, &set, NULL);
	signal(SIGPIPE, SIG_IGN);
}

static int
watch(struct worker *worker, int descriptor, uint32_t events, void *mark)
{
	struct epoll_event event = { .events = events, .data.ptr = mark };

	return epoll_ctl(worker->connections.epoll, EPOLL_CTL_ADD, descriptor,
	    &event);
}

static int
worker_start(struct worker *worker, struct gate *gate, int listener)
{
	sigset_t set;

	handled_signals(&set);
	*worker = (struct worker){ .listener = listener };
	worker->connections.gate = gate;
	worker->connections.arena = arena_new(REQUEST_MEMORY);
	worker->connections.epoll = epoll_create1(EPOLL_CLOEXEC);
	worker->signals = signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK);
	if (worker->connections.arena == NULL || worker->signals < 0 ||
	    worker->connections.epoll < 0 || !fastcgi_start())
		return 0;
	fcntl(listener, F_SETFL, fcntl(listener, F_GETFL) | O_NONBLOCK);
	/* One worker is woken for one connection, not all of them. */
	return watch(worker, listener, EPOLLIN | EPOLLEXCLUSIVE,
	           &worker->listener) == 0 &&
	    watch(worker, worker->signals, EPOLLIN, &worker->signals) == 0;
}

/* Fairly shared: what is left wakes the next worker, or this one again. */
static void
accept_some(struct worker *worker, int most, int64_t now)
{
	for (int i = 0; i < most; i++) {
		int socket = accept4(worker->listener, NULL, NULL,
		    SOCK_CLOEXEC);

		if (socket >= 0) {
			connection_open(&worker->connections, socket, now);
			continue;
		}
		if (errno == EMFILE || errno == ENFILE)
			log_message("cannot accept: %s", strerror(errno));
		if (errno != ECONNABORTED && errno != EINTR)
			return;
	}
}

static int64_t
milliseconds(void)
{
	struct timespec time;

	clock_gettime(CLOCK_MONOTONIC, &time);
	return (int64_t)time.tv_sec * 1000 + time.tv_nsec / 1000000;
}

static void
stop(struct worker *worker, int64_t now)
{
	if (worker->stop_at != 0)
		return;
	/* Who is in the queue already came before the signal. */
	accept_some(worker, SOMAXCONN, now);
	epoll_ctl(worker->connections.epoll, EPOLL_CTL_DEL, worker->listener,
	    NULL);
	close(worker->listener);
	worker->listener = -1;
	worker->connections.closing = 1;
	worker->stop_at = milliseconds() + LAST_TIME;
}

static void
say_what_is_broken(const struct gate *gate)
{
	if (gate_complaint(gate)->text[0] != '\0')
		log_message("%s", gate_complaint(gate)->text);
}

static void
read_signals(struct worker *worker, int64_t now)
{
	struct signalfd_siginfo info;

	while (read(worker->signals, &info, sizeof(info)) == sizeof(info)) {
		if (info.ssi_signo != SIGHUP) {
			stop(worker, now);
			continue;
		}
		gate_reload(worker->connections.gate, now);
		gate_open_log(worker->connections.gate);
		say_what_is_broken(worker->connections.gate);
	}
}

static void
refresh(struct gate *gate, int64_t now)
{
	const char *was = gate_complaint(gate)->text;
	int         was_broken = was[0] != '\0';

	if (gate_refresh(gate, now)) {
		gate_open_log(gate);
		log_message("the configuration or a key has changed: loaded");
	}
	if (!was_broken)
		say_what_is_broken(gate);
}

static void
handle(struct worker *worker, const struct epoll_event *event, int64_t now)
{
	if (event->data.ptr == &worker->signals)
		read_signals(worker, now);
	else if (event->data.ptr == &worker->listener)
		accept_some(worker, 1, now);
	else
		connection_ready(&worker->connections, event->data.ptr,
		    event->events, now);
}

static int
is_done(const struct worker *worker)
{
	return worker->stop_at != 0 &&
	    (worker->connections.newest == NULL ||
	        milliseconds() > worker->stop_at);
}

int
serve_fastcgi(struct gate *gate, int listener)
{
	struct epoll_event events[EVENTS];
	struct worker      worker;
	int64_t            now;

	if (!worker_start(&worker, gate, listener)) {
		log_message("cannot start to serve: %s", strerror(errno));
		return 1;
	}
	while (!is_done(&worker)) {
		int timed = worker.connections.timed > 0 || worker.stop_at != 0;
		int count = epoll_wait(worker.connections.epoll, events, EVENTS,
		    timed ? 200 : -1);

		now = time(NULL);
		refresh(gate, now);
		for (int i = 0; i < count; i++)
			handle(&worker, &events[i], now);
		if (timed)
			connections_sweep(&worker.connections, now);
	}
	return 0;
}
