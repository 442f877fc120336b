/*
 * The Range header (RFC 9110 §14.2), one range of bytes at a time.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef FCGI_BYTE_RANGE_H
#define FCGI_BYTE_RANGE_H

#include "postern.h"

enum byte_range_answer {
	RANGE_WHOLE, /* no range, or one that a server may ignore: 200 */
	RANGE_PART,  /* 206 */
	RANGE_UNSATISFIABLE, /* 416 */
};

struct byte_range {
	int64_t from, length;
};

/*
 * Several ranges at once are answered with the whole file, as is whatever is
 * malformed (§14.2 allows both).  *range is set for RANGE_PART alone.
 */
enum byte_range_answer byte_range_read(struct bytes header, int64_t size,
    struct byte_range *range);

#endif
