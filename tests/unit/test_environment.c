/*
 * What the front server says of a request, and whose request it is.
 *
 * SPDX-License-Identifier: ISC
 */
#include "place.h"

static void
test_client_behind_proxies(void **state)
{
	static const struct row {
		const char *remote, *forwarded, *client;
	} rows[] = {
		{ "192.0.2.1", "", "192.0.2.1" },
		{ "192.0.2.1", "203.0.113.9", "192.0.2.1" },
		{ "10.1.2.3", "203.0.113.9", "203.0.113.9" },
		{ "10.1.2.3", "203.0.113.9, 10.9.9.9", "203.0.113.9" },
		{ "10.1.2.3", "6.6.6.6,203.0.113.9 ,\t10.9.9.9", "203.0.113.9" },
		{ "10.1.2.3", "10.9.9.9", "10.9.9.9" },
		{ "10.1.2.3", "unknown", "unknown" },
		{ "10.1.2.3", "203.0.113.9,", "" },
		{ "2001:db8::1", "203.0.113.9", "203.0.113.9" },
	};
	struct place place =
	    open_place("trusted_proxies = 10.0.0.0/8 2001:db8::/32\n", "");
	struct gate *gate = gate_open(place.config);

	(void)state;
	assert_non_null(gate_config(gate));
	for (size_t i = 0; i < COUNT(rows); i++) {
		struct environment environment = {
			.remote_address = bytes_of(rows[i].remote),
			.forwarded_for = bytes_of(rows[i].forwarded),
		};

		EXPECT_BYTES(rows[i].forwarded,
		    gate_client(gate, &environment), bytes_of(rows[i].client));
	}
	gate_close(gate);
	scratch_close(&place.scratch);
}

static void
test_environment_is_a_closed_list(void **state)
{
	char *const envp[] = { (char[]){ "REQUEST_METHOD=GET" },
		(char[]){ "REQUEST_URI=/a?b=c" },
		(char[]){ "QUERY_STRING=b=d" },
		(char[]){ "HTTP_RANGE=bytes=0-1" },
		(char[]){ "HTTP_RANGE=bytes=2-3" },
		(char[]){ "HTTP_X_SENDFILE=/etc/passwd" },
		(char[]){ "HTTP_HOST=example.org:8443" },
		(char[]){ "CONTENT_TYPE=application/json" },
		(char[]){ "HTTP_CONTENT_TYPE=text/plain" },
		(char[]){ "HTTP_SEC_FETCH_SITE=cross-site" },
		(char[]){ "HTTP_SEC_FETCH_SITE=same-origin" },
		(char[]){ "no equals sign" },
		(char[]){ "REDIRECT_POSTERN_CONFIG=/c.ini" },
		(char[]){ "REQUEST_URI_=x" }, NULL };
	struct environment environment;

	(void)state;
	environment_read(envp, &environment);
	EXPECT_BYTES("method", environment.method, BYTES("GET"));
	EXPECT_BYTES("target", environment.target, BYTES("/a?b=c"));
	EXPECT_BYTES("the first range", environment.range,
	    BYTES("bytes=0-1"));
	EXPECT_BYTES("config", environment.config, BYTES("/c.ini"));
	EXPECT_BYTES("host", environment.host, BYTES("example.org:8443"));
	EXPECT_BYTES("type", environment.content_type,
	    BYTES("application/json"));
	EXPECT_BYTES("two sites are none", environment.fetch_site,
	    BYTES("ambiguous"));
	assert_int_equal(environment.origin.len, 0);
	assert_int_equal(environment.body_state, BODY_NONE);
}

static struct bytes
read_forwarded(char *const *envp, struct environment *environment)
{
	environment_read(envp, environment);
	return environment->forwarded_for;
}

/*
 * A proxy that adds a line of its own behind the client's, or a header of the
 * client's with '_' for '-' (lighttpd): nobody can tell which is which.
 */
static void
test_who_forwarded_twice_is_nobody(void **state)
{
	char *const once[] = { (char[]){ "HTTP_X_FORWARDED_FOR=192.0.2.1" },
		NULL };
	char *const twice[] = { (char[]){ "HTTP_X_FORWARDED_FOR=192.0.2.1" },
		(char[]){ "HTTP_X_FORWARDED_FOR=203.0.113.9" }, NULL };
	struct place place = open_place("trusted_proxies = 10.0.0.0/8\n", "");
	struct gate *gate = gate_open(place.config);
	struct environment environment;
	struct network     anyone;
	struct bytes       client;

	(void)state;
	EXPECT_BYTES("once", read_forwarded(once, &environment),
	    BYTES("192.0.2.1"));
	read_forwarded(twice, &environment);
	environment.remote_address = BYTES("10.0.0.1");
	client = gate_client(gate, &environment);
	assert_int_equal(network_parse(BYTES("0.0.0.0/0"), &anyone), STATUS_OK);
	assert_false(network_holds(&anyone, client));
	assert_int_equal(network_parse(BYTES("::/0"), &anyone), STATUS_OK);
	assert_false(network_holds(&anyone, client));
	gate_close(gate);
	scratch_close(&place.scratch);
}

/* Of two that differ either could be the client's own: neither counts. */
static void
test_two_that_differ_are_none(void **state)
{
	static const struct row {
		const char *name, *again;
		size_t      member;
	} rows[] = {
		{ "HTTP_COOKIE", "HTTP_COOKIE",
		    offsetof(struct environment, cookies) },
		{ "HTTP_ORIGIN", "HTTP_ORIGIN",
		    offsetof(struct environment, origin) },
		{ "HTTP_HOST", "HTTP_HOST",
		    offsetof(struct environment, host) },
		{ "HTTP_AUTHORIZATION", "HTTP_AUTHORIZATION",
		    offsetof(struct environment, authorization) },
		{ "HTTP_AUTHORIZATION", "REDIRECT_HTTP_AUTHORIZATION",
		    offsetof(struct environment, authorization) },
		{ "REDIRECT_HTTP_AUTHORIZATION", "HTTP_AUTHORIZATION",
		    offsetof(struct environment, authorization) },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		struct environment  environment = { 0 };
		const struct bytes *member = (const struct bytes *)(const void
		    *)((const char *)&environment + rows[i].member);

		environment_add(&environment, bytes_of(rows[i].name),
		    BYTES("a"));
		environment_add(&environment, bytes_of(rows[i].again),
		    BYTES("a"));
		EXPECT_BYTES(rows[i].again, *member, BYTES("a"));
		environment_add(&environment, bytes_of(rows[i].again),
		    BYTES("b"));
		EXPECT_BYTES(rows[i].again, *member, BYTES("ambiguous"));
	}
}

/* Apache's own variable comes before one of a request it was made from. */
static void
test_the_plain_variable_counts(void **state)
{
	char *const envp[] = { (char[]){ "REDIRECT_POSTERN_CONFIG=/b.ini" },
		(char[]){ "POSTERN_CONFIG=/a.ini" }, NULL };
	struct environment environment;

	(void)state;
	environment_read(envp, &environment);
	EXPECT_BYTES("config", environment.config, BYTES("/a.ini"));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_client_behind_proxies),
		cmocka_unit_test(test_environment_is_a_closed_list),
		cmocka_unit_test(test_who_forwarded_twice_is_nobody),
		cmocka_unit_test(test_two_that_differ_are_none),
		cmocka_unit_test(test_the_plain_variable_counts),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
