/*
 * What is loaded, when it is loaded again, and for whom.
 *
 * SPDX-License-Identifier: ISC
 */
#include "place.h"

#define PNG "\x89PNG\r\n\x1a\n"

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

/* Nor is a request that names none judged by the rules of the one before. */
static void
test_goes_back_to_its_own_configuration(void **state)
{
	struct place       own = open_place("", "");
	struct place       other = open_place("", "mode = off\n");
	struct gate       *gate = gate_open(own.config);
	struct environment environment = { .config = bytes_of(other.config) };

	(void)state;
	assert_true(gate_follow(gate, &environment, 1000));
	assert_string_equal(gate_config_file(gate), other.config);
	environment.config = (struct bytes){ NULL, 0 };
	assert_true(gate_follow(gate, &environment, 1000));
	assert_string_equal(gate_config_file(gate), own.config);
	assert_int_equal(gate_config(gate)->routes[0].mode, MODE_ENFORCE);
	assert_false(gate_follow(gate, &environment, 1000));
	gate_close(gate);
	scratch_close(&own.scratch);
	scratch_close(&other.scratch);
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
		cmocka_unit_test(test_goes_back_to_its_own_configuration),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
