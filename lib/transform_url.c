/* See transform_url.h.  SPDX-License-Identifier: ISC */
#include "transform_url.h"

#include "arena.h"
#include "base64url.h"
#include "bytes.h"
#include "percent.h"
#include "source.h"
#include "terms.h"

/* What may stand in a path (RFC 3986 §3.3), letters and digits aside. */
#define PATH_BYTES "-._~!$&'()*+,;=:@/"

enum status
transform_read(const struct source *source, struct bytes query,
    struct arena *arena, struct credential *credential,
    struct bytes *signature)
{
	const struct bytes mark = { "?", query.len > 0 };
	struct bytes       rest;
	enum status        status = source_behind_prefix(source, &rest);

	if (status != STATUS_OK)
		return status;
	*signature = bytes_cut(&rest, '/');
	if (rest.len == 0)
		return STATUS_MALFORMED;
	status = source_take_path(source, rest, arena, credential);
	if (status == STATUS_OK)
		status = arena_join(arena, (const struct bytes[]){ BYTES("/"),
		    rest, mark, query }, 4, &credential->message);
	credential->passed_on = credential->message;
	return status;
}

enum status
transform_message(const struct terms *terms, const struct verifier *verifier,
    const char *first, struct arena *arena, struct bytes *message)
{
	const struct bytes prefix = verifier->prefix;
	struct bytes       path;
	enum status        status;

	if (!terms_are_plain(terms))
		return STATUS_MALFORMED;
	status = percent_encode_but(terms->path, PATH_BYTES, arena, &path);
	if (status != STATUS_OK)
		return status;
	if (!bytes_start_with(path, prefix) || path.len == prefix.len)
		return STATUS_MALFORMED;
	return arena_join(arena, (const struct bytes[]){ BYTES("/"),
	    bytes_of(first),
	    { path.at + prefix.len, path.len - prefix.len } }, 3, message);
}

enum status
transform_write(const struct verifier *verifier, struct bytes mac,
    const char *padding, struct bytes message, struct arena *arena,
    struct bytes *url)
{
	struct bytes text;
	enum status  status = base64url_encode(mac, arena, &text);

	if (status != STATUS_OK)
		return status;
	return arena_join(arena, (const struct bytes[]){ verifier->prefix,
	    text, bytes_of(padding), message }, 4, url);
}
