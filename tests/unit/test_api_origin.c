/*
 * Where a call comes from: by Origin, Sec-Fetch-Site and Host.
 *
 * SPDX-License-Identifier: ISC
 */
#include "answer.h"
#include "api.h"

static struct bytes listed[] = { { "https://app.example", 19 } };
static const struct route closed = { .role = ROLE_API };
static const struct route open_to_app = { .role = ROLE_API,
	.origins = { listed, 1 } };

#define HOST "img.example"

static const struct {
	const struct route *route;
	const char         *origin, *site, *host;
	enum api_origin     wanted;
} rows[] = {
	{ &closed, "", "", HOST, ORIGIN_UNSAID },
	{ &open_to_app, "", "", HOST, ORIGIN_UNSAID },

	/* By the list, whatever the browser thinks of it. */
	{ &open_to_app, "https://app.example", "", HOST, ORIGIN_OURS },
	{ &open_to_app, "https://app.example", "cross-site", HOST,
	    ORIGIN_OURS },
	{ &open_to_app, "https://app.example", "same-site", HOST,
	    ORIGIN_OURS },
	{ &closed, "https://app.example", "", HOST, ORIGIN_FOREIGN },
	{ &closed, "https://app.example", "cross-site", HOST,
	    ORIGIN_FOREIGN },
	{ &open_to_app, "http://app.example", "", HOST, ORIGIN_FOREIGN },
	{ &open_to_app, "https://app.example:8443", "", HOST,
	    ORIGIN_FOREIGN },
	{ &open_to_app, "https://app.example.evil", "", HOST,
	    ORIGIN_FOREIGN },
	{ &open_to_app, "https://APP.example", "", HOST, ORIGIN_FOREIGN },

	/* By the browser. */
	{ &closed, "https://" HOST, "same-origin", HOST, ORIGIN_OURS },
	{ &closed, "https://" HOST, "same-origin", "backend:8080",
	    ORIGIN_OURS },
	{ &closed, "", "same-origin", HOST, ORIGIN_OURS },
	{ &closed, "https://" HOST, "same-site", HOST, ORIGIN_FOREIGN },
	{ &closed, "https://" HOST, "cross-site", HOST, ORIGIN_FOREIGN },
	{ &closed, "", "same-site", HOST, ORIGIN_FOREIGN },
	{ &closed, "", "cross-site", HOST, ORIGIN_FOREIGN },
	{ &closed, "", "none", HOST, ORIGIN_FOREIGN },
	{ &closed, "", "ambiguous", HOST, ORIGIN_FOREIGN },
	{ &closed, "", "Same-Origin", HOST, ORIGIN_FOREIGN },

	/* By the host, for browsers that do not say. */
	{ &closed, "https://" HOST, "", HOST, ORIGIN_OURS },
	{ &closed, "http://" HOST, "", HOST, ORIGIN_OURS },
	{ &closed, "https://" HOST ":8443", "", HOST ":8443", ORIGIN_OURS },
	{ &closed, "https://" HOST ":8443", "", HOST, ORIGIN_FOREIGN },
	{ &closed, "https://" HOST, "", "x." HOST, ORIGIN_FOREIGN },
	{ &closed, "https://x." HOST, "", HOST, ORIGIN_FOREIGN },
	{ &closed, "ftp://" HOST, "", HOST, ORIGIN_FOREIGN },
	{ &closed, "https://", "", "", ORIGIN_FOREIGN },
	{ &closed, "null", "", HOST, ORIGIN_FOREIGN },
	{ &closed, "null", "", "null", ORIGIN_FOREIGN },
	{ &closed, HOST, "", HOST, ORIGIN_FOREIGN },
	{ &closed, "ambiguous", "", "ambiguous", ORIGIN_FOREIGN },
};

static void
test_origins(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		const struct environment environment = {
			.origin = guarded_text(rows[i].origin),
			.fetch_site = guarded_text(rows[i].site),
			.host = guarded_text(rows[i].host),
		};

		EXPECT(row_name(i, rows[i].origin), api_origin(rows[i].route,
		    &environment) == rows[i].wanted);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_origins),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
