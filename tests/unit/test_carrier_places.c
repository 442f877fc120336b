/* Tokens in cookies, headers and paths.  SPDX-License-Identifier: ISC */
#include "support.h"

#include "carrier.h"

#define ALL 15
#define C   CARRIER_COOKIE
#define H   CARRIER_HEADER

/* A request with everything empty but what a row says. */
static const struct row {
	unsigned    carriers;
	const char *query, *cookies, *authorization, *path_token;
	enum status status;
	const char *tokens; /* joined by spaces */
} rows[] = {
	/* Cookies. */
	{ C, "", "pt=T", "", NULL, STATUS_OK, "T" },
	{ C, "", "a=1; pt=T; b=2", "", NULL, STATUS_OK, "T" },
	{ C, "", "a=1;pt=T;b=2", "", NULL, STATUS_OK, "T" },
	{ C, "", " \tpt=T \t;", "", NULL, STATUS_OK, "T" },
	{ C, "", "pt=a=b==", "", NULL, STATUS_OK, "a=b==" },
	{ C, "", "pt.k1=T", "", NULL, STATUS_OK, "k1:T" },
	{ C, "", "pt.k1=T; pt=U; pt.k2=V", "", NULL, STATUS_OK,
	    "k1:T U k2:V" },
	{ C, "", "pt=1; pt.a=2; pt.b=3; pt.c=4", "", NULL, STATUS_OK,
	    "1 a:2 b:3 c:4" },
	{ C, "", "pt=1; pt.a=2; pt.b=3; pt.c=4; pt.d=5", "", NULL,
	    STATUS_MALFORMED, NULL },
	{ C, "", "pt=T; pt=T", "", NULL, STATUS_AMBIGUOUS, NULL },
	{ C, "", "pt.k=T; a=1; pt.k=U", "", NULL, STATUS_AMBIGUOUS, NULL },
	{ C, "", "pt=; a=1", "", NULL, STATUS_NO_CREDENTIAL, NULL },
	{ C, "", "pt", "", NULL, STATUS_NO_CREDENTIAL, NULL },
	{ C, "", "PT=T; ptx=T; p=T; xpt=T; pt.=T; =T", "", NULL,
	    STATUS_NO_CREDENTIAL, NULL },
	{ C, "", "", "", NULL, STATUS_NO_CREDENTIAL, NULL },
	{ C, "", ";;;", "", NULL, STATUS_NO_CREDENTIAL, NULL },
	{ C, "", "a=1, pt=T", "", NULL, STATUS_NO_CREDENTIAL, NULL },
	/* The header. */
	{ H, "", "", "Bearer T", NULL, STATUS_OK, "T" },
	{ H, "", "", "bEARER T", NULL, STATUS_OK, "T" },
	{ H, "", "", "Bearer  T ", NULL, STATUS_OK, "_T_" },
	{ H, "", "", "Bearer", NULL, STATUS_OK, "" },
	{ H, "", "", "Bearer T U", NULL, STATUS_OK, "T_U" },
	{ H, "", "", "Basic T", NULL, STATUS_NO_CREDENTIAL, NULL },
	{ H, "", "", "BearerT", NULL, STATUS_NO_CREDENTIAL, NULL },
	{ H, "", "", "ambiguous", NULL, STATUS_NO_CREDENTIAL, NULL },
	{ H, "", "", "", NULL, STATUS_NO_CREDENTIAL, NULL },
	/* The path. */
	{ CARRIER_PATH, "", "", "", "T", STATUS_OK, "T" },
	{ CARRIER_PATH, "", "", "", "", STATUS_OK, "" },
	{ CARRIER_PATH, "", "", "", NULL, STATUS_NO_CREDENTIAL, NULL },
	/* Only where the route looks. */
	{ 0, "st=T", "pt=U", "Bearer V", "W", STATUS_OK, "T" },
	{ CARRIER_QUERY, "st=T", "pt=U", "Bearer V", "W", STATUS_OK, "T" },
	{ C, "st=T", "pt=U", "Bearer V", "W", STATUS_OK, "U" },
	{ H, "st=T", "pt=U", "Bearer V", "W", STATUS_OK, "V" },
	{ CARRIER_PATH, "st=T", "pt=U", "Bearer V", "W", STATUS_OK, "W" },
	{ ALL, "st=T", "", "", NULL, STATUS_OK, "T" },
	{ ALL, "", "pt=T", "", NULL, STATUS_OK, "T" },
	{ ALL, "", "", "Bearer T", NULL, STATUS_OK, "T" },
	{ ALL, "", "", "", "T", STATUS_OK, "T" },
	{ ALL, "", "", "", NULL, STATUS_NO_CREDENTIAL, NULL },
	/* In one place. */
	{ ALL, "st=T", "pt=T", "", NULL, STATUS_AMBIGUOUS, NULL },
	{ ALL, "st=T", "", "Bearer T", NULL, STATUS_AMBIGUOUS, NULL },
	{ ALL, "st=T", "", "", "T", STATUS_AMBIGUOUS, NULL },
	{ ALL, "", "pt=T", "Bearer T", NULL, STATUS_AMBIGUOUS, NULL },
	{ ALL, "", "pt=T; pt.a=T", "", "T", STATUS_AMBIGUOUS, NULL },
	{ ALL, "", "", "Bearer T", "T", STATUS_AMBIGUOUS, NULL },
	{ ALL, "st=T", "pt=T; pt=T", "", NULL, STATUS_AMBIGUOUS, NULL },
	{ ALL, "ST=T", "pt=T", "", NULL, STATUS_MALFORMED, NULL },
};

static enum status
find(const struct row *row, struct arena *arena, struct source *tokens,
    size_t *count)
{
	static struct verifier verifier;
	static struct request  request;

	verifier = (struct verifier){ .parameter = BYTES("st"),
		.cookie = BYTES("pt"), .carriers = row->carriers };
	request = (struct request){ .query = guarded_text(row->query),
		.cookies = guarded_text(row->cookies),
		.authorization = guarded_text(row->authorization) };
	if (row->path_token != NULL)
		request.path_token = guarded_text(row->path_token);
	return carrier_find(&verifier, &request, arena, tokens, count);
}

/* "k1:T U": what was found, in one text; its own spaces as '_'. */
static void
join(const struct source *tokens, size_t count, char *text, size_t size)
{
	size_t used = 0;

	text[0] = '\0';
	for (size_t i = 0; i < count; i++) {
		size_t start;

		used += (size_t)snprintf(text + used, size - used, "%s%.*s%s",
		    i > 0 ? " " : "", (int)tokens[i].key_id.len,
		    tokens[i].key_id.at, tokens[i].key_id.len > 0 ? ":" : "");
		start = used;
		used += (size_t)snprintf(text + used, size - used, "%.*s",
		    (int)tokens[i].token.len, tokens[i].token.at);
		for (; start < used; start++)
			text[start] = text[start] == ' ' ? '_' : text[start];
	}
}

static void
test_rows(void **state)
{
	struct arena *arena = arena_new(4096);

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		struct source tokens[CARRIER_TOKENS];
		size_t        count = 0;
		char          name[16], text[200];

		snprintf(name, sizeof(name), "row %zu", i);
		EXPECT_STATUS(name, find(&rows[i], arena, tokens, &count),
		    rows[i].status);
		if (rows[i].status != STATUS_OK)
			continue;
		join(tokens, count, text, sizeof(text));
		EXPECT_BYTES(name, bytes_of(text), bytes_of(rows[i].tokens));
	}
	arena_free(arena);
}

static void
test_lengths(void **state)
{
	static char    token[TOKEN_BYTES_MAX + 2], header[COOKIES_MAX + 2];
	static char    bearer[TOKEN_BYTES_MAX + 10];
	struct row     row = { H, "", "", bearer, NULL, STATUS_OK, NULL };
	struct arena  *arena = arena_new(4096);
	struct source  tokens[CARRIER_TOKENS];
	size_t         count;

	(void)state;
	memset(token, 'a', TOKEN_BYTES_MAX);
	snprintf(bearer, sizeof(bearer), "Bearer %s", token);
	EXPECT_STATUS("fits", find(&row, arena, tokens, &count), STATUS_OK);
	token[TOKEN_BYTES_MAX] = 'a';
	snprintf(bearer, sizeof(bearer), "Bearer %s", token);
	EXPECT_STATUS("long", find(&row, arena, tokens, &count),
	    STATUS_MALFORMED);
	row = (struct row){ C, "", header, "", NULL, STATUS_OK, NULL };
	memset(header, ' ', COOKIES_MAX);
	memcpy(header, "pt=T;", 5);
	EXPECT_STATUS("fits", find(&row, arena, tokens, &count), STATUS_OK);
	header[COOKIES_MAX] = ' ';
	EXPECT_STATUS("long", find(&row, arena, tokens, &count),
	    STATUS_MALFORMED);
	arena_free(arena);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_rows),
		cmocka_unit_test(test_lengths),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
