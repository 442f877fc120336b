/* See credential.h.  SPDX-License-Identifier: ISC */
#include "credential.h"

#include "source.h"

static enum status
read_by(const struct scheme *scheme, const struct source *source,
    struct arena *arena, struct credential *credential)
{
	enum status status;

	*credential = (struct credential){
		.scheme = scheme, .carrier = source->carrier
	};
	status = scheme->read(source, arena, credential);
	if (status != STATUS_OK || source_looks_in(source, credential->carrier))
		return status;
	return STATUS_NO_CREDENTIAL;
}

static enum status
credential_read(const struct source *source, struct arena *arena,
    struct credential *found)
{
	const struct verifier *verifier = source->verifier;
	const int              is_whole = source->token.at == NULL;
	enum status            result = is_whole ? STATUS_NO_CREDENTIAL
						 : STATUS_FOREIGN_CREDENTIAL;

	for (size_t i = 0; i < verifier->scheme_count; i++) {
		struct credential credential;
		enum status       status;

		if (verifier->schemes[i]->reads_request != is_whole)
			continue;
		status = read_by(verifier->schemes[i], source, arena,
		    &credential);
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

/* Else what stands in "st" is none of ours. */
static int
takes_tokens(const struct verifier *verifier)
{
	for (size_t i = 0; i < verifier->scheme_count; i++)
		if (!verifier->schemes[i]->reads_request)
			return 1;
	return verifier->scheme_count == 0;
}

enum status
credential_find(const struct verifier *verifier, const struct request *request,
    struct arena *arena, struct candidate *candidates, size_t *count)
{
	struct source    tokens[CARRIER_TOKENS];
	struct candidate whole = {
		.source = { .verifier = verifier, .request = request,
		    .carrier = CARRIER_QUERY },
	};
	enum status      status;

	*count = 0;
	status = takes_tokens(verifier)
	    ? carrier_find(verifier, request, arena, tokens, count)
	    : STATUS_NO_CREDENTIAL;
	if (status != STATUS_OK && status != STATUS_NO_CREDENTIAL)
		return status;
	whole.status = credential_read(&whole.source, arena,
	    &whole.credential);
	if (whole.status != STATUS_NO_CREDENTIAL) {
		if (status == STATUS_OK)
			return STATUS_AMBIGUOUS;
		candidates[0] = whole;
		*count = 1;
		return STATUS_OK;
	}
	for (size_t i = 0; i < *count; i++) {
		candidates[i].source = tokens[i];
		candidates[i].status = credential_read(&tokens[i], arena,
		    &candidates[i].credential);
	}
	return status;
}
