/*
 * nginx-hmac-secure-link: nginx's third-party module ngx_http_hmac_secure_link
 * (github.com/nginx-modules/ngx_http_hmac_secure_link_module).
 *
 *	URL   = PATH "?st=" TOKEN "&ts=" TIME "&e=" LIFE
 *	TOKEN = base64url of HMAC(SECRET, EXPRESSION), without padding
 *	TIME  = when it was made: seconds since 1970
 *	LIFE  = how many seconds it lives from then on; 0: for ever
 *
 * EXPRESSION is the setting of that name: secure_link_hmac_message.  The key's
 * algorithm is secure_link_hmac_algorithm: HS1, HS256, HS384 or HS512.  By
 * hand:
 *
 *	s="/img/cat.jpg|$(date +%s)|3600"; t=$(printf %s "$s" |
 *	    openssl dgst -sha256 -hmac "$SECRET" -binary | openssl base64 |
 *	    tr +/ -_ | tr -d =)
 *
 * SPDX-License-Identifier: ISC
 */
#include "link_format.h"

extern const struct scheme scheme_nginx_hmac_secure_link;

static const struct scheme_setting settings[] = {
	{ "token", "st", NULL, "the parameter that holds the token" },
	{ "issued", "ts", NULL, "the parameter that says when it was made" },
	{ "life", "e", NULL, "the parameter that says how long it lives" },
	{ "expression", "$uri|$issued|$life", NULL,
	    "what is MACed: secure_link_hmac_message" },
	{ NULL, NULL, NULL, NULL },
};

static const struct link_format format = {
	.parameters = { LINK_PARAMETER("token", "$mac"),
	    LINK_PARAMETER("issued", "$issued"),
	    LINK_PARAMETER("life", "$life") },
	.mac = LINK_BASE64URL,
};

static enum status
nginx_hmac_secure_link_read(const struct source *source, struct arena *arena,
    struct credential *credential)
{
	const struct link_format *worded;
	enum status               status;

	status = link_format_worded(source, &scheme_nginx_hmac_secure_link,
	    &format, arena, &worded);
	return status == STATUS_OK
	    ? link_read(source, worded, arena, credential) : status;
}

/* It says how long it lives by longest_age, or else lives for an hour. */
static enum status
nginx_hmac_secure_link_sign(const struct terms *terms, const struct key *key,
    const struct verifier *verifier, struct arena *arena, struct bytes *url)
{
	struct verifier           own = *verifier;
	const struct source       source = { .verifier = verifier };
	const struct link_format *worded;
	enum status               status;

	if (own.policy.longest_age == 0)
		own.policy.longest_age = 3600;
	status = link_format_worded(&source, &scheme_nginx_hmac_secure_link,
	    &format, arena, &worded);
	return status == STATUS_OK
	    ? link_sign(worded, terms, key, &own, arena, url) : status;
}

static const char *const algorithms[] = { "HS256", "HS1", "HS384", "HS512",
	NULL };

const struct scheme scheme_nginx_hmac_secure_link = {
	.name = "nginx-hmac-secure-link",
	.algorithms = algorithms,
	.reads_request = 1,
	.tries_keys = 1,
	.others_keys = 1,
	.settings = settings,
	.read = nginx_hmac_secure_link_read,
	.verify = link_verify,
	.sign = nginx_hmac_secure_link_sign,
};
