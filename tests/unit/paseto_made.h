/*
 * PASETOs made for a test, and the keys of all of them.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef TESTS_UNIT_PASETO_MADE_H
#define TESTS_UNIT_PASETO_MADE_H

#include "jose_made.h"

#define CLAIMS_TEXT "{\"exp\":\"2027-01-15T08:00:01Z\",\"sub\":\"alice\"}"
#define FOOTER      "{\"kid\":\"k1\"}"

static const struct verifier here;
static EVP_PKEY             *owned;
static struct key            local_key, public_key;

static int
open_all(void **state)
{
	const int failed = make_arena(state);

	owned = EVP_PKEY_Q_keygen(NULL, NULL, "ED25519");
	assert_int_equal(EVP_PKEY_up_ref(owned), 1);
	public_key.algorithm = algorithm_named(BYTES("v4.public"));
	public_key.public_key = public_key_pem(pem_of(owned, PEM_PUBLIC));
	local_key.algorithm = algorithm_named(BYTES("v4.local"));
	local_key.secret = BYTES("0123456789abcdef0123456789abcdef");
	return failed || public_key.public_key == NULL;
}

static int
close_all(void **state)
{
	public_key_free(public_key.public_key);
	EVP_PKEY_free(owned);
	return free_arena(state);
}

static int
reset(void **state)
{
	(void)state;
	arena_reset(arena);
	return 0;
}

/* Pre-authentication encoding; no piece here is longer than 65535. */
static inline struct bytes
pae(const struct bytes *pieces, size_t count)
{
	const char   number[8] = { (char)count };
	struct bytes all = { number, 8 };

	for (size_t i = 0; i < count; i++) {
		const char length[8] = { (char)pieces[i].len,
			(char)(pieces[i].len >> 8) };

		all = joined((const struct bytes[]){ all, { length, 8 },
		    pieces[i] }, 3);
	}
	return all;
}

/* footer: empty for none */
static inline struct bytes
written(struct bytes header, const struct bytes *body, size_t count,
    struct bytes footer)
{
	struct bytes token = joined((const struct bytes[]){ header,
	    encoded(joined(body, count)) }, 2);

	return footer.len == 0 ? token : with_part(token, footer);
}

static inline struct bytes
signed_token(struct bytes claims, struct bytes footer, struct bytes assertion)
{
	const struct bytes header = BYTES("v4.public.");
	struct bytes       message = pae((const struct bytes[]){ header, claims,
	          footer, assertion }, 4);

	return written(header, (const struct bytes[]){ claims,
	    signature_of(owned, NULL, 0, message) }, 2, footer);
}

static inline struct bytes
derived(struct bytes key, struct bytes use, struct bytes more, size_t length)
{
	unsigned char mac[64];

	EXPECT_STATUS("derive", blake2b_keyed(key,
	    (const struct bytes[]){ use, more }, 2, length, mac), STATUS_OK);
	return kept(mac, length);
}

static inline struct bytes
sealed_token(struct bytes claims, struct bytes footer, struct bytes assertion)
{
	const struct bytes header = BYTES("v4.local.");
	const struct bytes nonce = BYTES("a nonce that is the same always!");
	struct bytes       keys = derived(local_key.secret,
	          BYTES("paseto-encryption-key"), nonce, 56);
	struct bytes       mac_key = derived(local_key.secret,
	          BYTES("paseto-auth-key-for-aead"), nonce, 32);
	struct bytes       text, tag;

	EXPECT_STATUS("encrypt", xchacha20((struct bytes){ keys.at, 32 },
	    (struct bytes){ keys.at + 32, 24 }, claims, arena, &text),
	    STATUS_OK);
	tag = derived(mac_key, EMPTY, pae((const struct bytes[]){ header, nonce,
	    text, footer, assertion }, 5), 32);
	return written(header, (const struct bytes[]){ nonce, text, tag }, 3,
	    footer);
}

static const struct way {
	const char *name;
	struct bytes (*make)(struct bytes claims, struct bytes footer,
	    struct bytes assertion);
	const struct key *key, *other;
	size_t            header, least; /* bytes of both, without claims */
} ways[] = {
	{ "v4.local", sealed_token, &local_key, &public_key, 9, 64 },
	{ "v4.public", signed_token, &public_key, &local_key, 10, 64 },
};

static inline enum status
check(const struct way *way, const struct verifier *verifier,
    struct bytes token, struct grant *grant)
{
	return verify_token("paseto", verifier, token, way->key, arena, grant);
}

#endif
