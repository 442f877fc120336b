/*
 * A token that stands in the path, and the path without it: see
 * request_cut_token in postern.h.
 *
 * SPDX-License-Identifier: ISC
 */
#include "arena.h"
#include "bytes.h"

/* Behind as many slashes as there are in the prefix; NULL: there are fewer. */
static const char *
behind_slashes(struct bytes raw_path, struct bytes prefix)
{
	size_t wanted = 0;

	for (size_t i = 0; i < prefix.len; i++)
		wanted += prefix.at[i] == '/';
	for (size_t i = 0; i < raw_path.len; i++)
		if (raw_path.at[i] == '/' && --wanted == 0)
			return raw_path.at + i + 1;
	return NULL;
}

/* text: of which "TOKEN/" or "TOKEN" stands at its end or behind it. */
static enum status
without(struct bytes text, struct bytes before, struct bytes token,
    struct arena *arena, struct bytes *left)
{
	struct bytes rest = { token.at + token.len,
		text.len - (size_t)(token.at + token.len - text.at) };

	bytes_cut(&rest, '/');
	return arena_join(arena, (const struct bytes[]){ before, rest }, 2,
	    left);
}

static enum status
cut(struct request *request, struct bytes raw_prefix, struct bytes prefix,
    struct bytes decoded, struct bytes raw, struct arena *arena)
{
	struct bytes token, same;
	struct bytes rest = raw;
	enum status  status;

	token = bytes_cut(&rest, '/');
	same = bytes_cut(&decoded, '/');
	/* What was encoded would stand elsewhere in one path than the other. */
	if (!bytes_equal(token, same))
		return STATUS_MALFORMED;
	status = without(request->raw_path, raw_prefix, token, arena, &raw);
	if (status == STATUS_OK)
		status = without(request->path, prefix, same, arena, &decoded);
	if (status != STATUS_OK)
		return status;
	request->path_token = token;
	request->raw_path = raw;
	request->path = decoded;
	return STATUS_OK;
}

/* "/img/" and, where the route marks its tokens, "/img/t/". */
static enum status
join_marked(const struct verifier *verifier, struct arena *arena,
    struct bytes *marked)
{
	*marked = verifier->prefix;
	if (verifier->segment.len == 0)
		return STATUS_OK;
	return arena_join(arena,
	    (const struct bytes[]){ verifier->prefix, verifier->segment,
	        BYTES("/") }, 3, marked);
}

enum status
request_cut_token(struct request *request, const struct verifier *verifier,
    struct arena *arena)
{
	struct bytes path = request->path;
	struct bytes raw = request->raw_path;
	struct bytes marked, before;
	enum status  status;

	if (!(verifier->carriers & CARRIER_PATH) ||
	    request->path_token.at != NULL)
		return STATUS_OK;
	status = join_marked(verifier, arena, &marked);
	if (status != STATUS_OK)
		return status;
	if (!bytes_start_with(path, marked) || path.len == marked.len)
		return STATUS_OK;
	before = (struct bytes){ raw.at, 0 };
	raw.at = behind_slashes(raw, marked);
	if (raw.at == NULL)
		return STATUS_MALFORMED;
	raw.len -= (size_t)(raw.at - before.at);
	before.len = (size_t)(behind_slashes(request->raw_path,
	    verifier->prefix) - before.at);
	path = (struct bytes){ path.at + marked.len, path.len - marked.len };
	return cut(request, before, verifier->prefix, path, raw, arena);
}
