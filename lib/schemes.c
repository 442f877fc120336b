/* The one list of schemes.  SPDX-License-Identifier: ISC */
#include <string.h>

#include "bytes.h"
#include "scheme.h"

/* Files of schemes/, without ".c".  The empty line below ends the list. */
#define SCHEME_LIST(X) \
	X(native) \
	X(sealed) \
	X(jwt) \
	X(jwe) \
	X(paseto) \
	X(laravel_encrypt) \
	X(laravel_route) \
	X(nginx_secure_link) \
	X(nginx_hmac_secure_link) \
	X(lighttpd_secdownload) \
	X(mod_auth_token) \
	X(keycdn) \
	X(cdn77) \
	X(fastly) \
	X(tencent) \
	X(aliyun) \
	X(cloudflare) \
	X(cloudflare_images) \
	X(imgix) \
	X(imagekit) \
	X(bunny) \
	X(bunny_v2) \
	X(bunny_v1) \
	X(s3) \
	X(s3_v2) \
	X(gcs) \
	X(gcs_v2) \
	X(cloudfront) \
	X(google_cdn) \
	X(media_cdn) \
	X(sanity) \
	X(symfony) \
	X(signed_url) \
	X(rails_message) \
	X(rails_signed_id) \
	X(rails_cookie) \
	X(django_signer) \
	X(django_dumps) \
	X(itsdangerous) \
	X(express_cookie) \
	X(express_session) \
	X(akamai) \
	X(azure_sas) \
	X(cloudinary) \
	X(cloudinary_token) \
	X(imgproxy) \
	X(thumbor) \
	X(ats_url_sig) \
	X(rfc9246) \

#define DECLARE(name) extern const struct scheme scheme_##name;
#define LIST(name)    &scheme_##name,

SCHEME_LIST(DECLARE)

const struct scheme *const schemes[] = { SCHEME_LIST(LIST) NULL };

const struct scheme *
scheme_named(struct bytes name)
{
	for (size_t i = 0; schemes[i] != NULL; i++)
		if (bytes_equal(name, bytes_of(schemes[i]->name)))
			return schemes[i];
	return NULL;
}

const char *
scheme_name(const struct scheme *scheme)
{
	return scheme->name;
}

int
scheme_is_weak(const struct scheme *scheme)
{
	return scheme->weak;
}

int
scheme_names_file(const struct scheme *scheme)
{
	return scheme->names_file;
}

int
scheme_reads_request(const struct scheme *scheme)
{
	return scheme->reads_request;
}

int
scheme_states_issue(const struct scheme *scheme)
{
	return scheme->states_issue;
}

int
scheme_is_passed_on(const struct scheme *scheme)
{
	return scheme->is_passed_on;
}

int
scheme_is_in_path(const struct scheme *scheme, const struct bytes *settings)
{
	struct bytes words, value;

	if (scheme->in_path == NULL || scheme->in_path[0] == '\0')
		return scheme->in_path != NULL;
	value = bytes_of(scheme->settings[0].standard);
	if (settings != NULL && settings[0].at != NULL)
		value = settings[0];
	words = bytes_of(scheme->in_path);
	while (words.len > 0)
		if (bytes_equal(bytes_cut(&words, ' '), value))
			return 1;
	return 0;
}

const struct scheme_setting *
scheme_settings(const struct scheme *scheme)
{
	return scheme->settings;
}

int
scheme_takes(const struct scheme *scheme, const char *algorithm)
{
	for (size_t i = 0; scheme->algorithms[i] != NULL; i++)
		if (strcmp(scheme->algorithms[i], algorithm) == 0)
			return 1;
	return 0;
}
