/*
 * The scheme sealed, without the core around it: one key, one site.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef TESTS_UNIT_SEALED_KEY_H
#define TESTS_UNIT_SEALED_KEY_H

#include "support.h"

#include "bytes.h"
#include "scheme.h"

#define EXPIRY 1800000000

static const struct scheme *sealed;
static struct arena        *arena;
static struct key           key;
static struct verifier      here;

static int
open_all(void **state)
{
	static char secret[SIV_KEY_BYTES];

	(void)state;
	for (size_t i = 0; i < sizeof(secret); i++)
		secret[i] = (char)i;
	sealed = scheme_named(BYTES("sealed"));
	arena = arena_new(1 << 15);
	key.id = BYTES("s1");
	key.siv = siv_new((struct bytes){ secret, sizeof(secret) });
	here.site = BYTES("example.org");
	here.prefix = BYTES("/img/");
	return sealed == NULL || arena == NULL || key.siv == NULL;
}

static int
close_all(void **state)
{
	(void)state;
	siv_free(key.siv);
	arena_free(arena);
	return 0;
}

static inline struct bytes
seal(const struct terms *terms)
{
	struct bytes token = EMPTY;

	EXPECT_STATUS("seal", sealed->sign(terms, &key, &here, arena, &token),
	    STATUS_OK);
	return token;
}

/* As the core does it, with one key. */
static inline enum status
open_as(struct bytes token, const struct verifier *verifier,
    struct arena *memory, struct terms *terms)
{
	const struct source source = { .verifier = verifier,
		.token = guarded(token) };
	struct credential   credential = { .scheme = sealed };
	struct grant        grant = { .verifier = verifier };
	enum status         status;

	status = sealed->read(&source, memory, &credential);
	if (status == STATUS_OK)
		status = sealed->verify(&source, &credential, &key, memory,
		    &grant);
	*terms = grant.terms;
	return status;
}

static inline enum status
open_token(struct bytes token, struct terms *terms)
{
	return open_as(token, &here, arena, terms);
}

#endif
