/* See stream.h.  SPDX-License-Identifier: ISC */
#include "stream.h"

#include <errno.h>
#include <string.h>
#include <sys/sendfile.h>
#include <sys/socket.h>
#include <unistd.h>

enum {
	FCGI_VERSION = 1,
	FCGI_END_REQUEST = 3,
	FCGI_STDOUT = 6,
	HEADER_LENGTH = 8,
	END_LENGTH = 8,
	RECORD_LENGTH = 32768, /* of content: a multiple of 8 */
	FAIR_SHARE = 32,       /* records, before others get their turn */
};

static void
add_header(struct stream *stream, int type, size_t length)
{
	const unsigned char header[HEADER_LENGTH] = {
		FCGI_VERSION,
		(unsigned char)type,
		(unsigned char)(stream->request_id >> 8),
		(unsigned char)stream->request_id,
		(unsigned char)(length >> 8),
		(unsigned char)length,
	};

	memcpy(stream->frame + stream->frame_length, header, sizeof(header));
	stream->frame_length += sizeof(header);
}

/* The next record's header or, behind the last one, the end of the request. */
static void
next_frame(struct stream *stream)
{
	stream->frame_at = stream->frame_length = 0;
	if (stream->left > 0) {
		stream->in_record = stream->left < RECORD_LENGTH
		    ? (size_t)stream->left
		    : RECORD_LENGTH;
		stream->left -= (int64_t)stream->in_record;
		add_header(stream, FCGI_STDOUT, stream->in_record);
		return;
	}
	add_header(stream, FCGI_STDOUT, 0);
	add_header(stream, FCGI_END_REQUEST, END_LENGTH);
	/* Application status 0, protocol status FCGI_REQUEST_COMPLETE. */
	memset(stream->frame + stream->frame_length, 0, END_LENGTH);
	stream->frame_length += END_LENGTH;
	stream->ended = 1;
}

void
stream_start(struct stream *stream, int request_id, int file, int64_t from,
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
