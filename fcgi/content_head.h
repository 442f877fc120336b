/*
 * What a file is, by its first bytes.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef FCGI_CONTENT_HEAD_H
#define FCGI_CONTENT_HEAD_H

#include "content_type.h"

/* Whether it starts with one of them, in which a dot stands for any byte. */
int head_starts(struct bytes head, const struct bytes *signatures);

/*
 * The first box of an ISO base media file names its brands: one at byte 8, a
 * version, and any number more up to the box's end (ISO/IEC 14496-12 §4.3).
 */
int head_has_brand(struct bytes head, const struct bytes *brands);

/* Text whose root element is <svg>, as far as the first bytes show it. */
int head_is_svg(struct bytes head, const struct bytes *byte_order_mark);

#endif
