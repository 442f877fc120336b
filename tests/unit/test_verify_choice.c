/*
 * Which of several keys, and which of several cookies.
 *
 * SPDX-License-Identifier: ISC
 */
#include "keys.h"

#include "scheme.h"

#define NOBODY "?"

/* A token "KEY ALGORITHM PATH EXPIRY GOOD-KEY", each one word; "?": none. */
struct words {
	struct bytes key_id, algorithm, path, expiry, good;
};

static struct bytes
cut_word(struct bytes *rest)
{
	const char  *end = memchr(rest->at, '_', rest->len);
	struct bytes word = *rest;

	if (end == NULL) {
		*rest = BYTES("");
		return word;
	}
	word.len = (size_t)(end - rest->at);
	rest->at += word.len + 1;
	rest->len -= word.len + 1;
	return bytes_equal(word, BYTES(NOBODY)) ? BYTES("") : word;
}

static struct words
words_of(struct bytes token)
{
	struct words words;

	words.key_id = cut_word(&token);
	words.algorithm = cut_word(&token);
	words.path = cut_word(&token);
	words.expiry = cut_word(&token);
	words.good = token;
	return words;
}

static enum status
read_words(const struct source *source, struct arena *arena,
    struct credential *credential)
{
	struct words words = words_of(source->token);

	(void)arena;
	if (bytes_equal(source->token, BYTES("bad")))
		return STATUS_MALFORMED;
	credential->key_id = words.key_id;
	credential->algorithm = words.algorithm;
	credential->message = source->token;
	credential->terms.path = words.path;
	if (words.expiry.len > 0)
		credential->terms.expires_at = words.expiry.at[0];
	return STATUS_OK;
}

/* Good under one key; "x" as a good key is a token that is broken inside. */
static enum status
verify_words(const struct source *source, const struct credential *credential,
    const struct key *key, struct arena *arena, struct grant *grant)
{
	struct words words = words_of(credential->message);

	(void)source, (void)arena, (void)grant;
	if (bytes_equal(words.good, BYTES("x")))
		return STATUS_CLAIM_MISSING;
	return bytes_equal(key_id(key), words.good) ? STATUS_OK
						    : STATUS_BAD_SIGNATURE;
}

static const struct scheme stating = {
	.name = "stating", .read = read_words, .verify = verify_words
};
static const struct scheme trying = {
	.name = "trying", .read = read_words, .verify = verify_words,
	.tries_keys = 1
};

/* k1, k2 and k3 serve both; k4 none. */
static struct keyring *keyring;

static int
open_keyring(void **state)
{
	static const char *const jwks[] = { JWK("k1", ""), JWK("k2", ""),
		JWK("k3", ""), JWK("k4", "") };

	(void)state;
	keyring = keyring_of(jwks, COUNT(jwks));
	for (size_t i = 0; i < 3; i++) {
		struct key *key = (struct key *)(uintptr_t)keyring_at(keyring,
		    i);

		key->schemes[0] = &stating;
		key->schemes[1] = &trying;
		key->scheme_count = 2;
	}
	return 0;
}

static int
close_keyring(void **state)
{
	(void)state;
	keyring_free(keyring);
	return 0;
}

static enum status
run(const struct scheme *scheme, const char *cookies, struct bytes_list ids,
    struct arena *arena, struct claim *claim, const struct grant **grant)
{
	const struct verifier verifier = {
		.schemes = { scheme }, .scheme_count = 1,
		.carriers = CARRIER_COOKIE, .cookie = BYTES("pt"),
		.key_ids = ids.at, .key_id_count = ids.count,
		.keyring = keyring,
	};
	struct request request = {
		.path = BYTES("/x"), .cookies = guarded_text(cookies)
	};

	*grant = NULL;
	arena_reset(arena);
	return verify(&verifier, &request, arena, claim, grant);
}

struct choice {
	const struct scheme *scheme;
	const char          *cookies;
	enum status          wanted;
	const char          *key; /* of the grant, and of the claim */
};

static void
expect_choice(const struct choice *row, struct bytes_list ids)
{
	struct arena       *arena = arena_new(8192);
	const struct grant *grant;
	struct claim        claim;

	EXPECT_STATUS(row->cookies, run(row->scheme, row->cookies, ids, arena,
	    &claim, &grant), row->wanted);
	EXPECT(row->cookies, (grant != NULL) == (row->wanted == STATUS_OK));
	if (grant != NULL) {
		EXPECT_BYTES(row->cookies, key_id(grant->key),
		    bytes_of(row->key));
		EXPECT_BYTES(row->cookies, claim.key_id, bytes_of(row->key));
	}
	arena_free(arena);
}

static void
test_keys(void **state)
{
	static const struct bytes only_k2[] = { TEXT("k2") };
	static const struct choice any[] = {
		/* An id: that key. */
		{ &stating, "pt=k1_?_/x_a_k1", STATUS_OK, "k1" },
		{ &stating, "pt=k1_?_/x_a_k2", STATUS_BAD_SIGNATURE, NULL },
		{ &stating, "pt=k4_?_/x_a_k4", STATUS_UNKNOWN_KEY, NULL },
		{ &stating, "pt=k1_HS256_/x_a_k1", STATUS_OK, "k1" },
		{ &stating, "pt=k1_HS512_/x_a_k1", STATUS_WRONG_ALGORITHM,
		    NULL },
		/* None: the only key of the algorithm, and they are three. */
		{ &stating, "pt=?_HS256_/x_a_k1", STATUS_UNKNOWN_KEY, NULL },
		{ &stating, "pt=?_HS512_/x_a_k1", STATUS_UNKNOWN_KEY, NULL },
		{ &stating, "pt=?_?_/x_a_k1", STATUS_UNKNOWN_KEY, NULL },
		/* Each key in turn. */
		{ &trying, "pt=?_?_/x_a_k1", STATUS_OK, "k1" },
		{ &trying, "pt=?_?_/x_a_k3", STATUS_OK, "k3" },
		{ &trying, "pt=?_?_/x_a_k4", STATUS_BAD_SIGNATURE, NULL },
		{ &trying, "pt=?_?_/x_a_x", STATUS_CLAIM_MISSING, NULL },
		/* Unless the credential states one. */
		{ &trying, "pt=k2_?_/x_a_k2", STATUS_OK, "k2" },
		{ &trying, "pt=k1_?_/x_a_k2", STATUS_BAD_SIGNATURE, NULL },
		{ &trying, "pt=k4_?_/x_a_k4", STATUS_UNKNOWN_KEY, NULL },
		/* The cookie's name states one. */
		{ &trying, "pt.k2=?_?_/x_a_k2", STATUS_OK, "k2" },
		{ &trying, "pt.k1=?_?_/x_a_k2", STATUS_BAD_SIGNATURE, NULL },
		{ &trying, "pt.k4=?_?_/x_a_k4", STATUS_UNKNOWN_KEY, NULL },
		{ &trying, "pt.k9=?_?_/x_a_k1", STATUS_UNKNOWN_KEY, NULL },
		{ &stating, "pt.k1=k1_?_/x_a_k1", STATUS_OK, "k1" },
		{ &stating, "pt.k2=k1_?_/x_a_k1", STATUS_MALFORMED, NULL },
		{ &stating, "pt.k2=?_HS256_/x_a_k2", STATUS_OK, "k2" },
	};
	static const struct choice second[] = {
		{ &stating, "pt=?_HS256_/x_a_k2", STATUS_OK, "k2" },
		{ &stating, "pt=?_HS256_/x_a_k1", STATUS_BAD_SIGNATURE, NULL },
		{ &stating, "pt=k1_?_/x_a_k1", STATUS_UNKNOWN_KEY, NULL },
		{ &trying, "pt=?_?_/x_a_k2", STATUS_OK, "k2" },
		{ &trying, "pt=?_?_/x_a_k1", STATUS_BAD_SIGNATURE, NULL },
	};
	static const struct choice none[] = {
		{ &trying, "pt=?_?_/x_a_k2", STATUS_UNKNOWN_KEY, NULL },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(any); i++)
		expect_choice(&any[i], (struct bytes_list){ NULL, 0 });
	for (size_t i = 0; i < COUNT(second); i++)
		expect_choice(&second[i], (struct bytes_list){ only_k2, 1 });
	expect_choice(&none[0], (struct bytes_list){ only_k2, 0 });
}

static void
test_cookies(void **state)
{
	static const struct choice rows[] = {
		/* The one that opens the path, wherever it stands. */
		{ &trying, "pt=?_?_/x_a_k1; pt.k2=?_?_/y_b_k2", STATUS_OK,
		    "k1" },
		{ &trying, "pt=?_?_/y_b_k1; pt.k2=?_?_/x_a_k2", STATUS_OK,
		    "k2" },
		/* Of several such ones, that which lives longest. */
		{ &trying, "pt=?_?_/x_a_k1; pt.k2=?_?_/x_b_k2", STATUS_OK,
		    "k2" },
		{ &trying, "pt=?_?_/x_b_k1; pt.k2=?_?_/x_a_k2", STATUS_OK,
		    "k1" },
		/* A cookie that is worth nothing does no harm. */
		{ &trying, "pt=bad; pt.k2=?_?_/x_a_k2", STATUS_OK, "k2" },
		{ &trying, "pt=?_?_/x_a_k4; pt.k2=?_?_/x_a_k2", STATUS_OK,
		    "k2" },
		{ &trying, "pt.k1=?_?_/x_a_k1; pt=bad", STATUS_OK, "k1" },
		/* None opens it: authorise says so of a verified one. */
		{ &trying, "pt=?_?_/y_a_k1; pt.k2=?_?_/z_b_k2", STATUS_OK,
		    "k2" },
		/* None is right: what is wrong with the first. */
		{ &trying, "pt=bad; pt.k2=?_?_/x_a_k4", STATUS_MALFORMED,
		    NULL },
		{ &trying, "pt.k2=?_?_/x_a_k4; pt=bad", STATUS_BAD_SIGNATURE,
		    NULL },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++)
		expect_choice(&rows[i], (struct bytes_list){ NULL, 0 });
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_keys),
		cmocka_unit_test(test_cookies),
	};

	return cmocka_run_group_tests(tests, open_keyring, close_keyring);
}
