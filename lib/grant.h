/* A verified credential.  SPDX-License-Identifier: ISC */
#ifndef LIB_GRANT_H
#define LIB_GRANT_H

#include <jansson.h>

#include "postern.h"

struct grant {
	const struct scheme   *scheme;
	const struct key      *key; /* under which it was verified */
	const struct verifier *verifier;
	enum carrier           carrier;
	struct terms           terms;  /* path: empty when the rules decide */
	const json_t          *claims; /* in the arena; NULL: none */
	/* A JWT inside, still to be verified, and under which key it was. */
	struct bytes           nested;
	const struct key      *nested_key;
};

#endif
