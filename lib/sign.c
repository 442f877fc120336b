/* Terms --> credential.  See postern.h.  SPDX-License-Identifier: ISC */
#include "scheme.h"

enum status
sign(const struct scheme *scheme, const struct key *key, struct bytes site,
    const struct terms *terms, struct arena *arena, struct bytes *token)
{
	if (scheme->sign == NULL || !key_serves(key, scheme))
		return STATUS_UNKNOWN_KEY;
	return scheme->sign(terms, key, site, arena, token);
}

int64_t
expiry_in_window(int64_t now, int64_t lifetime, int64_t window)
{
	int64_t expiry = now + lifetime;

	if (window <= 1)
		return expiry;
	return (expiry + window - 1) / window * window;
}
