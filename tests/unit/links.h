/*
 * Verifiers of the schemes that link_format.h makes, as routes set them.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef TESTS_UNIT_LINKS_H
#define TESTS_UNIT_LINKS_H

#include "foreign.h"

/* A scheme as a route has it; NULL: its settings are standard. */
struct way {
	const char *scheme, *algorithm;
	const char *setting, *value;
};

struct set_up {
	struct keyring *keyring;
	struct bytes    settings[SCHEME_SETTINGS];
	struct verifier verifier;
};

static inline void
set_value(struct set_up *set_up, const char *name, const char *value)
{
	const struct scheme_setting *setting =
	    scheme_settings(set_up->verifier.schemes[0]);
	size_t i = 0;

	while (setting[i].name != NULL && strcmp(setting[i].name, name) != 0)
		i++;
	EXPECT(name, setting[i].name != NULL);
	set_up->settings[i] = bytes_of(value);
	set_up->verifier.settings[0] = set_up->settings;
}

/* Not to be moved; longest_age is 600. */
static inline void
set_up_open(struct set_up *set_up, const struct way *way)
{
	char        jwk[400];
	const char *jwks[] = { jwk };

	snprintf(jwk, sizeof(jwk), FOREIGN_JWK("k1", "%s", "%s"),
	    way->algorithm, way->scheme);
	*set_up = (struct set_up){ .keyring = keyring_of(jwks, 1) };
	set_up->verifier = foreign_verifier(way->scheme, set_up->keyring);
	set_up->verifier.policy.longest_age = 600;
	if (way->setting != NULL)
		set_value(set_up, way->setting, way->value);
}

static inline void
set_up_close(struct set_up *set_up)
{
	keyring_free(set_up->keyring);
}

#endif
