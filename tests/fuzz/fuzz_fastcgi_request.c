/*
 * What a front server sent so far.  What fastcgi_request_read takes for a
 * request must be one by a second reading, and a request stays one byte after
 * byte: what is refused stays refused, what is ready was never refused before.
 *
 * -DPLANT takes a name's length for one byte always.
 *
 * SPDX-License-Identifier: ISC
 */
#include "fuzz.h"

#include "fastcgi_request.h"

static unsigned char params[FASTCGI_REQUEST_MAX];

/* A length as the specification has it; -1 when it is cut short. */
static long
read_length(const unsigned char **at, const unsigned char *end)
{
	const unsigned char *bytes = *at;

	if (bytes == end)
		return -1;
#ifndef PLANT
	if (bytes[0] & 0x80) {
		if (end - bytes < 4)
			return -1;
		*at += 4;
		return (bytes[0] & 0x7fL) << 24 | (long)bytes[1] << 16 |
		    (long)bytes[2] << 8 | (long)bytes[3];
	}
#endif
	*at += 1;
	return bytes[0];
}

static void
require_pairs(size_t length)
{
	const unsigned char *at = params, *end = params + length;

	while (at < end) {
		long name = read_length(&at, end);
		long value = read_length(&at, end);

		REQUIRE(name > 0 && value >= 0);
		REQUIRE(name + value <= end - at);
		at += name + value;
	}
}

/* The parameters of the records before the first empty one. */
static size_t
collect(const unsigned char *data, size_t size)
{
	size_t length = 0, at = 0;

	for (int records = 0;; records++) {
		size_t content;

		REQUIRE(size - at >= 8 && data[at] == 1);
		content = (size_t)data[at + 4] << 8 | data[at + 5];
		REQUIRE(data[at + 1] == (records == 0 ? 1 : 4));
		REQUIRE(content + data[at + 6] <= size - at - 8);
		if (records > 0 && content == 0)
			return length;
		if (records > 0) {
			memcpy(params + length, data + at + 8, content);
			length += content;
		}
		at += 8 + content + data[at + 6];
	}
}

int
LLVMFuzzerTestOneInput(const unsigned char *data, size_t size)
{
	struct bytes received = { (const char *)data, size };
	struct fastcgi_request request, early;
	enum framing whole, part;
	size_t       length;

	if (size > FASTCGI_REQUEST_MAX)
		return 0;
	whole = fastcgi_request_read(received, &request);
	for (length = 0; length < size; length += 1 + size / 16) {
		part = fastcgi_request_read((struct bytes){ received.at,
		    length }, &early);
		if (part == FRAMING_REFUSED)
			REQUIRE(whole == FRAMING_REFUSED);
		if (part == FRAMING_READY)
			REQUIRE(whole != FRAMING_INCOMPLETE);
	}
	if (whole != FRAMING_READY)
		return 0;
	/* The copy is what a second reading finds. */
	length = collect(data, size);
	REQUIRE(request.parameters.len == length &&
	    memcmp(request.parameters.at, params, length) == 0);
	REQUIRE(length <= FASTCGI_PARAMS_MAX);
	require_pairs(length);
	return 0;
}
