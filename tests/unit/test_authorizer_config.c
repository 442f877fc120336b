/*
 * Routes with role = authorizer: what they take, and what is refused.
 *
 * SPDX-License-Identifier: ISC
 */
#include "refused.h"

#define AUTHOR "[route a]\nrole = authorizer\nprefix = /a/\nroot = /srv\n"
#define LEAVE "with role = authorizer the front server sends the file, or " \
	"its own page: leave this out"
#define STANDS(scheme) "f:5: role = authorizer: role = authorizer cannot be " \
	"for " scheme ": its credential stands in the path, under which the " \
	"front server looks for the file"

static const struct refused rows[] = {
	{ TOP AUTHOR "delivery = direct\n", "f:8: delivery = direct: " LEAVE },
	{ TOP AUTHOR "accel = /_p/\n", "f:8: accel = /_p/: " LEAVE },
	{ TOP AUTHOR "encoding = percent\n", "f:8: encoding = percent: " LEAVE },
	{ TOP AUTHOR "placeholder = /p.png\n", "f:8: placeholder = /p.png: "
	    LEAVE },
	{ TOP AUTHOR "exchange = 60s\n", "f:8: exchange = 60s: " LEAVE },
	{ TOP AUTHOR "carrier = path\n", "f:8: carrier = path: with role = "
	    "authorizer no token can stand in the path, under which the front "
	    "server looks for the file" },
	{ TOP AUTHOR "carrier = query path\nsegment = t\n", "f:8: carrier = "
	    "query path: with role = authorizer no token can stand in the "
	    "path, under which the front server looks for the file" },
	{ TOP AUTHOR "longest_age = 1d\naccept = lighttpd-secdownload\n",
	    STANDS("lighttpd-secdownload") },
	{ TOP AUTHOR "accept = mod-auth-token\nlongest_age = 1d\n",
	    STANDS("mod-auth-token") },
	{ TOP AUTHOR "accept = native cloudinary\n", STANDS("cloudinary") },
	{ TOP AUTHOR "accept = nginx-secure-link\n"
	    "nginx-secure-link.mode = path\n", STANDS("nginx-secure-link") },
	{ TOP AUTHOR "accept = cdn77\ncdn77.place = path\n", STANDS("cdn77") },
	{ TOP AUTHOR "accept = tencent\ntencent.type = C\nlongest_age = 1d\n",
	    STANDS("tencent") },
	{ TOP AUTHOR "accept = aliyun\naliyun.type = B\nlongest_age = 1d\n",
	    STANDS("aliyun") },
	{ TOP "[route a]\nrole = authorizer\nprefix = /a/\n",
	    "f:4: [route a]: root is missing: the directory of its files, as "
	    "/srv/private/img" },
};

static void
refused(void **state)
{
	(void)state;
	check_rows(rows, sizeof(rows) / sizeof(rows[0]));
}

static void
accepted(void **state)
{
	static const char *const texts[] = {
		TOP AUTHOR,
		TOP AUTHOR "carrier = query cookie header\naccept = jwt sealed\n",
		TOP AUTHOR "accept = nginx-secure-link cdn77 cloudfront\n",
		TOP AUTHOR "accept = aliyun\naliyun.type = C-query\n"
		    "longest_age = 1d\n",
		TOP AUTHOR "accept = tencent\ntencent.type = D\n"
		    "longest_age = 1d\n",
		TOP AUTHOR "mode = report-only\ntypes = all\ncache = private\n",
	};

	(void)state;
	for (size_t i = 0; i < COUNT(texts); i++) {
		struct complaint complaint = { "" };
		struct config   *config;

		write_file(texts[i], strlen(texts[i]));
		config = config_load(FILE_NAME, &complaint);
		if (config == NULL)
			fail_msg("%s: %s", texts[i], complaint.text);
		assert_int_equal(config->routes[0].role, ROLE_AUTHORIZER);
		assert_null(config->routes[0].delivery);
		config_free(config);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(refused),
		cmocka_unit_test(accepted),
	};

	return cmocka_run_group_tests(tests, enter_directory, leave_directory);
}
