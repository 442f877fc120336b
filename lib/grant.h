/* A verified credential.  SPDX-License-Identifier: ISC */
#ifndef LIB_GRANT_H
#define LIB_GRANT_H

#include "postern.h"

struct grant {
	const struct scheme *scheme;
	const struct key    *key; /* under which it was verified */
	struct terms         terms;
};

#endif
