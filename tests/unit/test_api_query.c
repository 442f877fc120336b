/*
 * Parameters of a query, and redirects that could leave the site.
 *
 * SPDX-License-Identifier: ISC
 */
#include "answer.h"
#include "api_query.h"

static void
test_values(void **state)
{
	static const struct {
		const char *query;
		enum status wanted;
		const char *value;
	} rows[] = {
		{ "to=/a", STATUS_OK, "/a" },
		{ "st=1.k1.x&to=/a", STATUS_OK, "/a" },
		{ "to=/a&st=x", STATUS_OK, "/a" },
		{ "to=/a=b", STATUS_OK, "/a=b" },
		{ "to=", STATUS_OK, "" },
		{ "to", STATUS_OK, "" },
		{ "&&to=/a&&", STATUS_OK, "/a" },
		{ "", STATUS_NO_CREDENTIAL, NULL },
		{ "TO=/a", STATUS_NO_CREDENTIAL, NULL },
		{ "t%6f=/a", STATUS_NO_CREDENTIAL, NULL },
		{ "too=/a", STATUS_NO_CREDENTIAL, NULL },
		{ "t=/a", STATUS_NO_CREDENTIAL, NULL },
		{ "to=/a&to=/a", STATUS_AMBIGUOUS, NULL },
		{ "to&x=1&to=/b", STATUS_AMBIGUOUS, NULL },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		struct bytes value;

		EXPECT_STATUS(rows[i].query, query_value(
		    guarded_text(rows[i].query), BYTES("to"), &value),
		    rows[i].wanted);
		if (rows[i].value != NULL)
			EXPECT_BYTES(rows[i].query, value,
			    bytes_of(rows[i].value));
	}
}

static const struct {
	const char *value, *location; /* NULL: refused */
} redirects[] = {
	{ "/", "/" },
	{ "/gallery/", "/gallery/" },
	{ "%2Fgallery%2F", "/gallery/" },
	{ "/gallery/?page=2%26by=name", "/gallery/?page=2&by=name" },
	{ "%2Fgallery%2F%23top", "/gallery/#top" },
	{ "/my%20pictures/", "/my%20pictures/" },
	{ "/my%2520pictures/", "/my%20pictures/" },
	{ "/caf%C3%A9/", "/caf%C3%A9/" },
	{ "/caf%25C3%25A9/", "/caf%C3%A9/" },
	{ "/a%22%3Cb%3E%5E%60%7B%7C%7D", "/a%22%3Cb%3E%5E%60%7B%7C%7D" },
	{ "/a?b=//c/../d", "/a?b=//c/../d" },
	{ "/%252F/evil.example", "/%2F/evil.example" },

	{ "", NULL },
	{ "gallery/", NULL },
	{ "//evil.example/", NULL },
	{ "/%2Fevil.example/", NULL },
	{ "%2F%2Fevil.example/", NULL },
	{ "%2f/evil.example/", NULL },
	{ "///evil.example/", NULL },
	{ "/%5Cevil.example/", NULL },
	{ "/%5cevil.example/", NULL },
	{ "%5C%5Cevil.example/", NULL },
	{ "/gallery%5C", NULL },
	{ "/%09/evil.example/", NULL },
	{ "/%0a/evil.example/", NULL },
	{ "/%0D%0ASet-Cookie:%20a=b", NULL },
	{ "/a%00b", NULL },
	{ "/a%7Fb", NULL },
	{ "%20//evil.example/", NULL },
	{ "/a//b", NULL },
	{ "/https://evil.example/", NULL },
	{ "/..//evil.example", NULL },
	{ "/./a", NULL },
	{ "/a/../b", NULL },
	{ "/%2e%2e/b", NULL },
	{ "%20/gallery/", NULL },
	{ "https://evil.example/", NULL },
	{ "https:%2F%2Fevil.example/", NULL },
	{ "javascript:alert(1)", NULL },
	{ "data:text/html,x", NULL },
	{ "?to=/", NULL },
	{ "#/", NULL },
	{ "/a%", NULL },
	{ "/a%2", NULL },
	{ "/a%zz", NULL },
	{ "/a%25", NULL },
	{ "/a%252", NULL },
	{ "/a%25zz", NULL },
};

static void
test_redirects(void **state)
{
	for (size_t i = 0; i < COUNT(redirects); i++) {
		const char  *row = redirects[i].value;
		struct bytes location;
		enum status  status;

		arena_reset(*state);
		status = redirect_read(guarded_text(row), *state, &location);
		EXPECT_STATUS(row, status, redirects[i].location != NULL
		    ? STATUS_OK : STATUS_BAD_REDIRECT);
		if (status == STATUS_OK)
			EXPECT_BYTES(row, location,
			    bytes_of(redirects[i].location));
	}
}

/* By what was sent, and by what would be. */
static void
test_long_redirects(void **state)
{
	char         text[2 * REDIRECT_MAX];
	struct bytes location;

	memset(text, 'a', sizeof(text));
	text[0] = '/';
	EXPECT_STATUS("longest", redirect_read(
	    (struct bytes){ text, REDIRECT_MAX }, *state, &location),
	    STATUS_OK);
	EXPECT_STATUS("one more", redirect_read(
	    (struct bytes){ text, REDIRECT_MAX + 1 }, *state, &location),
	    STATUS_BAD_REDIRECT);
	memset(text + 1, '\xc3', 700);
	EXPECT_STATUS("grows", redirect_read((struct bytes){ text, 701 },
	    *state, &location), STATUS_BAD_REDIRECT);
}

/* No byte of any value gets a browser to another host or another header. */
static void
test_no_byte_leads_away(void **state)
{
	for (int byte = 0; byte < 256 * 256; byte++) {
		char         value[64];
		struct bytes location;
		int          length = snprintf(value, sizeof(value),
		        "/%%%02X%%%02Xevil.example", byte >> 8, byte & 255);

		arena_reset(*state);
		if (redirect_read((struct bytes){ value, (size_t)length },
		    *state, &location) != STATUS_OK)
			continue;
		EXPECT(value, location.at[0] == '/');
		EXPECT(value, location.at[1] != '/' && location.at[1] != '\\');
		for (size_t i = 0; i < location.len; i++)
			EXPECT(value, location.at[i] > ' ' &&
			    location.at[i] < 0x7f && location.at[i] != '\\');
	}
}

static void
test_without_memory(void **state)
{
	size_t answers[2] = { 0 };

	(void)state;
	FOR_EACH_ARENA (size, arena, 200) {
		struct bytes location;
		enum status  status = redirect_read(BYTES("/gallery/"), arena,
		     &location);

		assert_true(status == STATUS_OK || status == STATUS_TOO_LARGE);
		answers[status == STATUS_OK]++;
	}
	assert_true(answers[0] > 0 && answers[1] > 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_values),
		cmocka_unit_test(test_redirects),
		cmocka_unit_test(test_long_redirects),
		cmocka_unit_test(test_no_byte_leads_away),
		cmocka_unit_test(test_without_memory),
	};

	return cmocka_run_group_tests(tests, make_arena, free_arena);
}
