/*
 * express-session: the two cookies of cookie-session, which keeps a session of
 * Express in the browser (expressjs.com, cookie-session; keygrip).
 *
 *	COOKIES = NAME "=" VALUE ";" NAME ".sig=" MAC
 *	VALUE   = base64 of JSON, the session
 *	MAC     = base64url, without padding, of HMAC(KEY, NAME "=" VALUE)
 *
 * NAME is the route's cookie.  The hash is the key's: HS1, as keygrip has it
 * unless told otherwise, or HS256.  JSON is {"image": PATH, ...}, or whatever
 * the rules of the route look at; with "exp" it ends, without it never does:
 * endless = yes.  Each of several keys is a key of its own.  In Express:
 *
 *	req.session.sub = '42'
 *	req.session.exp = Date.now() / 1000 + 3600 | 0
 *
 * With openssl:
 *
 *	v=session=$(printf '{"sub":"42","exp":1900000000}' | openssl base64 -A)
 *	m=$(printf %s "$v" | openssl dgst -sha1 -hmac "$KEY" -binary |
 *	    openssl base64 | tr +/ -_ | tr -d =); echo "$v; session.sig=$m"
 *
 * SPDX-License-Identifier: ISC
 */
#include "arena.h"
#include "base64.h"
#include "base64url.h"
#include "bytes.h"
#include "payload.h"

extern const struct scheme scheme_express_session;

static const struct scheme_setting settings[] = {
	PAYLOAD_SETTING("subject"),
	{ NULL, NULL, NULL, NULL },
};

/* Both cookies; one alone is no credential. */
static enum status
find_cookies(const struct source *source, struct arena *arena,
    struct bytes *value, struct bytes *mac)
{
	const struct bytes cookie = source->verifier->cookie;
	struct bytes       name;
	enum status        status = source_cookie(source, cookie, value);

	if (status == STATUS_OK)
		status = arena_join(arena,
		    (const struct bytes[]){ cookie, BYTES(".sig") }, 2, &name);
	return status == STATUS_OK ? source_cookie(source, name, mac) : status;
}

/* detail: VALUE, decoded once the MAC is right */
static enum status
session_read(const struct source *source, struct arena *arena,
    struct credential *credential)
{
	struct bytes *value = arena_take(arena, sizeof(*value));
	struct bytes  mac;
	enum status   status;

	if (value == NULL)
		return STATUS_TOO_LARGE;
	status = find_cookies(source, arena, value, &mac);
	if (status == STATUS_OK)
		status = arena_join(arena, (const struct bytes[]){
		    source->verifier->cookie, BYTES("="), *value }, 3,
		    &credential->message);
	if (status != STATUS_OK)
		return status;
	credential->carrier = CARRIER_COOKIE;
	credential->terms.expires_at = TIME_NEVER;
	credential->detail = value;
	return base64url_decode(mac, arena, &credential->signature);
}

static enum status
session_verify(const struct source *source,
    const struct credential *credential, const struct key *key,
    struct arena *arena, struct grant *grant)
{
	const struct bytes *value = credential->detail;
	struct bytes        json;
	enum status         status = payload_check_mac(credential, key);

	if (status == STATUS_OK)
		status = base64_decode(*value, BASE64_PADDED, arena, &json);
	return status == STATUS_OK
	    ? payload_read_json(source, &scheme_express_session, json, arena,
	          grant)
	    : status;
}

static const char *const algorithms[] = { "HS1", "HS256", NULL };

const struct scheme scheme_express_session = {
	.name = "express-session",
	.weak = 1,
	.algorithms = algorithms,
	.settings = settings,
	.reads_request = 1,
	.tries_keys = 1,
	.names_file = 1,
	.others_keys = 1,
	.read = session_read,
	.verify = session_verify,
};
