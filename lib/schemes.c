/* The one list of schemes.  SPDX-License-Identifier: ISC */
#include <string.h>

#include "bytes.h"
#include "scheme.h"

extern const struct scheme scheme_native;
extern const struct scheme scheme_sealed;
extern const struct scheme scheme_jwt;
extern const struct scheme scheme_jwe;
extern const struct scheme scheme_paseto;
extern const struct scheme scheme_laravel_encrypt;
extern const struct scheme scheme_laravel_route;
extern const struct scheme scheme_nginx_secure_link;
extern const struct scheme scheme_nginx_hmac_secure_link;
extern const struct scheme scheme_lighttpd_secdownload;
extern const struct scheme scheme_mod_auth_token;
extern const struct scheme scheme_keycdn;
extern const struct scheme scheme_cdn77;
extern const struct scheme scheme_fastly;
extern const struct scheme scheme_tencent;
extern const struct scheme scheme_aliyun;
extern const struct scheme scheme_s3;
extern const struct scheme scheme_s3_v2;
extern const struct scheme scheme_gcs;
extern const struct scheme scheme_gcs_v2;
extern const struct scheme scheme_cloudfront;
extern const struct scheme scheme_google_cdn;
extern const struct scheme scheme_media_cdn;
extern const struct scheme scheme_sanity;
extern const struct scheme scheme_symfony;
extern const struct scheme scheme_rails_message;
extern const struct scheme scheme_rails_signed_id;
extern const struct scheme scheme_rails_cookie;
extern const struct scheme scheme_django_signer;
extern const struct scheme scheme_django_dumps;
extern const struct scheme scheme_itsdangerous;
extern const struct scheme scheme_express_cookie;
extern const struct scheme scheme_express_session;
extern const struct scheme scheme_akamai;
extern const struct scheme scheme_azure_sas;
extern const struct scheme scheme_cloudinary;
extern const struct scheme scheme_cloudinary_token;

const struct scheme *const schemes[] = {
	&scheme_native,
	&scheme_sealed,
	&scheme_jwt,
	&scheme_jwe,
	&scheme_paseto,
	&scheme_laravel_encrypt,
	&scheme_laravel_route,
	&scheme_nginx_secure_link,
	&scheme_nginx_hmac_secure_link,
	&scheme_lighttpd_secdownload,
	&scheme_mod_auth_token,
	&scheme_keycdn,
	&scheme_cdn77,
	&scheme_fastly,
	&scheme_tencent,
	&scheme_aliyun,
	&scheme_s3,
	&scheme_s3_v2,
	&scheme_gcs,
	&scheme_gcs_v2,
	&scheme_cloudfront,
	&scheme_google_cdn,
	&scheme_media_cdn,
	&scheme_sanity,
	&scheme_symfony,
	&scheme_rails_message,
	&scheme_rails_signed_id,
	&scheme_rails_cookie,
	&scheme_django_signer,
	&scheme_django_dumps,
	&scheme_itsdangerous,
	&scheme_express_cookie,
	&scheme_express_session,
	&scheme_akamai,
	&scheme_azure_sas,
	&scheme_cloudinary,
	&scheme_cloudinary_token,
	NULL,
};

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
