/*
 * JSON (RFC 8259) written in the arena: an object that grows member by member,
 * and is the empty text as long as it has none.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef LIB_JSON_WRITE_H
#define LIB_JSON_WRITE_H

#include "postern.h"

/* name: that needs no escapes.  value: as JSON has it. */
CHECKED enum status json_append(struct arena *, struct bytes *open,
    const char *name, struct bytes value);
CHECKED enum status json_append_number(struct arena *, struct bytes *open,
    const char *name, int64_t number);
/* Nothing is appended for nothing; STATUS_MALFORMED: it is no text. */
CHECKED enum status json_append_text(struct arena *, struct bytes *open,
    const char *name, struct bytes text);

/* With its brace at the end. */
CHECKED enum status json_close(struct arena *, struct bytes open,
    struct bytes *object);

#endif
