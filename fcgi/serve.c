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
#include "log.h"
#include "responder.h"

#define EVENTS       64
#define ACCEPT_MOST  8  /* connections a turn */
#define SINGLY_MOST  64 /* turns */
#define FULL_TIME 500  /* milliseconds until descriptors are hoped for */
#define LAST_TIME 1500 /* milliseconds for what is in hand at SIGTERM */

struct worker {
	struct connections connections;
	int                listener, signals;
	int64_t            full_until; /* milliseconds(); 0: accepting */
	int64_t            stop_at;    /* milliseconds(); 0: not stopping */
	int                singly;     /* turns that take one connection */
	int                singly_next;
	struct complaint   said;       /* what was logged last as broken */
};

static int64_t
milliseconds(void)
{
	struct timespec time;

	clock_gettime(CLOCK_MONOTONIC, &time);
	return (int64_t)time.tv_sec * 1000 + time.tv_nsec / 1000000;
}

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

/* One worker is woken for one connection, not all of them. */
static int
watch_listener(struct worker *worker)
{
	return watch(worker, worker->listener, EPOLLIN | EPOLLEXCLUSIVE,
	    &worker->listener);
}

static void
ignore_listener(struct worker *worker)
{
	epoll_ctl(worker->connections.epoll, EPOLL_CTL_DEL, worker->listener,
	    NULL);
}

static int
worker_start(struct worker *worker, struct gate *gate, int listener)
{
	sigset_t set;

	handled_signals(&set);
	*worker = (struct worker){ .listener = listener };
	worker->said = *gate_complaint(gate); /* main has said it */
	worker->singly_next = 1;
	worker->connections.gate = gate;
	worker->connections.arena = arena_new(REQUEST_MEMORY);
	worker->connections.epoll = epoll_create1(EPOLL_CLOEXEC);
	worker->signals = signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK);
	if (worker->connections.arena == NULL || worker->signals < 0 ||
	    worker->connections.epoll < 0)
		return 0;
	fcntl(listener, F_SETFL, fcntl(listener, F_GETFL) | O_NONBLOCK);
	return watch_listener(worker) == 0 &&
	    watch(worker, worker->signals, EPOLLIN, &worker->signals) == 0;
}

/* The queue stays readable, so to go on watching it would be to spin. */
static void
wait_for_descriptors(struct worker *worker)
{
	log_message("cannot accept: no descriptor is left");
	worker->full_until = milliseconds() + FULL_TIME;
	ignore_listener(worker);
}

static void
accept_again(struct worker *worker)
{
	if (worker->full_until == 0 || worker->stop_at != 0 ||
	    milliseconds() < worker->full_until)
		return;
	worker->full_until = 0;
	watch_listener(worker);
}

/*
 * Each is answered before the next is taken, so another worker that was woken
 * gets its share.  Returns how many there were.
 */
static int
accept_some(struct worker *worker, int most, int64_t now)
{
	int taken = 0;

	for (int i = 0; i < most; i++) {
		int socket = accept4(worker->listener, NULL, NULL,
		    SOCK_CLOEXEC);

		if (socket >= 0) {
			connection_open(&worker->connections, socket, now);
			taken++;
			continue;
		}
		if (errno == EMFILE || errno == ENFILE)
			wait_for_descriptors(worker);
		if (errno != ECONNABORTED && errno != EINTR)
			break;
	}
	return taken;
}

/*
 * Several a turn while they come so.  To ask for a second one in vain is a
 * system call too: who does is content with one for some turns.
 */
static void
accept_turn(struct worker *worker, int64_t now)
{
	if (worker->singly > 0) {
		worker->singly--;
		accept_some(worker, 1, now);
		return;
	}
	if (accept_some(worker, ACCEPT_MOST, now) > 1) {
		worker->singly_next = 1;
		return;
	}
	worker->singly = worker->singly_next;
	if (worker->singly_next < SINGLY_MOST)
		worker->singly_next *= 2;
}

static void
stop(struct worker *worker, int64_t now)
{
	if (worker->stop_at != 0)
		return;
	/* Who is in the queue already came before the signal. */
	accept_some(worker, SOMAXCONN, now);
	ignore_listener(worker);
	close(worker->listener);
	worker->listener = -1;
	worker->connections.closing = 1;
	worker->stop_at = milliseconds() + LAST_TIME;
}

/* Once, though it is found again each second. */
static void
say_what_is_broken(struct worker *worker)
{
	const struct complaint *now = gate_complaint(worker->connections.gate);

	if (strcmp(now->text, worker->said.text) == 0)
		return;
	worker->said = *now;
	if (now->text[0] != '\0')
		log_message("%s", now->text);
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
		say_what_is_broken(worker);
	}
}

static void
refresh(struct worker *worker, int64_t now)
{
	if (gate_refresh(worker->connections.gate, now)) {
		gate_open_log(worker->connections.gate);
		log_message("the configuration or a key has changed: loaded");
	}
	say_what_is_broken(worker);
}

static void
handle(struct worker *worker, const struct epoll_event *event, int64_t now)
{
	if (event->data.ptr == &worker->signals)
		read_signals(worker, now);
	else if (event->data.ptr == &worker->listener)
		accept_turn(worker, now);
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
	int                is_open = 0;

	if (!worker_start(&worker, gate, listener)) {
		log_message("cannot start to serve: %s", strerror(errno));
		return 1;
	}
	log_gather();
	while (!is_done(&worker)) {
		int timed = worker.connections.timed > 0 || worker.full_until ||
		    worker.stop_at != 0 || is_open;
		int count = epoll_wait(worker.connections.epoll, events, EVENTS,
		    timed ? 200 : -1);

		now = time(NULL);
		refresh(&worker, now);
		for (int i = 0; i < count; i++)
			handle(&worker, &events[i], now);
		if (timed)
			connections_sweep(&worker.connections, now);
		is_open = gate_sweep(gate);
		accept_again(&worker);
		/* Nobody waits for a line while the loop sleeps. */
		log_flush();
	}
	connections_release(&worker.connections);
	return 0;
}
