/* See cdni_renewal.h.  SPDX-License-Identifier: ISC */
#include "cdni_renewal.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "arena.h"
#include "bytes.h"
#include "cdni_claims.h"
#include "json.h"
#include "jws.h"

/* Browsers drop cookies of more than 4096 bytes, name and all. */
#define COOKIE_TOKEN_MAX 3800

/*
 * The first segments of the path, as browsers compare it: raw.  Empty: it has
 * fewer, or a character that would end the attribute and begin another.
 */
static struct bytes
first_segments(struct bytes path, int64_t depth)
{
	size_t end = 0;

	if (depth == 0)
		return BYTES("/");
	while (depth-- > 0) {
		if (end == path.len)
			return EMPTY;
		for (end++; end < path.len && path.at[end] != '/'; end++)
			;
	}
	return memchr(path.at, ';', end) != NULL
	    ? EMPTY : (struct bytes){ path.at, end };
}

/* No grant of a key lives longer than its scope says. */
static int64_t
lifetime_under(const struct key *key, int64_t lifetime)
{
	const int64_t longest = key->longest_lifetime;

	return longest > 0 && longest < lifetime ? longest : lifetime;
}

static enum status
sign_next(const struct grant *grant, int64_t expiry, struct arena *arena,
    struct bytes *token)
{
	struct bytes claims;
	enum status  status = json_write_with(grant->claims, "exp", expiry,
	     arena, &claims);

	return status != STATUS_OK ? status
	    : jws_sign(grant->key, &grant->verifier->policy, claims, arena,
	          token);
}

static enum status
write_cookie(struct bytes token, struct bytes path, int64_t lifetime,
    struct bytes same_site, struct arena *arena, struct bytes *cookie)
{
	char age[32];

	snprintf(age, sizeof(age), "; Max-Age=%" PRId64, lifetime);
	return arena_join(arena, (const struct bytes[]){
	    BYTES(CDNI_PACKAGE "="), token, BYTES("; Path="), path,
	    bytes_of(age), BYTES("; Secure; HttpOnly; SameSite="), same_site },
	    7, cookie);
}

enum status
cdni_renew(const struct grant *grant, const struct request *request,
    struct bytes same_site, int64_t now, struct arena *arena,
    struct bytes *set_cookie)
{
	struct cdni_renewal renewal;
	struct bytes        path, token;
	int64_t             lifetime;
	enum status         status = cdni_renewal_read(grant->claims, &renewal);

	*set_cookie = EMPTY;
	if (status != STATUS_OK)
		return status;
	lifetime = lifetime_under(grant->key, renewal.lifetime);
	path = first_segments(request->raw_path, renewal.depth);
	if (!renewal.by_cookie || lifetime < 1 || path.len == 0 ||
	    grant->key->algorithm->use != USE_HMAC)
		return STATUS_OK;
	status = sign_next(grant, now + lifetime, arena, &token);
	if (status != STATUS_OK || token.len > COOKIE_TOKEN_MAX)
		return status;
	return write_cookie(token, path, lifetime, same_site, arena,
	    set_cookie);
}
