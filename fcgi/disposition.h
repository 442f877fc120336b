/*
 * Content-Disposition from a signed name (RFC 6266).
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef FCGI_DISPOSITION_H
#define FCGI_DISPOSITION_H

#include "postern.h"

/*
 * attachment; filename="na_ve.jpg"; filename*=UTF-8''na%C3%AFve.jpg
 *
 * name is UTF-8.  What no file name may hold becomes '_', in both.
 */
CHECKED enum status disposition_format(enum disposition, struct bytes name,
    struct arena *, struct bytes *value);

#endif
