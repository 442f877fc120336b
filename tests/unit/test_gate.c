/*
 * What is loaded, when it is loaded again, and whose request it is.
 *
 * SPDX-License-Identifier: ISC
 */
#include "keys.h"

#include "environment.h"
#include "gate.h"

#define PNG "\x89PNG\r\n\x1a\n"

struct place {
	struct scratch scratch;
	char           config[128];
};

static void
write_config(const struct place *place, const char *more)
{
	char text[1024];

	snprintf(text, sizeof(text),
	    "[postern]\nsite = example.org\nkeys = %s\n%s", place->scratch.path,
	    more);
	scratch_write(&place->scratch, "postern.ini", text, 0644);
}

static struct place
open_place(const char *postern, const char *route)
{
	struct place place = { .scratch = scratch_open() };
	char         more[512];

	snprintf(place.config, sizeof(place.config), "%s/postern.ini",
	    place.scratch.path);
	snprintf(more, sizeof(more),
	    "%s[route images]\nprefix = /img/\nroot = %s\n"
	    "accept = native\ndelivery = direct\n%s",
	    postern, place.scratch.path, route);
	write_config(&place, more);
	scratch_write(&place.scratch, "k1.jwk", JWK("k1", ""), 0640);
	return place;
}

static void
test_loads_what_a_route_needs(void **state)
{
	struct place       place = open_place("", "");
	struct gate       *gate = gate_open(place.config);
	const struct post *post;

	(void)state;
	assert_non_null(gate_config(gate));
	assert_string_equal(gate_complaint(gate)->text, "");
	assert_string_equal(gate_config_file(gate), place.config);
	assert_int_equal(keyring_count(gate_keyring(gate)), 1);
	post = gate_post(gate, BYTES("/img/cat.png"));
	assert_non_null(post);
	assert_true(post->root >= 0);
	EXPECT_BYTES("site", post->verifier.site, BYTES("example.org"));
	assert_int_equal(post->placeholder.content.len, 0);
	assert_null(gate_post(gate, BYTES("/other/cat.png")));
	gate_close(gate);
	scratch_close(&place.scratch);
}

/* A key is found within a second, and a mistake keeps the old ones in force. */
static void
test_changed_keys_are_loaded(void **state)
{
	struct place place = open_place("", "");
	struct gate *gate = gate_open(place.config);

	(void)state;
	assert_false(gate_refresh(gate, 1000));
	scratch_write(&place.scratch, "k2.jwk", JWK("k2", ""), 0640);
	assert_false(gate_refresh(gate, 1000)); /* looked already */
	assert_true(gate_refresh(gate, 1001));
	assert_int_equal(keyring_count(gate_keyring(gate)), 2);

	scratch_write(&place.scratch, "k3.jwk", "{", 0640);
	assert_false(gate_refresh(gate, 1002));
	assert_non_null(strstr(gate_complaint(gate)->text, "k3.jwk"));
	assert_int_equal(keyring_count(gate_keyring(gate)), 2);

	scratch_write(&place.scratch, "k3.jwk", JWK("k3", ""), 0640);
	assert_true(gate_refresh(gate, 1003));
	assert_string_equal(gate_complaint(gate)->text, "");
	assert_int_equal(keyring_count(gate_keyring(gate)), 3);
	gate_close(gate);
	scratch_close(&place.scratch);
}

/* What changes twice within one tick of the clock is seen two seconds later. */
static void
test_a_change_is_confirmed_once(void **state)
{
	struct place place = open_place("", "");
	struct gate *gate = gate_open(place.config);

	(void)state;
	scratch_write(&place.scratch, "k2.jwk", JWK("k2", ""), 0640);
	assert_true(gate_refresh(gate, 1000));
	assert_false(gate_refresh(gate, 1001));
	assert_true(gate_refresh(gate, 1002));
	assert_false(gate_refresh(gate, 1003));
	assert_false(gate_refresh(gate, 1999));
	gate_close(gate);
	scratch_close(&place.scratch);
}

static void
test_a_broken_start_heals(void **state)
{
	struct place place = open_place("nonsense = 1\n", "");
	struct place good = open_place("", "");
	struct gate *gate = gate_open(place.config);
	char         text[512];
	FILE        *file;

	(void)state;
	assert_null(gate_config(gate));
	assert_null(gate_keyring(gate));
	assert_null(gate_post(gate, BYTES("/img/cat.png")));
	assert_non_null(strstr(gate_complaint(gate)->text, "nonsense"));

	file = fopen(good.config, "r");
	assert_non_null(file);
	text[fread(text, 1, sizeof(text) - 1, file)] = '\0';
	fclose(file);
	scratch_write(&place.scratch, "postern.ini", text, 0644);
	assert_true(gate_refresh(gate, 1000));
	assert_non_null(gate_config(gate));
	gate_close(gate);
	scratch_close(&place.scratch);
	scratch_close(&good.scratch);
}

/* What was wrong is mended without a change of the configuration itself. */
static void
test_a_refused_key_heals(void **state)
{
	struct place place = open_place("", "");
	struct gate *gate;

	(void)state;
	scratch_write(&place.scratch, "k1.jwk", JWK("k1", ""), 0644);
	gate = gate_open(place.config);
	assert_null(gate_config(gate));
	assert_non_null(strstr(gate_complaint(gate)->text, "others may read"));
	assert_false(gate_refresh(gate, 1000));
	scratch_write(&place.scratch, "k1.jwk", JWK("k1", ""), 0640);
	assert_true(gate_refresh(gate, 1001));
	assert_non_null(gate_config(gate));
	gate_close(gate);
	scratch_close(&place.scratch);
}

static void
test_a_missing_root_is_refused(void **state)
{
	struct place place = open_place("", "");
	struct gate *gate;

	(void)state;
	write_config(&place, "[route images]\nprefix = /img/\n"
	    "root = /nonexistent/postern\naccept = native\n"
	    "delivery = direct\n");
	gate = gate_open(place.config);
	assert_null(gate_config(gate));
	assert_non_null(strstr(gate_complaint(gate)->text,
	    "root = /nonexistent/postern: cannot be opened"));
	gate_close(gate);
	scratch_close(&place.scratch);
}

static void
expect_placeholder(const char *name, const char *content, const char *reason)
{
	struct place       place = open_place("", "");
	char               more[512];
	struct gate       *gate;
	const struct post *post;

	snprintf(more, sizeof(more), "[route images]\nprefix = /img/\n"
	    "root = %s\naccept = native\ndelivery = direct\n"
	    "placeholder = %s/%s\n", place.scratch.path, place.scratch.path,
	    name);
	write_config(&place, more);
	if (content != NULL)
		scratch_write(&place.scratch, name, content, 0644);
	gate = gate_open(place.config);
	post = gate_post(gate, BYTES("/img/"));
	EXPECT(name, (post == NULL) == (reason != NULL));
	if (reason != NULL)
		EXPECT(name, strstr(gate_complaint(gate)->text, reason));
	else
		EXPECT_BYTES(name, post->placeholder.content,
		    bytes_of(content));
	gate_close(gate);
	scratch_close(&place.scratch);
}

static void
test_placeholders(void **state)
{
	static char large[65538];

	(void)state;
	memset(large, 'x', sizeof(large) - 1);
	memcpy(large, PNG, 8);
	expect_placeholder("lock.png", PNG "rest", NULL);
	expect_placeholder("none.png", NULL, "it cannot be read");
	expect_placeholder("fake.png", "<html>", "it is not an image");
	expect_placeholder("note.txt", "text", "it is not an image");
	expect_placeholder("name", PNG, "it is not an image");
	expect_placeholder("large.png", large, "it is larger than 64 KiB");
}

static void
test_follows_the_front_server_unless_pinned(void **state)
{
	struct place       place = open_place("", "");
	struct gate       *gate = gate_open("/nonexistent/postern.ini");
	struct environment environment = { .config = bytes_of(place.config) };

	(void)state;
	assert_null(gate_config(gate));
	assert_true(gate_follow(gate, &environment, 1000));
	assert_non_null(gate_config(gate));
	assert_false(gate_follow(gate, &environment, 1000));
	environment.config = BYTES("/nonexistent/other.ini");
	assert_false(gate_follow(gate, &environment, 1000));
	assert_null(gate_config(gate)); /* never another site's rules */
	environment.config = (struct bytes){ NULL, 0 };
	assert_false(gate_follow(gate, &environment, 1000));
	gate_close(gate);

	gate = gate_open("/nonexistent/postern.ini");
	environment.config = bytes_of(place.config);
	gate_pin(gate);
	assert_false(gate_follow(gate, &environment, 1000));
	assert_null(gate_config(gate));
	gate_close(gate);
	gate_close(NULL);
	scratch_close(&place.scratch);
}

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
	assert_int_equal(environment.origin.len, 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_loads_what_a_route_needs),
		cmocka_unit_test(test_changed_keys_are_loaded),
		cmocka_unit_test(test_a_change_is_confirmed_once),
		cmocka_unit_test(test_a_broken_start_heals),
		cmocka_unit_test(test_a_refused_key_heals),
		cmocka_unit_test(test_a_missing_root_is_refused),
		cmocka_unit_test(test_placeholders),
		cmocka_unit_test(test_follows_the_front_server_unless_pinned),
		cmocka_unit_test(test_client_behind_proxies),
		cmocka_unit_test(test_environment_is_a_closed_list),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
