/*
 * Configurations that are accepted: every setting, every default, quoting,
 * comments, the order of routes, many routes.  What is refused:
 * test_config_refused.c.
 *
 * SPDX-License-Identifier: ISC
 */
#include "directory.h"

#include "config.h"
#include "config_file.h"
#include "content_type.h"
#include "delivery.h"

#define FILE_NAME "postern.ini"

#define MANY 1000 /* routes */

#define TOP "[postern]\nsite = example.org\nkeys = /etc/postern/keys\n"
#define ROUTE \
	"[route images]\nprefix = /img/\nroot = /srv/img\ndelivery = direct\n"

static struct config *
load(const char *text)
{
	struct complaint complaint = { "" };
	struct config   *config;
	FILE            *file = fopen(FILE_NAME, "w");

	assert_non_null(file);
	assert_int_equal(fputs(text, file) < 0, 0);
	assert_int_equal(fclose(file), 0);
	config = config_load(FILE_NAME, &complaint);
	if (config == NULL)
		fail_msg("refused: %s", complaint.text);
	return config;
}

static void
assert_bytes(struct bytes found, const char *wanted)
{
	assert_int_equal(found.len, strlen(wanted));
	assert_memory_equal(found.at, wanted, found.len);
}

/* What is not set gets the documented default. */
static void
defaults(void **state)
{
	struct config      *config = load(TOP ROUTE);
	const struct route *route = &config->routes[0];

	(void)state;
	assert_string_equal(config->file, FILE_NAME);
	assert_bytes(config->site, "example.org");
	assert_string_equal(config->keys, "/etc/postern/keys");
	assert_string_equal(config->log, "stderr");
	assert_int_equal(config->trusted_proxies.count, 0);
	assert_int_equal(config->route_count, 1);
	assert_bytes(route->name, "images");
	assert_int_equal(route->line, 4);
	assert_bytes(route->prefix, "/img/");
	assert_string_equal(route->root, "/srv/img");
	assert_int_equal(route->scheme_count, 1);
	assert_string_equal(scheme_name(route->schemes[0]), "native");
	assert_bytes(route->parameter, "st");
	assert_int_equal(route->keys.count, 0);
	assert_ptr_equal(route->delivery, delivery_named(BYTES("direct")));
	assert_int_equal(route->accel.len, 0);
	assert_int_equal(route->encoding, ENCODING_UNSET);
	assert_int_equal(route->mode, MODE_ENFORCE);
	assert_int_equal(route->cache, CACHE_GRANT);
	assert_int_equal(route->cache_limit, 0);
	assert_int_equal(route->origins.count, 0);
	assert_true(route->types == content_type_bits(BYTES("images")));
	assert_null(route->placeholder);
	config_free(config);
	config_free(NULL);
}

/* Every setting of [postern]. */
static void
whole_site(void **state)
{
	struct config *config = load("[postern]\nsite=img.example.org:8443\n"
	    "keys = /etc/postern/keys/\nlog = /var/log/postern.log\n"
	    "trusted_proxies = 10.0.0.0/8  2001:db8::/32\t192.0.2.7\n" ROUTE);

	(void)state;
	assert_bytes(config->site, "img.example.org:8443");
	assert_string_equal(config->keys, "/etc/postern/keys");
	assert_string_equal(config->log, "/var/log/postern.log");
	assert_int_equal(config->trusted_proxies.count, 3);
	assert_true(network_holds(&config->trusted_proxies.at[0],
	    BYTES("10.9.8.7")));
	assert_true(network_holds(&config->trusted_proxies.at[1],
	    BYTES("2001:db8::7")));
	assert_false(network_holds(&config->trusted_proxies.at[2],
	    BYTES("192.0.2.8")));
	config_free(config);
}

/* Every setting of a route. */
static void
whole_route(void **state)
{
	struct config *config = load(TOP
	    "[route Big_1-x]\nprefix = /a b/\xc3\xa9/\nroot = /\n"
	    "accept = native\ncarrier = query\nparameter = token\n"
	    "keys = k1 k-2_B\ndelivery = x-sendfile\nencoding = percent\n"
	    "mode = report-only\ncache = private\ncache_limit = 2d\n"
	    "origins = https://example.org http://127.0.0.1:8080 "
	    "https://[2001:db8::1]:444\n"
	    "types = images svg mp4\nplaceholder = /srv/no.png\n");
	const struct route *route = &config->routes[0];

	(void)state;
	assert_bytes(route->name, "Big_1-x");
	assert_bytes(route->prefix, "/a b/\xc3\xa9/");
	assert_string_equal(route->root, "/");
	assert_bytes(route->parameter, "token");
	assert_int_equal(route->keys.count, 2);
	assert_bytes(route->keys.at[1], "k-2_B");
	assert_int_equal(route->encoding, ENCODING_PERCENT);
	assert_int_equal(route->mode, MODE_REPORT_ONLY);
	assert_int_equal(route->cache, CACHE_PRIVATE);
	assert_int_equal(route->cache_limit, 172800);
	assert_int_equal(route->origins.count, 3);
	assert_bytes(route->origins.at[1], "http://127.0.0.1:8080");
	assert_true(route->types == (content_type_bits(BYTES("images")) |
	    content_type_bits(BYTES("svg")) | content_type_bits(BYTES("mp4"))));
	assert_string_equal(route->placeholder, "/srv/no.png");
	config_free(config);
}

/* The other value of each choice, and accel. */
static void
other_choices(void **state)
{
	struct config *config = load(
	    "[postern]\nsite = a\nkeys = /k\nlog = syslog\n"
	    "[route a]\nprefix = /\nroot = /srv\ndelivery = x-accel-redirect\n"
	    "accel = /_postern/\nmode = off\ncache = no-store\n"
	    "[route b]\nprefix = /b/\nroot = /srv\ndelivery = x-sendfile\n"
	    "encoding = literal\ncache = grant\nmode = enforce\n");

	(void)state;
	assert_string_equal(config->log, "syslog");
	assert_bytes(config->routes[1].accel, "/_postern/");
	assert_int_equal(config->routes[1].mode, MODE_OFF);
	assert_int_equal(config->routes[1].cache, CACHE_NO_STORE);
	assert_int_equal(config->routes[0].encoding, ENCODING_LITERAL);
	config_free(config);
}

/* Comments, quotes, blanks, CR LF and a missing last LF change no value. */
static void
spelling(void **state)
{
	struct config *config = load("# a = b\n  ; [route x]\n\n \t\r\n"
	    "\t[postern] \r\n site\t= example.org ; said so\r\n"
	    "keys = \"/etc/a;b #c\"  # a \"comment\"\n"
	    "[route images]\nprefix = '/it\"s/'\n"
	    "root = /srv/Ben's \"cats\" = dogs\t;;\ndelivery=direct");

	(void)state;
	assert_bytes(config->site, "example.org");
	assert_string_equal(config->keys, "/etc/a;b #c");
	assert_bytes(config->routes[0].prefix, "/it\"s/");
	assert_string_equal(config->routes[0].root,
	    "/srv/Ben's \"cats\" = dogs");
	config_free(config);
}

/* A line of CONFIG_LINE_MAX bytes is read whole. */
static void
longest_line(void **state)
{
	char           text[2 * CONFIG_LINE_MAX];
	char           comment[CONFIG_LINE_MAX + 1];
	struct config *config;

	(void)state;
	memset(comment, '#', CONFIG_LINE_MAX);
	comment[CONFIG_LINE_MAX] = '\0';
	snprintf(text, sizeof(text), "%s\r\n%s", comment, TOP ROUTE);
	config = load(text);
	assert_int_equal(config->routes[0].line, 5);
	config_free(config);
}

/* The longest prefix wins, whatever the order of the file. */
static void
longest_prefix(void **state)
{
	static const struct row {
		const char *path, *route; /* NULL: none */
	} rows[] = {
		{ "/img/cat.jpg", "images" },
		{ "/img/big/cat.jpg", "big" },
		{ "/img/bigger/cat.jpg", "images" },
		{ "/img/", "images" },
		{ "/img", NULL },
		{ "/IMG/cat.jpg", NULL },
		{ "/other/cat.jpg", NULL },
		{ "", NULL },
	};
	struct config *config = load(TOP ROUTE
	    "[route big]\nprefix = /img/big/\nroot = /b\ndelivery = direct\n"
	    "[route a]\nprefix = /a/\nroot = /b\ndelivery = direct\n");

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		const struct route *route = config_route(config,
		    bytes_of(rows[i].path));

		if (rows[i].route == NULL) {
			assert_null(route);
			continue;
		}
		assert_non_null(route);
		assert_bytes(route->name, rows[i].route);
	}
	config_free(config);
}

static void
many_routes(void **state)
{
	static char    text[MANY * 128];
	char           path[64];
	size_t         used = (size_t)snprintf(text, sizeof(text), "%s", TOP);
	struct config *config;

	(void)state;
	for (int i = 0; i < MANY; i++)
		used += (size_t)snprintf(text + used, sizeof(text) - used,
		    "[route r%d]\nprefix = /r%d/\nroot = /srv/r%d\n"
		    "delivery = direct\nkeys = k%d\nmode = enforce\n",
		    i, i, i, i);
	config = load(text);
	assert_int_equal(config->route_count, MANY);
	for (int i = 0; i < MANY; i++) {
		snprintf(path, sizeof(path), "/r%d/cat.jpg", i);
		assert_int_equal(config_route(config, bytes_of(path))->line,
		    4 + 6 * i);
	}
	config_free(config);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(defaults),
		cmocka_unit_test(whole_site),
		cmocka_unit_test(whole_route),
		cmocka_unit_test(other_choices),
		cmocka_unit_test(spelling),
		cmocka_unit_test(longest_line),
		cmocka_unit_test(longest_prefix),
		cmocka_unit_test(many_routes),
	};

	return cmocka_run_group_tests(tests, enter_directory, leave_directory);
}
