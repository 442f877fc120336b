/* Terms --> credential.  See postern.h.  SPDX-License-Identifier: ISC */
#include "scheme.h"

enum status
sign(const struct scheme *scheme, const struct key *key,
    const struct verifier *verifier, const struct terms *terms,
    struct arena *arena, struct bytes *token)
{
	if (scheme->sign == NULL || !key_serves(key, scheme))
		return STATUS_UNKNOWN_KEY;
	return scheme->sign(terms, key, verifier, arena, token);
}

/* Public ones only verify; who names one by its id is told so. */
static int
may_sign(const struct key *key, const struct scheme *scheme, struct bytes path,
    int64_t now)
{
	return key->algorithm->use != USE_SIGNATURE &&
	    key_serves(key, scheme) && key_covers(key, path) &&
	    key->not_before <= now &&
	    (key->retired_after == 0 || now <= key->retired_after);
}

const struct key *
signing_key(const struct verifier *verifier, struct bytes id,
    const struct scheme *scheme, struct bytes path, int64_t now)
{
	const struct keyring *keyring = verifier->keyring;
	const struct key     *newest = NULL;

	if (id.len > 0)
		return keyring_find(keyring, id);
	for (size_t i = 0; i < keyring_count(keyring); i++) {
		const struct key *key = keyring_at(keyring, i);

		if (!verifier_has_key(verifier, key->id) ||
		    !may_sign(key, scheme, path, now))
			continue;
		if (newest == NULL || key->modified >= newest->modified)
			newest = key;
	}
	return newest;
}

int64_t
expiry_in_window(int64_t now, int64_t lifetime, int64_t window)
{
	int64_t expiry = now + lifetime;

	if (window <= 1)
		return expiry;
	return (expiry + window - 1) / window * window;
}
