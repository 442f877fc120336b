/* PEM files: their names, and what they hold.  SPDX-License-Identifier: ISC */
#include "keys_made.h"

#include "key_file.h"
#include "scheme.h"

struct row {
	const char      *name;
	const char      *type; /* of the key */
	enum pem_content content;
	const char      *wanted; /* of the algorithm, or a part of the reason */
	const char      *id;     /* NULL: it is refused */
};

static EVP_PKEY *
new_key(const char *type)
{
	if (strcmp(type, "RSA") == 0)
		return EVP_RSA_gen(2048);
	if (strcmp(type, "weak") == 0)
		return EVP_RSA_gen(1024);
	if (strcmp(type, "Ed25519") == 0)
		return EVP_PKEY_Q_keygen(NULL, NULL, "ED25519");
	return EVP_EC_gen(type);
}

static void
check(const struct row *row)
{
	struct key_list list = { 0 };
	struct bytes    text = pem_of(new_key(row->type), row->content);
	struct refusal  refusal;

	refusal = key_file_parse(row->name, guarded(text), &list);
	assert_int_equal(refusal.number, 0);
	if (row->id == NULL) {
		EXPECT(row->name, refusal.reason != NULL);
		if (strstr(refusal.reason, row->wanted) == NULL)
			fail_msg("%s: %s", row->name, refusal.reason);
		EXPECT(row->name, list.count == 0);
	} else {
		if (refusal.reason != NULL)
			fail_msg("%s: %s", row->name, refusal.reason);
		assert_int_equal(list.count, 1);
		assert_string_equal(key_algorithm(list.at[0]), row->wanted);
		EXPECT_BYTES(row->name, key_id(list.at[0]),
		    bytes_of(row->id));
		EXPECT(row->name, list.at[0]->scheme_count == 1);
	}
	key_list_empty(&list);
}

static void
test_accepted(void **state)
{
	static const struct row rows[] = {
		{ "auth0.RS256.pem", "RSA", PEM_PUBLIC, "RS256", "auth0" },
		{ "auth0.PS512.pem", "RSA", PEM_CERTIFICATE, "PS512", "auth0" },
		{ "a.b.c.RS384.pem", "RSA", PEM_PUBLIC, "RS384", "a.b.c" },
		{ "k.pem", "P-256", PEM_PUBLIC, "ES256", "k" },
		{ "k.pem", "P-384", PEM_CERTIFICATE, "ES384", "k" },
		{ "k.pem", "P-521", PEM_PUBLIC, "ES512", "k" },
		{ "k.pem", "Ed25519", PEM_CERTIFICATE, "EdDSA", "k" },
		{ "k.ES256.pem", "P-256", PEM_PUBLIC, "ES256", "k" },
		{ "k.EdDSA.pem", "Ed25519", PEM_PUBLIC, "EdDSA", "k" },
		{ "k.v4.public.pem", "Ed25519", PEM_PUBLIC, "v4.public", "k" },
		{ "k.ES256K.pem", "P-256", PEM_PUBLIC, "ES256", "k.ES256K" },
		{ "k.RSA-OAEP-256.pem", "RSA", PEM_PRIVATE, "RSA-OAEP-256",
		    "k" },
		{ "k.RSA-OAEP.pem", "RSA", PEM_PRIVATE, "RSA-OAEP", "k" },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++)
		check(&rows[i]);
}

static void
test_refused(void **state)
{
	static const struct row rows[] = {
		{ "auth0.pem", "RSA", PEM_PUBLIC, "ID.RS256.pem", NULL },
		{ "auth0.RS257.pem", "RSA", PEM_PUBLIC, "ID.RS256.pem", NULL },
		{ "RS256.pem", "RSA", PEM_PUBLIC, "ID.RS256.pem", NULL },
		{ ".RS256.pem", "RSA", PEM_PUBLIC, "128", NULL },
		{ "k.RS256.pem", "P-256", PEM_PUBLIC, "none of the alg", NULL },
		{ "k.ES256.pem", "P-384", PEM_PUBLIC, "none of the alg", NULL },
		{ "k.ES256.pem", "RSA", PEM_PUBLIC, "none of the alg", NULL },
		{ "k.EdDSA.pem", "P-256", PEM_PUBLIC, "none of the alg", NULL },
		{ "k.HS256.pem", "RSA", PEM_PUBLIC, "takes no PEM", NULL },
		{ "k.dir.pem", "RSA", PEM_PRIVATE, "takes no PEM", NULL },
		{ "k.RS256.pem", "RSA", PEM_PRIVATE, "-pubout", NULL },
		{ "k.pem", "P-256", PEM_PRIVATE, "-pubout", NULL },
		{ "k.pem", "Ed25519", PEM_ENCRYPTED, "-pubout", NULL },
		{ "k.RSA-OAEP-256.pem", "RSA", PEM_PUBLIC, "private", NULL },
		{ "k.RSA-OAEP-256.pem", "RSA", PEM_ENCRYPTED, "private", NULL },
		{ "k.RSA-OAEP-256.pem", "P-256", PEM_PRIVATE, "private", NULL },
		{ "k.RS256.pem", "weak", PEM_PUBLIC, "2048", NULL },
		{ "k.pem", "secp256k1", PEM_PUBLIC, "P-521", NULL },
		{ ".pem", "P-256", PEM_PUBLIC, "128", NULL },
		{ "a b.pem", "P-256", PEM_PUBLIC, "128", NULL },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++)
		check(&rows[i]);
}

static void
test_texts_that_are_none(void **state)
{
	static const char *const rows[] = { "", "k", "-----BEGIN PUBLIC KEY",
		"-----BEGIN PUBLIC KEY-----\n-----END PUBLIC KEY-----\n",
		"{\"kty\":\"oct\"}" };

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		struct key_list list = { 0 };
		struct refusal  refusal = key_file_parse("k.ES256.pem",
		     guarded_text(rows[i]), &list);

		EXPECT(rows[i], refusal.reason != NULL && list.count == 0);
		key_list_empty(&list);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_accepted),
		cmocka_unit_test(test_refused),
		cmocka_unit_test(test_texts_that_are_none),
	};

	return cmocka_run_group_tests(tests, make_arena, free_arena);
}
