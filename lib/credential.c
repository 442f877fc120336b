/* See credential.h.  SPDX-License-Identifier: ISC */
#include "credential.h"

#include "carrier.h"

enum status
credential_read(const struct source *source, struct arena *arena,
    struct credential *found)
{
	const struct verifier *verifier = source->verifier;
	const int              is_whole = source->token.at == NULL;
	enum status            result = is_whole ? STATUS_NO_CREDENTIAL
						 : STATUS_FOREIGN_CREDENTIAL;

	for (size_t i = 0; i < verifier->scheme_count; i++) {
		struct credential credential = {
			.scheme = verifier->schemes[i]
		};
		enum status       status;

		if (credential.scheme->reads_request != is_whole)
			continue;
		status = credential.scheme->read(source, arena, &credential);
		if (status == STATUS_FOREIGN_CREDENTIAL ||
		    status == STATUS_NO_CREDENTIAL)
			continue;
		if (status != STATUS_OK)
			return status;
		if (result == STATUS_OK)
			return STATUS_AMBIGUOUS;
		*found = credential;
		result = STATUS_OK;
	}
	return result;
}

enum status
credential_sources(const struct verifier *verifier,
    const struct request *request, struct arena *arena, struct source *sources,
    size_t *count)
{
	const struct source whole = {
		.verifier = verifier, .request = request,
		.carrier = CARRIER_QUERY,
	};
	struct credential credential;
	enum status       tokens, url;

	tokens = carrier_find(verifier, request, arena, sources, count);
	if (tokens != STATUS_OK && tokens != STATUS_NO_CREDENTIAL)
		return tokens;
	url = credential_read(&whole, arena, &credential);
	if (url == STATUS_NO_CREDENTIAL)
		return tokens;
	if (tokens == STATUS_OK)
		return STATUS_AMBIGUOUS;
	sources[0] = whole;
	*count = 1;
	return STATUS_OK;
}
