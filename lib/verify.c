/*
 * Request --> credential --> grant: exactly one credential, its key, its
 * signature.  Time and scope are authorise.c's.
 *
 * SPDX-License-Identifier: ISC
 */
#include "carrier.h"
#include "grant.h"

/*
 * Asks every accepted scheme.  A credential that is malformed never falls
 * through to the next one, and two are one too many.
 */
static enum status
read_credential(const struct source *source, struct arena *arena,
    struct credential *found)
{
	const struct verifier *verifier = source->verifier;
	enum status            result = STATUS_NO_CREDENTIAL;

	for (size_t i = 0; i < verifier->scheme_count; i++) {
		struct credential credential = {
			.scheme = verifier->schemes[i]
		};
		enum status       status;

		status = credential.scheme->read(source, arena, &credential);
		if (status == STATUS_NO_CREDENTIAL)
			continue;
		if (status == STATUS_FOREIGN_CREDENTIAL) {
			if (result == STATUS_NO_CREDENTIAL)
				result = status;
			continue;
		}
		if (status != STATUS_OK)
			return status;
		if (result == STATUS_OK)
			return STATUS_AMBIGUOUS;
		*found = credential;
		result = STATUS_OK;
	}
	return result;
}

int
verifier_has_key(const struct verifier *verifier, struct bytes id)
{
	if (verifier->key_ids == NULL)
		return 1;
	for (size_t i = 0; i < verifier->key_id_count; i++)
		if (bytes_equal(verifier->key_ids[i], id))
			return 1;
	return 0;
}

/* The key names the schemes that it serves, never the other way round. */
static const struct key *
choose_key(const struct verifier *verifier, const struct credential *credential)
{
	const struct key *key;

	key = keyring_find(verifier->keyring, credential->key_id);
	if (key == NULL || !key_serves(key, credential->scheme) ||
	    !verifier_has_key(verifier, key->id))
		return NULL;
	return key;
}

enum status
verify(const struct verifier *verifier, const struct request *request,
    struct arena *arena, struct claim *claim, const struct grant **grant)
{
	const struct source source = { verifier, request };
	struct credential   credential;
	const struct key   *key;
	struct grant       *verified;
	enum status         status;

	*claim = (struct claim){ 0 };
	status = read_credential(&source, arena, &credential);
	if (status != STATUS_OK)
		return status;
	*claim = (struct claim){ credential.scheme->name, credential.key_id };
	key = choose_key(verifier, &credential);
	if (key == NULL)
		return STATUS_UNKNOWN_KEY;
	status = credential.scheme->verify(&credential, key);
	if (status != STATUS_OK)
		return status;
	verified = arena_take(arena, sizeof(*verified));
	if (verified == NULL)
		return STATUS_TOO_LARGE;
	*verified = (struct grant){ credential.scheme, key, credential.terms };
	*grant = verified;
	return STATUS_OK;
}

const struct terms *
grant_terms(const struct grant *grant)
{
	return &grant->terms;
}
