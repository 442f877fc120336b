/* The one list of schemes.  SPDX-License-Identifier: ISC */
#include "scheme.h"

extern const struct scheme scheme_native;
extern const struct scheme scheme_sealed;
extern const struct scheme scheme_jwt;
extern const struct scheme scheme_jwe;
extern const struct scheme scheme_paseto;
extern const struct scheme scheme_laravel_encrypt;
extern const struct scheme scheme_laravel_route;

const struct scheme *const schemes[] = {
	&scheme_native,
	&scheme_sealed,
	&scheme_jwt,
	&scheme_jwe,
	&scheme_paseto,
	&scheme_laravel_encrypt,
	&scheme_laravel_route,
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
