/* See stream.h.  SPDX-License-Identifier: ISC */
#include "stream.h"

#include <errno.h>
#include <sys/sendfile.h>
#include <sys/socket.h>
#include <unistd.h>

enum {
	RECORD_LENGTH = 32768, /* of content: a multiple of 8 */
	FAIR_SHARE = 32,       /* records, before others get their turn */
};

/* The next record's header or, behind the last one, the end of the request. */
static void
next_frame(struct stream *stream)
{
	stream->frame_at = 0;
	if (stream->left > 0) {
		stream->in_record = stream->left < RECORD_LENGTH
		    ? (size_t)stream->left
		    : RECORD_LENGTH;
		stream->left -= (int64_t)stream->in_record;
		record_put_header(stream->frame, RECORD_STDOUT,
		    stream->request_id, stream->in_record);
		stream->frame_length = RECORD_HEADER;
		return;
	}
	record_put_ending(stream->frame, stream->request_id);
	stream->frame_length = RECORD_ENDING;
	stream->ended = 1;
}

void
stream_start(struct stream *stream, unsigned request_id, int file, int64_t from,
    int64_t length)
{
	*stream = (struct stream){
		.file = file,
		.at = from,
		.left = length,
		.request_id = request_id,
	};
	next_frame(stream);
}

void
stream_stop(struct stream *stream)
{
	close(stream->file);
}

static enum stream_state
waits_or_failed(void)
{
	return errno == EAGAIN || errno == EINTR ? STREAM_MORE : STREAM_FAILED;
}

/* STREAM_DONE: the frame and its record are out. */
static enum stream_state
send_record(struct stream *stream, int socket)
{
	ssize_t sent;

	while (stream->frame_at < stream->frame_length) {
		sent = send(socket, stream->frame + stream->frame_at,
		    stream->frame_length - stream->frame_at,
		    MSG_NOSIGNAL | MSG_DONTWAIT |
		        (stream->in_record > 0 ? MSG_MORE : 0));
		if (sent < 0)
			return waits_or_failed();
		stream->frame_at += (size_t)sent;
	}
	while (stream->in_record > 0) {
		sent = sendfile(socket, stream->file, &stream->at,
		    stream->in_record);
		if (sent < 0)
			return waits_or_failed();
		if (sent == 0) /* the file was cut short meanwhile */
			return STREAM_FAILED;
		stream->in_record -= (size_t)sent;
	}
	return STREAM_DONE;
}

enum stream_state
stream_send(struct stream *stream, int socket)
{
	for (int i = 0; i < FAIR_SHARE; i++) {
		enum stream_state state = send_record(stream, socket);

		if (state != STREAM_DONE)
			return state;
		if (stream->ended)
			return STREAM_DONE;
		next_frame(stream);
	}
	return STREAM_MORE;
}
