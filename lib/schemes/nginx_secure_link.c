/*
 * nginx-secure-link: ngx_http_secure_link_module of nginx, both modes; and the
 * CDNs whose formula is the same (Gcore, EdgeCenter, Yandex, VK, Orange).
 *
 *	mode = query (secure_link, secure_link_md5):
 *	URL   = PATH "?md5=" TOKEN "&expires=" seconds since 1970
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
#include "arena.h"
#include "bytes.h"
#include "link_format.h"
#include "source.h"

extern const struct scheme scheme_nginx_secure_link;

static const struct scheme_setting settings[] = {
	{ "mode", "query", "query path", "secure_link_md5: query; "
	                                 "secure_link_secret: path" },
	{ "token", "md5", NULL, "the parameter that holds the token" },
	{ "expires", "expires", NULL, "the parameter that holds the end" },
	{ "expression", "$secure_link_expires$uri $secret", NULL,
	    "what is hashed: secure_link_md5 with $secret in it" },
	{ NULL, NULL, NULL, NULL },
};

static const struct {
	const char *setting, *pattern;
} names[] = {
	{ "token", "$mac" },
	{ "expires", "$expires" },
	{ NULL, NULL },
};

static const struct link_format in_path = {
	.path = "$mac/",
	.message = { "$link$secret", 12 },
	.mac = LINK_HEX_FOLD,
};

/* The route's own names and message, in the arena. */
static enum status
nginx_secure_link_format(const struct source *source, struct arena *arena,
    const struct link_format **format)
{
	struct link_format *made = arena_take(arena, sizeof(*made));
	enum status         status = STATUS_OK;

	if (made == NULL)
		return STATUS_TOO_LARGE;
	*made = (struct link_format){ .mac = LINK_BASE64URL,
		.message = source_setting(source, &scheme_nginx_secure_link,
		    "expression") };
	for (size_t i = 0; status == STATUS_OK && names[i].setting != NULL;
	     i++) {
		struct bytes name = source_setting(source,
		    &scheme_nginx_secure_link, names[i].setting);

		status = arena_join(arena, (const struct bytes[]){ name,
		    { "", 1 } }, 2, &name);
		made->parameters[i].name = name.at;
		made->parameters[i].pattern = names[i].pattern;
	}
	*format = made;
	return status;
}

static enum status
format_of(const struct source *source, struct arena *arena,
    const struct link_format **format)
{
	*format = &in_path;
	if (bytes_equal(source_setting(source, &scheme_nginx_secure_link,
	        "mode"), BYTES("path")))
		return STATUS_OK;
	return nginx_secure_link_format(source, arena, format);
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
	.read = nginx_secure_link_read,
	.verify = link_verify,
	.sign = nginx_secure_link_sign,
};
