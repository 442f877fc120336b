/* What Laravel's Encrypter makes.  SPDX-License-Identifier: ISC */
#include "group_arena.h"
#include "laravel.h"

#include "laravel_box.h"

#define IV_16   "AAAAAAAAAAAAAAAAAAAAAA=="
#define IV_12   "AAAAAAAAAAAAAAAA"
#define MAC_64  "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
#define CBC     "{\"iv\":\"" IV_16 "\",\"value\":\"" IV_16 "\",\"mac\":\"" \
		MAC_64 "\""
#define GCM     "{\"iv\":\"" IV_12 "\",\"value\":\"AAAA\",\"mac\":\"\","
#define TAG     "\"tag\":\"" IV_16 "\"}"
/* Members as JSON has them. */
#define BOX(iv, value, mac, tag)                                             \
	"{\"iv\":" iv ",\"value\":" value ",\"mac\":" mac ",\"tag\":" tag "}"
#define QUOTED(text) "\"" text "\""

static int
reset(void **state)
{
	(void)state;
	arena_reset(arena);
	return 0;
}

static enum status
read_json(const char *json)
{
	struct text        token = base64_of(bytes_of(json));
	struct laravel_box box;

	arena_reset(arena);
	return laravel_box_read(guarded_text(token.at), arena, &box);
}

static void
test_read(void **state)
{
	static const char *const rows[] = { CBC "}", CBC ",\"tag\":\"\"}",
		GCM TAG, "{\"iv\":\"" IV_12 "\",\"value\":\"\",\"mac\":\"\","
		TAG,
		/* As PHP writes a slash without JSON_UNESCAPED_SLASHES. */
		BOX(QUOTED("AAAAAAAAAAAAAAAAAAAA\\/w=="), QUOTED(IV_16),
		    QUOTED(MAC_64), QUOTED("")),
	};

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++)
		EXPECT_STATUS(rows[i], read_json(rows[i]), STATUS_OK);
}

static void
test_read_refuses(void **state)
{
	static const char *const rows[] = {
		"", "{", "{}", "[]", "\"s\"", "null", "\xff\xfe",
		CBC, CBC "}}", CBC "}x", CBC "}\n", " " CBC "}", CBC "} ",
		"[" CBC "}]", CBC ",}", CBC ",\"iv\":\"" IV_16 "\"}",
		CBC ",\"x\":\"\"}", CBC ",\"tag\":\"\",\"x\":1}",
		/* A member is missing, or is no string. */
		"{\"iv\":\"" IV_16 "\",\"value\":\"" IV_16 "\"}",
		"{\"iv\":\"" IV_16 "\",\"mac\":\"" MAC_64 "\"}",
		"{\"iv\":\"" IV_16 "\",\"mac\":\"" MAC_64 "\",\"tag\":\"\"}",
		BOX("null", QUOTED(IV_16), QUOTED(MAC_64), QUOTED("")),
		BOX(QUOTED(IV_16), "null", QUOTED(MAC_64), QUOTED("")),
		BOX(QUOTED(IV_16), QUOTED(IV_16), "true", QUOTED("")),
		BOX(QUOTED(IV_16), QUOTED(IV_16), "0", QUOTED("")),
		BOX(QUOTED(IV_16), QUOTED(IV_16), QUOTED(MAC_64), "null"),
		BOX(QUOTED(IV_16), QUOTED(IV_16), QUOTED(MAC_64), "false"),
		/* CBC of another size. */
		BOX(QUOTED(IV_12), QUOTED(IV_16), QUOTED(MAC_64), QUOTED("")),
		BOX(QUOTED(""), QUOTED(IV_16), QUOTED(MAC_64), QUOTED("")),
		BOX(QUOTED(IV_16), QUOTED(""), QUOTED(MAC_64), QUOTED("")),
		BOX(QUOTED(IV_16), QUOTED(IV_12), QUOTED(MAC_64), QUOTED("")),
		BOX(QUOTED(IV_16), QUOTED(IV_16), QUOTED(MAC_64 "00"),
		    QUOTED("")),
		BOX(QUOTED(IV_16), QUOTED(IV_16), QUOTED(""), QUOTED("")),
		BOX(QUOTED(IV_16), QUOTED(IV_16), QUOTED(MAC_64),
		    QUOTED(IV_16)),
		/* GCM of another size, or with a MAC. */
		GCM "\"tag\":\"\"}", GCM "\"tag\":\"" IV_12 "\"}",
		GCM "\"tag\":\"AAAAAA==\"}", GCM "\"x\":1}",
		"{\"iv\":\"" IV_12 "\",\"value\":\"AAAA\",\"mac\":\"\"}",
		BOX(QUOTED(IV_16), QUOTED(IV_16), QUOTED(""), QUOTED(IV_16)),
		BOX(QUOTED(IV_12), QUOTED(IV_16), QUOTED(MAC_64),
		    QUOTED(IV_16)),
		/* base64 in another form. */
		BOX(QUOTED("AAAAAAAAAAAAAAAAAAAAAA"), QUOTED(IV_16),
		    QUOTED(MAC_64), QUOTED("")),
		BOX(QUOTED("AAAAAAAAAAAAAAAAAAAAAB=="), QUOTED(IV_16),
		    QUOTED(MAC_64), QUOTED("")),
		BOX(QUOTED("AAAAAAAAAAAAAAAAAAAA-w=="), QUOTED(IV_16),
		    QUOTED(MAC_64), QUOTED("")),
	};

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++)
		EXPECT_STATUS(rows[i], read_json(rows[i]), STATUS_MALFORMED);
}

#define NEVER 3

static void
expect_ends(const char *bare, size_t padding)
{
	static const struct {
		const char *end;
		size_t      padding; /* that it is for */
	} rows[] = { { "=", 1 }, { "%3D", 1 }, { "%3d", 1 }, { "==", 2 },
		{ "%3D%3D", 2 }, { "%3d%3D", 2 }, { "=%3D", 2 }, { "%3D=", 2 },
		{ "===", NEVER }, { "%3D%3D%3D", NEVER }, { "%3", NEVER },
		{ "%", NEVER }, { "%3E", NEVER }, { "%3D\n", NEVER },
		{ "\n", NEVER }, { " ", NEVER }, { "%20", NEVER },
		{ "%00", NEVER }, { "A", NEVER }, { ".", NEVER } };
	struct laravel_box box;

	EXPECT_STATUS("bare", laravel_box_read(guarded_text(bare), arena, &box),
	    STATUS_OK);
	for (size_t i = 0; i < COUNT(rows); i++) {
		struct text token;

		arena_reset(arena);
		snprintf(token.at, TEXT_MAX, "%.5000s%s", bare, rows[i].end);
		EXPECT_STATUS(token.at, laravel_box_read(guarded_text(token.at),
		    arena, &box), rows[i].padding == padding
		    ? STATUS_OK : STATUS_MALFORMED);
	}
}

/* The same box with 0, 1 and 2 '=' at its end, written in every way. */
static void
test_padding(void **state)
{
	unsigned seen = 0;

	(void)state;
	for (int blanks = 0; blanks < 3; blanks++) {
		struct text json, bare;
		size_t      length, padding;

		/* Blanks inside are no blanks around it. */
		snprintf(json.at, TEXT_MAX, CBC ",%.*s\"tag\":\"\"}", blanks,
		    "  ");
		bare = base64_of(bytes_of(json.at));
		length = strcspn(bare.at, "=");
		padding = strlen(bare.at) - length;
		bare.at[length] = '\0';
		expect_ends(bare.at, padding);
		seen |= 1u << padding;
	}
	assert_int_equal(seen, 7);
}

static enum status
open_token(const char *token, const struct app_key *app, struct bytes *got)
{
	const struct key   key = key_of_app(app);
	struct laravel_box box;

	arena_reset(arena);
	EXPECT_STATUS(token, laravel_box_read(guarded_text(token), arena, &box),
	    STATUS_OK);
	return laravel_box_open(&box, &key, arena, got);
}

/* Every key opens what was sealed under it, or under its other text. */
static void
test_open(void **state)
{
	static const char *const plaintexts[] = { "", "a", "fifteen bytes..",
		"sixteen bytes...", "a longer text, of several blocks of AES" };

	(void)state;
	for (size_t p = 0; p < COUNT(plaintexts); p++)
		for (size_t i = 0; i < COUNT(app_keys); i++) {
			struct text token = encrypt_string(&app_keys[i],
			     bytes_of(plaintexts[p]));

			for (size_t k = 0; k < COUNT(app_keys); k++) {
				const int same = strcmp(app_keys[i].cipher,
				    app_keys[k].cipher) == 0;
				struct bytes got;

				EXPECT_STATUS(app_keys[i].cipher, open_token(
				    token.at, &app_keys[k], &got), same
				    ? STATUS_OK : STATUS_BAD_SIGNATURE);
				if (same)
					EXPECT_BYTES("plaintext", got,
					    bytes_of(plaintexts[p]));
			}
		}
}

static void
test_open_refuses(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(app_keys); i++) {
		struct app_key other = app_keys[i];
		struct text    token = encrypt_string(&app_keys[i],
		       BYTES("a text"));
		struct text    text = { "" };
		struct bytes   got;

		snprintf(text.at, TEXT_MAX, "%s", other.text);
		text.at[10] ^= 1;
		other.text = text.at;
		EXPECT_STATUS("other key", open_token(token.at, &other, &got),
		    STATUS_BAD_SIGNATURE);
	}
}

/* A MAC that is right, over padding that is wrong. */
static void
test_padding_of_plaintext(void **state)
{
	const struct app_key *app = &app_keys[0];
	struct text           token, json;
	struct bytes          got;

	(void)state;
	snprintf(json.at, TEXT_MAX, BOX(QUOTED(IV_16), QUOTED(IV_16), "\"%.64s\"",
	    QUOTED("")), hex_mac(EVP_sha256(), app->secret, IV_16 IV_16).at);
	token = base64_of(bytes_of(json.at));
	EXPECT_STATUS("padding", open_token(token.at, app, &got),
	    STATUS_BAD_SIGNATURE);
}

static void
test_cookie(void **state)
{
	static const struct {
		const char *name, *separator, *value;
		enum status status;
	} rows[] = {
		{ "session", "|", "value", STATUS_OK },
		{ "session", "|", "", STATUS_OK },
		{ "session", "|", "a|b", STATUS_OK },
		{ "sessionv", "|", "value", STATUS_BAD_SIGNATURE },
		{ "Session", "|", "value", STATUS_BAD_SIGNATURE },
		{ "", "|", "value", STATUS_BAD_SIGNATURE },
		{ "session", "", "value", STATUS_BAD_SIGNATURE },
		{ "session", " |", "value", STATUS_BAD_SIGNATURE },
		{ "session", "", "", STATUS_BAD_SIGNATURE },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++)
		for (size_t k = 0; k < COUNT(app_keys); k++) {
			const struct key key = key_of_app(&app_keys[k]);
			struct text      plaintext, message;
			struct bytes     got;

			snprintf(message.at, TEXT_MAX, "%sv2", rows[i].name);
			snprintf(plaintext.at, TEXT_MAX, "%.100s%s%s",
			    hex_mac(EVP_sha1(), app_keys[k].secret,
			        message.at).at,
			    rows[i].separator, rows[i].value);
			EXPECT_STATUS(rows[i].name, laravel_cookie_value(
			    BYTES("session"), &key, guarded_text(plaintext.at),
			    arena, &got), rows[i].status);
			if (rows[i].status == STATUS_OK)
				EXPECT_BYTES("value", got,
				    bytes_of(rows[i].value));
		}
}

static void
test_cookie_without_mac(void **state)
{
	static const char *const rows[] = { "", "|", "|value", "value",
		"aaaa|value", "v2|value",
		"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa|value" };
	const struct key key = key_of_app(&app_keys[0]);
	struct bytes     got;

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++)
		EXPECT_STATUS(rows[i], laravel_cookie_value(BYTES("session"),
		    &key, guarded_text(rows[i]), arena, &got),
		    STATUS_BAD_SIGNATURE);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(test_read, reset),
		cmocka_unit_test_setup(test_read_refuses, reset),
		cmocka_unit_test_setup(test_padding, reset),
		cmocka_unit_test_setup(test_open, reset),
		cmocka_unit_test_setup(test_open_refuses, reset),
		cmocka_unit_test_setup(test_padding_of_plaintext, reset),
		cmocka_unit_test_setup(test_cookie, reset),
		cmocka_unit_test_setup(test_cookie_without_mac, reset),
	};

	return cmocka_run_group_tests(tests, open_arena, close_arena);
}
