/* Where a credential may stand.  SPDX-License-Identifier: ISC */
#include "support.h"

#include "carrier.h"

static const struct {
	const char *query;
	enum status status;
	const char *value; /* of STATUS_OK */
} rows[] = {
	{ "st=1.x", STATUS_OK, "1.x" },
	{ "st=", STATUS_OK, "" },
	{ "st", STATUS_OK, "" },
	{ "a=b&st=1.x", STATUS_OK, "1.x" },
	{ "st=1.x&a=b", STATUS_OK, "1.x" },
	{ "&&st=1.x&&", STATUS_OK, "1.x" },
	{ "st=a=b", STATUS_OK, "a=b" },
	{ "st=%31", STATUS_OK, "%31" },
	{ "xst=2&st=1&stx=3", STATUS_OK, "1" },
	{ "%73=2&st=1", STATUS_OK, "1" },
	{ "%73%74%78=2&st=1", STATUS_OK, "1" },
	{ "%zz=2&st=1", STATUS_OK, "1" },
	{ "%=2&st=1&%7=3", STATUS_OK, "1" },
	{ "a=st%3D2&st=1", STATUS_OK, "1" },
	{ "a;st=2&st=1", STATUS_OK, "1" },
	{ "st%20=2&st=1", STATUS_OK, "1" },
	{ "%73%74%73%74%73%74=2&st=1", STATUS_OK, "1" },
	{ "", STATUS_NO_CREDENTIAL, NULL },
	{ "&", STATUS_NO_CREDENTIAL, NULL },
	{ "=1.x", STATUS_NO_CREDENTIAL, NULL },
	{ "s=1&t=2", STATUS_NO_CREDENTIAL, NULL },
	{ "a?st=1", STATUS_NO_CREDENTIAL, NULL },
	{ "a=1;st=1", STATUS_NO_CREDENTIAL, NULL },
	{ "st[]=1", STATUS_NO_CREDENTIAL, NULL },
	{ "ST=1", STATUS_MALFORMED, NULL },
	{ "sT=1", STATUS_MALFORMED, NULL },
	{ "%73t=1", STATUS_MALFORMED, NULL },
	{ "s%74=1", STATUS_MALFORMED, NULL },
	{ "%53%54=1", STATUS_MALFORMED, NULL },
	{ "st=1&st=1", STATUS_AMBIGUOUS, NULL },
	{ "st=1&a=b&st=", STATUS_AMBIGUOUS, NULL },
	{ "st&st=1", STATUS_AMBIGUOUS, NULL },
	{ "st=1&ST=1", STATUS_AMBIGUOUS, NULL },
	{ "St=1&st=1", STATUS_AMBIGUOUS, NULL },
	{ "ST=1&St=1", STATUS_AMBIGUOUS, NULL },
	{ "st=1&%73%74=1", STATUS_AMBIGUOUS, NULL },
	{ "s%54=1&st=1", STATUS_AMBIGUOUS, NULL },
};

static enum status
look(const char *query, struct arena *arena, struct bytes *value)
{
	struct verifier verifier = { .parameter = BYTES("st") };
	struct request  request = { .query = guarded_text(query) };

	return carrier_query(&verifier, &request, arena, value);
}

static void
test_rows(void **state)
{
	struct arena *arena = arena_new(4096);

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		struct bytes value = BYTES("");

		EXPECT_STATUS(rows[i].query,
		    look(rows[i].query, arena, &value), rows[i].status);
		if (rows[i].status == STATUS_OK)
			EXPECT_BYTES(rows[i].query, value,
			    bytes_of(rows[i].value));
	}
	arena_free(arena);
}

static void
test_full_arena(void **state)
{
	(void)state;
	FOR_EACH_ARENA(size, arena, 40) {
		struct bytes value;
		enum status  wanted = size < 20 ? STATUS_TOO_LARGE
						: STATUS_AMBIGUOUS;

		EXPECT_STATUS("escaped", look("st=1&s%74=1", arena, &value),
		    wanted);
		EXPECT_STATUS("plain", look("a=1&st=1", arena, &value),
		    STATUS_OK);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_rows),
		cmocka_unit_test(test_full_arena),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
