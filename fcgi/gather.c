/* See gather.h.  SPDX-License-Identifier: ISC */
#include "gather.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#include "api.h"
#include "log.h"

#define STEP 65536 /* bytes of room for the next ones */

struct gather {
	char    *records;
	size_t   length, size;
	size_t   checked; /* bytes of records that are whole */
	size_t   most;    /* bytes of all records */
	unsigned id;      /* of the request; 0: no record yet */
	int      in_stdin, ended, failed;
};

/* ----------------------------------------------------------- who reads it */

/* The front server may name the configuration that judges this request. */
static const struct route *
reader_of(struct gate *gate, struct arena *arena,
    const struct fastcgi_request *request, int64_t now)
{
	struct environment environment;

	fastcgi_request_environment(request, &environment);
	if (!bytes_equal(environment.method, BYTES("POST")))
		return NULL;
	if (gate_follow(gate, &environment, now))
		gate_open_log(gate);
	return api_of_body(gate, &environment, arena);
}

struct gather *
gather_new(struct gate *gate, struct arena *arena,
    const struct fastcgi_request *request, struct bytes received, int64_t now)
{
	const struct route *route = reader_of(gate, arena, request, now);
	struct gather      *gather;

	if (route == NULL)
		return NULL;
	gather = calloc(1, sizeof(*gather));
	if (gather == NULL)
		return NULL;
	gather->size = received.len + STEP;
	gather->records = malloc(gather->size);
	if (gather->records == NULL) {
		free(gather);
		return NULL;
	}
	memcpy(gather->records, received.at, received.len);
	gather->length = received.len;
	/* Small records are half frame. */
	gather->most = FASTCGI_REQUEST_MAX + 2 * (size_t)route->api.body_limit;
	return gather;
}

void
gather_free(struct gather *gather)
{
	if (gather == NULL)
		return;
	wipe(gather->records, gather->length);
	free(gather->records);
	free(gather);
}

/* -------------------------------------------------------------- receiving */

/* In front of the input is what fastcgi_request_read has found right. */
static void
check_record(struct gather *gather, const struct record *record)
{
	const int is_input = record->type == RECORD_STDIN;

	if (gather->id == 0)
		gather->id = record->id;
	if (gather->ended || record->id != gather->id ||
	    (gather->in_stdin && !is_input))
		gather->failed = 1;
	gather->in_stdin |= is_input;
	gather->ended = is_input && record->content.len == 0;
}

static void
check_new(struct gather *gather)
{
	struct bytes  rest = { gather->records + gather->checked,
		gather->length - gather->checked };
	struct record record;
	enum framing  framing;

	while ((framing = record_next(&rest, &record)) == FRAMING_READY)
		check_record(gather, &record);
	if (framing == FRAMING_REFUSED)
		gather->failed = 1;
	gather->checked = gather->length - rest.len;
}

static int
make_room(struct gather *gather)
{
	char *larger;

	if (gather->size - gather->length >= STEP / 2)
		return 1;
	/* Not realloc, which may leave what was there behind. */
	larger = malloc(gather->size + STEP);
	if (larger == NULL)
		return 0;
	memcpy(larger, gather->records, gather->length);
	wipe(gather->records, gather->length);
	free(gather->records);
	gather->records = larger;
	gather->size += STEP;
	return 1;
}

enum gathering
gather_receive(struct gather *gather, int socket)
{
	for (;;) {
		ssize_t length;

		if (!make_room(gather))
			return GATHER_FAILED;
		length = recv(socket, gather->records + gather->length,
		    gather->size - gather->length, MSG_DONTWAIT);
		if (length < 0 && errno == EINTR)
			continue;
		if (length < 0 && errno == EAGAIN)
			return GATHER_MORE;
		if (length <= 0)
			return GATHER_FAILED;
		gather->length += (size_t)length;
		check_new(gather);
		if (gather->failed)
			return GATHER_FAILED;
		if (gather->ended || gather->length > gather->most)
			return GATHER_ENOUGH;
	}
}

struct bytes
gather_bytes(const struct gather *gather)
{
	return (struct bytes){ gather->records, gather->length };
}
