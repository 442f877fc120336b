/*
 * What a path may be.  Nothing is ever cleaned up: it is right or refused.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef LIB_URL_PATH_H
#define LIB_URL_PATH_H

#include "postern.h"

/*
 * A path decoded once may be read: it starts with '/', is UTF-8 without
 * control bytes, and no segment of it is "." or "..", with '/' or '\' as
 * the separator.
 */
int url_path_is_readable(struct bytes path);

/*
 * It may also lead to a file: no empty segment, no backslash, and no slash
 * that was encoded in the raw path.
 */
int url_path_leads_to_file(struct bytes raw_path, struct bytes path);

/*
 * As nginx makes $uri of a decoded path: no empty segment, no "." and no "..".
 * For what others have hashed alone; STATUS_HOSTILE_PATH: it climbs out.
 */
CHECKED enum status url_path_normalise(struct bytes path, struct arena *,
    struct bytes *normal);

#endif
