/* See source.h.  SPDX-License-Identifier: ISC */
#include "source.h"

#include <string.h>

#include "arena.h"
#include "bytes.h"
#include "carrier.h"
#include "percent.h"
#include "url_path.h"

/* --------------------------------------------------------------- settings */

static const struct bytes *
settings_of(const struct source *source, const struct scheme *scheme)
{
	const struct verifier *verifier = source->verifier;

	for (size_t i = 0; i < verifier->scheme_count; i++)
		if (verifier->schemes[i] == scheme)
			return verifier->settings[i];
	return NULL;
}

struct bytes
source_setting(const struct source *source, const struct scheme *scheme,
    const char *name)
{
	const struct bytes          *values = settings_of(source, scheme);
	const struct scheme_setting *setting = scheme->settings;

	for (size_t i = 0; setting[i].name != NULL; i++) {
		if (strcmp(setting[i].name, name) != 0)
			continue;
		return values != NULL && values[i].at != NULL
		    ? values[i] : bytes_of(setting[i].standard);
	}
	return EMPTY;
}

int
source_is_set(const struct source *source, const struct scheme *scheme,
    const char *name)
{
	return bytes_equal(source_setting(source, scheme, name), BYTES("yes"));
}

int
source_looks_in(const struct source *source, enum carrier carrier)
{
	const unsigned carriers = source->verifier->carriers;

	return ((carriers != 0 ? carriers : CARRIER_QUERY) & carrier) != 0;
}

/* ----------------------------------------------------------------- origin */

/* RFC 3986 §3.2.2, and a port. */
static int
is_host(struct bytes host)
{
	for (size_t i = 0; i < host.len; i++) {
		char c = host.at[i];

		if (c <= 0x20 || c >= 0x7f || strchr("/?#@\\\"<>^`{|}", c))
			return 0;
	}
	return host.len > 0 && host.len <= 255;
}

/* What stands in front of the path, when the target has more than that. */
static struct bytes
stated_origin(const struct request *request)
{
	return (struct bytes){ request->target.at,
		(size_t)(request->raw_path.at - request->target.at) };
}

enum status
source_origin(const struct source *source, struct arena *arena,
    struct bytes *origin)
{
	const struct request *request = source->request;
	const struct bytes    stated = stated_origin(request);
	struct bytes          made = source->verifier->policy.base;
	enum status           status = STATUS_OK;

	if (made.len == 0 && !is_host(request->host))
		return STATUS_MALFORMED;
	if (made.len == 0)
		status = arena_join(arena, (const struct bytes[]){
		    request->is_https ? BYTES("https://") : BYTES("http://"),
		    request->host }, 2, &made);
	if (status != STATUS_OK)
		return status;
	/* Scheme and host are of no letter case (RFC 3986 §6.2.2.1). */
	if (stated.len > 0 && !bytes_equal_fold(stated, made))
		return STATUS_MALFORMED;
	*origin = made;
	return STATUS_OK;
}

struct bytes
source_host(const struct source *source)
{
	const struct bytes base = source->verifier->policy.base;
	const char        *authority = base.len > 0
	           ? memmem(base.at, base.len, "://", 3) : NULL;

	if (authority == NULL)
		return source->request->host;
	authority += 3;
	return (struct bytes){ authority,
		base.len - (size_t)(authority - base.at) };
}

/* ---------------------------------------------------- cookies and headers */

enum status
source_cookie(const struct source *source, struct bytes name,
    struct bytes *value)
{
	struct bytes cookies = source->request->cookies;
	enum status  result = STATUS_NO_CREDENTIAL;

	if (!source_looks_in(source, CARRIER_COOKIE))
		return STATUS_NO_CREDENTIAL;
	if (cookies.len > COOKIES_MAX)
		return STATUS_MALFORMED;
	while (cookies.len > 0) {
		struct bytes rest;

		if (!bytes_equal(carrier_next_cookie(&cookies, &rest), name))
			continue;
		if (result == STATUS_OK)
			return STATUS_AMBIGUOUS;
		*value = rest;
		result = STATUS_OK;
	}
	return result;
}

char
header_folded(char c)
{
	if (c >= 'A' && c <= 'Z')
		return (char)(c - 'A' + 'a');
	return (char)(c == '_' ? '-' : c);
}

static int
is_same_name(struct bytes a, struct bytes b)
{
	for (size_t i = 0; a.len == b.len && i < a.len; i++)
		if (header_folded(a.at[i]) != header_folded(b.at[i]))
			return 0;
	return a.len == b.len;
}

enum status
source_header(const struct source *source, struct bytes name,
    struct bytes *value)
{
	const struct request *request = source->request;
	enum status           result = STATUS_NO_CREDENTIAL;

	for (size_t i = 0; i < request->header_count; i++) {
		if (!is_same_name(request->headers[i].name, name))
			continue;
		if (result == STATUS_OK)
			return STATUS_AMBIGUOUS;
		*value = request->headers[i].value;
		result = STATUS_OK;
	}
	return result;
}

/* ------------------------------------------------------------- credentials */

enum status
source_terms_since(const struct source *source, int64_t issued,
    struct terms *terms)
{
	const int64_t life = source->verifier->policy.longest_age;

	if (life <= 0)
		return STATUS_CLAIM_MISSING;
	terms->not_before = issued;
	terms->expires_at = issued + life;
	return STATUS_OK;
}

enum status
source_behind_prefix(const struct source *source, struct bytes *rest)
{
	const struct bytes prefix = source->verifier->prefix;
	const struct bytes path = source->request->raw_path;

	if (!bytes_start_with(path, prefix) || path.len == prefix.len)
		return STATUS_NO_CREDENTIAL;
	*rest = (struct bytes){ path.at + prefix.len, path.len - prefix.len };
	return STATUS_OK;
}

enum status
source_take_path(const struct source *source, struct bytes rest,
    struct arena *arena, struct credential *credential)
{
	struct bytes raw, path;
	enum status  status;

	status = arena_join(arena, (const struct bytes[]){
	    source->verifier->prefix, rest }, 2, &raw);
	if (status == STATUS_OK)
		status = percent_decode(raw, arena, &path);
	if (status != STATUS_OK)
		return status;
	if (!url_path_is_readable(path))
		return STATUS_HOSTILE_PATH;
	credential->raw_path = raw;
	credential->path = path;
	credential->terms.path = path;
	return STATUS_OK;
}
