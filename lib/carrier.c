/* See carrier.h.  SPDX-License-Identifier: ISC */
#include "carrier.h"

#include <string.h>

#include "bytes.h"
#include "percent.h"

static int
has_escape(struct bytes name)
{
	return name.len > 0 && memchr(name.at, '%', name.len) != NULL;
}

/* Whether some reader of the query could take this name for the wanted one. */
static enum status
names_the_same(struct bytes name, struct bytes wanted, struct arena *arena,
    int *same)
{
	enum status status = STATUS_OK;

	/* Most names are of another length and need no decoding. */
	if (has_escape(name) && name.len <= 3 * wanted.len)
		status = percent_decode(name, arena, &name);
	if (status == STATUS_TOO_LARGE)
		return status;
	*same = status == STATUS_OK && bytes_equal_fold(name, wanted);
	return STATUS_OK;
}

enum status
carrier_query(const struct source *source, struct arena *arena,
    struct bytes *value)
{
	struct bytes wanted = source->verifier->parameter;
	struct bytes query = source->request->query;
	enum status  result = STATUS_NO_CREDENTIAL;

	while (query.len > 0) {
		struct bytes pair = bytes_cut(&query, '&');
		struct bytes name = bytes_cut(&pair, '=');
		enum status  status;
		int          same;

		status = names_the_same(name, wanted, arena, &same);
		if (status != STATUS_OK)
			return status;
		if (!same)
			continue;
		if (result != STATUS_NO_CREDENTIAL)
			return STATUS_AMBIGUOUS;
		result = STATUS_MALFORMED;
		if (bytes_equal(name, wanted)) {
			*value = pair;
			result = STATUS_OK;
		}
	}
	return result;
}
