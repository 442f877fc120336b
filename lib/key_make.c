/* New secrets.  See postern_keys.h.  SPDX-License-Identifier: ISC */
#include "bytes.h"
#include "key.h"
#include "key_text.h"
#include "scheme.h"

#define SECRET_MAX 64 /* bytes of what is made */

int
scheme_signs(const struct scheme *scheme)
{
	return scheme->sign != NULL;
}

const struct scheme *
key_plan_scheme(const struct key_plan *plan)
{
	const struct algorithm *algorithm = algorithm_named(plan->algorithm);

	if (plan->schemes.count > 0)
		return scheme_named(plan->schemes.at[0]);
	if (algorithm == NULL || algorithm->scheme == NULL)
		return NULL;
	return scheme_named(bytes_of(algorithm->scheme));
}

/* Why not, when others make such keys. */
static const char *
size_of_secret(const struct key_plan *plan, size_t *size)
{
	const struct algorithm *algorithm = algorithm_named(plan->algorithm);

	if (algorithm == NULL)
		return "there is no such algorithm";
	if (algorithm->use == USE_SIGNATURE)
		return "who issues the tokens makes this key: import its "
		       "public part (postern keys import)";
	if (algorithm->use == USE_OAEP)
		return "openssl genpkey makes this key: import it "
		       "(postern keys import)";
	if (algorithm->use == USE_APP_KEY)
		return "php artisan key:generate makes this key: import it "
		       "(postern keys import)";
	*size = algorithm->secret_made;
	if (algorithm->scheme == NULL)
		return "others make such secrets: import them "
		       "(postern keys import)";
	if (*size == 0)
		*size = encryption_secret(plan->encryption);
	return *size > 0 ? NULL
	    : "\"dir\" needs an encryption: A128GCM, A256GCM, A128CBC-HS256 "
	      "or A256CBC-HS512";
}

const char *
key_generate(const struct key_plan *plan, struct arena *arena,
    struct key_text *made)
{
	unsigned char secret[SECRET_MAX];
	size_t        size;
	const char   *reason = size_of_secret(plan, &size);

	if (reason != NULL)
		return reason;
	if (random_bytes(secret, size) != STATUS_OK)
		return "there are no random bytes";
	reason = key_text_of_secret(plan,
	    (struct bytes){ (char *)secret, size }, arena, made);
	wipe(secret, sizeof(secret));
	return reason;
}
