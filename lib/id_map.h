/*
 * Which path stands behind the id of a sealed token: a file, or a pattern.
 *
 *	FILE    = *((LINE / COMMENT) LF), at most 64 MiB
 *	LINE    = ID 1*BLANK PATH       ; each ID once, in any order
 *	COMMENT = *BLANK ["#" *BYTE]
 *	ID      = 0 to 18446744073709551615, no leading zero
 *	PATH    = relative to the route's prefix, decoded; to the line's end
 *	PATTERN = PATH in which "{id}" stands once: by-id/{id}.jpg
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef LIB_ID_MAP_H
#define LIB_ID_MAP_H

#include "postern.h"

/*
 * The path, relative to the route's prefix; it lives as long as map and arena.
 * STATUS_NOT_FOUND: there is none, or no map (NULL).
 */
CHECKED enum status id_map_path(const struct id_map *, uint64_t id,
    struct arena *, struct bytes *path);

/* Sets the path of terms that name a file by its id; of others nothing. */
CHECKED enum status id_map_name_file(const struct verifier *, struct arena *,
    struct terms *);

#endif
