/*
 * nginx-secure-link: ngx_http_secure_link_module of nginx, both modes; and the
 * CDNs whose formula is the same (Gcore, EdgeCenter, Yandex, VK, Orange).
 *
 *	mode = query (secure_link with two words, secure_link_md5):
 *	URL   = PATH "?md5=" TOKEN "&expires=" seconds since 1970
 *	mode = endless (secure_link with one word):
 *	URL   = PATH "?md5=" TOKEN
 *	TOKEN = base64url of MD5(EXPRESSION), without padding
 *
 *	mode = path (secure_link_secret):
 *	URL   = PREFIX TOKEN "/" LINK
 *	TOKEN = hex of MD5(LINK SECRET); LINK as received, with its query
 *
 * EXPRESSION is the setting of that name, with the variables of nginx that
 * link_format.h lists; the secret, which nginx has in it, stands as $secret.
 * nginx takes a token with padding, with spare bits set, or there twice; we do
 * not.  By hand:
 *
 *	e=1800000000; t=$(printf %s "$e/img/cat.jpg $SECRET" |
 *	    openssl dgst -md5 -binary | openssl base64 | tr +/ -_ | tr -d =)
 *	echo "/img/cat.jpg?md5=$t&expires=$e"
 *
 * SPDX-License-Identifier: ISC
 */
#include "link_format.h"

extern const struct scheme scheme_nginx_secure_link;

static const struct scheme_setting settings[] = {
	{ "mode", "query", "query endless path",
	    "secure_link_md5: query, or endless where its links have no end; "
	    "secure_link_secret: path" },
	{ "token", "md5", NULL, "the parameter that holds the token" },
	{ "expires", "expires", NULL, "the parameter that holds the end" },
	{ "expression", "$secure_link_expires$uri $secret", NULL,
	    "what is hashed: secure_link_md5 with $secret in it" },
	{ NULL, NULL, NULL, NULL },
};

static const struct link_format modes[] = {
	{ .when = "query",
	    .parameters = { LINK_PARAMETER("token", "$mac"),
	        LINK_PARAMETER("expires", "$expires") },
	    .mac = LINK_BASE64URL },
	{ .when = "endless",
	    .parameters = { LINK_PARAMETER("token", "$mac") },
	    .mac = LINK_BASE64URL },
	{ .when = "path",
	    .path = "$mac/",
	    .message = LINK_TEXT("$link$secret"),
	    .mac = LINK_HEX_FOLD },
	{ .when = NULL },
};

static enum status
format_of(const struct source *source, struct arena *arena,
    const struct link_format **format)
{
	const struct scheme *scheme = &scheme_nginx_secure_link;

	*format = link_format_when(source->verifier, scheme, "mode", modes);
	if (*format == NULL || (*format)->path != NULL)
		return STATUS_OK;
	return link_format_worded(source, scheme, *format, arena, format);
}

static enum status
nginx_secure_link_read(const struct source *source, struct arena *arena,
    struct credential *credential)
{
	const struct link_format *format;
	enum status               status = format_of(source, arena, &format);

	return status == STATUS_OK
	    ? link_read(source, format, arena, credential) : status;
}

static enum status
nginx_secure_link_sign(const struct terms *terms, const struct key *key,
    const struct verifier *verifier, struct arena *arena, struct bytes *url)
{
	const struct source       source = { .verifier = verifier };
	const struct link_format *format;
	enum status               status = format_of(&source, arena, &format);

	return status == STATUS_OK
	    ? link_sign(format, terms, key, verifier, arena, url) : status;
}

static const char *const algorithms[] = { "MD5", NULL };

const struct scheme scheme_nginx_secure_link = {
	.name = "nginx-secure-link",
	.algorithms = algorithms,
	.weak = 1,
	.reads_request = 1,
	.tries_keys = 1,
	.others_keys = 1,
	.settings = settings,
	.in_path = "path",
	.read = nginx_secure_link_read,
	.verify = link_verify,
	.sign = nginx_secure_link_sign,
};
