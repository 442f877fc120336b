/*
 * Service SAS that Azure's SDKs seldom or never make, and those of our own; more
 * of the right ones are in the vectors.
 *
 * SPDX-License-Identifier: ISC
 */
#include "links.h"

static const struct way way = { "azure-sas", "HS256", "account", "siteimages" };

#define EXPIRY    "2033-05-18T03:33:20Z" /* END */
#define NEW       "2020-12-06"
#define RESOURCE  "/blob/siteimages/photos"
#define BLOB      RESOURCE "/a/b/cat.jpg"
#define FILE_PATH "/photos/a/b/cat.jpg"

/* The query and the lines of a SAS; "more" is of the query alone. */
struct row {
	const char *path, *more, *resource;
	const char *type, *version;
	const char *start, *expiry, *clients, *protocols, *permissions;
	enum status status;
};

#define ROW(...) { .path = FILE_PATH, .more = "", .resource = BLOB,        \
	.type = "b", .version = NEW, .start = "", .expiry = EXPIRY,        \
	.clients = "", .protocols = "", .permissions = "r", __VA_ARGS__ }

#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Woverride-init"
static const struct row rows[] = {
	ROW(.status = STATUS_OK),
	ROW(.permissions = "racwd", .status = STATUS_OK),
	ROW(.permissions = "w", .status = STATUS_METHOD_NOT_GRANTED),
	ROW(.permissions = "", .status = STATUS_MALFORMED),
	/* What is covered. */
	ROW(.path = "/photos/a/b/c", .status = STATUS_BAD_SIGNATURE),
	ROW(.path = "/photos/a%2Fb/cat.jpg", .status = STATUS_HOSTILE_PATH),
	ROW(.type = "c", .resource = RESOURCE, .status = STATUS_OK),
	ROW(.type = "c", .path = "/photos/", .resource = RESOURCE,
	    .status = STATUS_OUTSIDE_GRANT),
	ROW(.type = "c", .path = "/", .status = STATUS_OUTSIDE_GRANT),
	ROW(.type = "c", .path = "//a", .status = STATUS_OUTSIDE_GRANT),
	ROW(.type = "c", .path = "/others/cat.jpg", .resource = RESOURCE,
	    .status = STATUS_BAD_SIGNATURE),
	ROW(.type = "d", .more = "&sdd=1", .resource = RESOURCE "/a",
	    .status = STATUS_OK),
	ROW(.type = "d", .more = "&sdd=2", .resource = RESOURCE "/a/b",
	    .status = STATUS_OK),
	ROW(.type = "d", .more = "&sdd=2", .resource = RESOURCE "/a",
	    .status = STATUS_BAD_SIGNATURE),
	ROW(.type = "d", .more = "&sdd=3", .status = STATUS_OUTSIDE_GRANT),
	ROW(.type = "d", .more = "&sdd=4", .status = STATUS_OUTSIDE_GRANT),
	ROW(.type = "d", .more = "&sdd=0", .resource = RESOURCE,
	    .status = STATUS_MALFORMED),
	ROW(.type = "d", .more = "&sdd=x", .status = STATUS_MALFORMED),
	ROW(.type = "d", .resource = RESOURCE, .status = STATUS_MALFORMED),
	ROW(.type = "d", .more = "&sdd=1", .resource = RESOURCE "/a",
	    .version = "2020-02-09", .status = STATUS_MALFORMED),
	ROW(.more = "&sdd=1", .status = STATUS_MALFORMED),
	ROW(.type = "bs", .status = STATUS_MALFORMED),
	ROW(.type = "", .status = STATUS_MALFORMED),
	/* Versions. */
	ROW(.version = "2015-04-05", .status = STATUS_OK),
	ROW(.version = "2018-11-09", .status = STATUS_OK),
	ROW(.version = "2018-11-10", .status = STATUS_OK),
	ROW(.version = "2015-04-04", .status = STATUS_MALFORMED),
	ROW(.version = "2020-13-06", .status = STATUS_MALFORMED),
	ROW(.version = "2020-12-06T00:00Z", .status = STATUS_MALFORMED),
	ROW(.version = "", .status = STATUS_MALFORMED),
	/* Times. */
	ROW(.expiry = "2033-05-18T03:33:19Z", .status = STATUS_EXPIRED),
	ROW(.expiry = "2033-05-18T03:33Z", .status = STATUS_EXPIRED),
	ROW(.expiry = "2033-05-18T03:34Z", .status = STATUS_OK),
	ROW(.expiry = "2033-05-18", .status = STATUS_EXPIRED),
	ROW(.expiry = "2033-05-19", .status = STATUS_OK),
	ROW(.expiry = "1970-01-01", .status = STATUS_EXPIRED),
	ROW(.expiry = "2033-05-18T03:33:20", .status = STATUS_MALFORMED),
	ROW(.expiry = "", .status = STATUS_MALFORMED),
	ROW(.start = EXPIRY, .status = STATUS_OK),
	ROW(.start = "2033-05-18", .status = STATUS_OK),
	ROW(.start = "2033-05-18T03:34Z", .status = STATUS_NOT_YET_VALID),
	ROW(.start = "2033-05-18T03:33:20.5Z",
	    .status = STATUS_NOT_YET_VALID),
	ROW(.start = "now", .status = STATUS_MALFORMED),
	/* Clients: 192.0.2.1 asks. */
	ROW(.clients = "192.0.2.1", .status = STATUS_OK),
	ROW(.clients = "192.0.2.2", .status = STATUS_WRONG_CLIENT),
	ROW(.clients = "192.0.2.1-192.0.2.1", .status = STATUS_OK),
	ROW(.clients = "191.255.255.255-192.0.3.0", .status = STATUS_OK),
	ROW(.clients = "192.0.2.2-192.0.2.9", .status = STATUS_WRONG_CLIENT),
	ROW(.clients = "192.0.1.0-192.0.2.0", .status = STATUS_WRONG_CLIENT),
	ROW(.clients = "192.0.2.9-192.0.2.0", .status = STATUS_WRONG_CLIENT),
	ROW(.clients = "192.0.2.0/24", .status = STATUS_MALFORMED),
	ROW(.clients = "192.0.2.1-", .status = STATUS_MALFORMED),
	ROW(.clients = "-192.0.2.1", .status = STATUS_MALFORMED),
	ROW(.clients = "-", .status = STATUS_MALFORMED),
	ROW(.clients = "192.0.2.1-192.0.2.2-192.0.2.3",
	    .status = STATUS_MALFORMED),
	ROW(.clients = "::1", .status = STATUS_MALFORMED),
	ROW(.clients = "::1-::2", .status = STATUS_MALFORMED),
	/* Protocols. */
	ROW(.protocols = "https", .status = STATUS_OK),
	ROW(.protocols = "https,http", .status = STATUS_OK),
	ROW(.protocols = "http", .status = STATUS_MALFORMED),
	/* Other kinds; one value that would be two lines. */
	ROW(.more = "&si=", .status = STATUS_MALFORMED),
	ROW(.more = "&ss=b", .status = STATUS_MALFORMED),
	ROW(.more = "&skoid=x", .status = STATUS_MALFORMED),
	ROW(.more = "&s%6boid=x", .status = STATUS_MALFORMED),
	ROW(.more = "&snapshot=2020-01-01T00:00:00.0000000Z",
	    .status = STATUS_MALFORMED),
	ROW(.more = "&se=2099-01-01", .status = STATUS_AMBIGUOUS),
	ROW(.more = "&s%76=x", .status = STATUS_AMBIGUOUS),
	ROW(.more = "&rscc=a%0Ab", .status = STATUS_MALFORMED),
	ROW(.more = "&rscc=%zz", .status = STATUS_BAD_REQUEST),
	ROW(.more = "&rscc=x", .status = STATUS_BAD_SIGNATURE),
	ROW(.more = "&rscc=&w=1&x", .status = STATUS_OK),
};
#pragma GCC diagnostic pop

/* Standard base64 with its padding, percent-encoded. */
static void
sign_lines(const char *lines, char text[200])
{
	char   encoded[2 * HMAC_MAX];
	size_t n = 0;

	foreign_base64("SHA256", lines, encoded);
	for (const char *c = encoded; *c != '\0'; c++)
		n += (size_t)snprintf(text + n, 200 - n, *c == '-' ? "%%2B"
		    : *c == '_' ? "%%2F" : "%c", *c);
	snprintf(text + n, 200 - n, "%%3D");
}

/* rscd stands in the last but three lines. */
static void
write_target(const struct row *row, const char *disposition,
    char target[1000])
{
	const int has_type = strcmp(row->version, "2018-11-09") >= 0;
	const int has_scope = strcmp(row->version, NEW) >= 0;
	char      lines[1000], signature[200];

	snprintf(lines, sizeof(lines), "%s\n%s\n%s\n%s\n\n%s\n%s\n%s\n%s%s%s"
	    "%s\n%s\n\n\n", row->permissions, row->start, row->expiry,
	    row->resource, row->clients, row->protocols, row->version,
	    has_type ? row->type : "", has_type ? "\n\n" : "",
	    has_scope ? "\n" : "", "", disposition);
	sign_lines(lines, signature);
	snprintf(target, 1000, "%s?sv=%s&sr=%s&sp=%s&st=%s&se=%s&sip=%s&spr=%s"
	    "&rscd=%s&sig=%s%s", row->path, row->version, row->type,
	    row->permissions, row->start, row->expiry, row->clients,
	    row->protocols, disposition, signature, row->more);
}

static enum status
run(const struct verifier *verifier, const struct asked *asked,
    struct terms *terms)
{
	struct arena *arena = arena_new(1 << 15);
	enum status   status = judge_link(verifier, asked, arena, terms);

	arena_free(arena);
	return status;
}

static void
test_rows(void **state)
{
	struct set_up set_up;
	char          target[1000];

	(void)state;
	set_up_open(&set_up, &way);
	for (size_t i = 0; i < COUNT(rows); i++) {
		write_target(&rows[i], "", target);
		EXPECT_STATUS(target, run(&set_up.verifier,
		    &(struct asked){ .target = target }, NULL),
		    rows[i].status);
	}
	set_up_close(&set_up);
}

static void
test_parameters(void **state)
{
	static const struct {
		const char *target;
		enum status status;
	} others[] = {
		{ "/photos/a", STATUS_NO_CREDENTIAL },
		{ "/photos/a?sv=2020-12-06", STATUS_NO_CREDENTIAL },
		{ "/photos/a?sig=x", STATUS_NO_CREDENTIAL },
		{ "/photos/a?sv=1&sv=2", STATUS_NO_CREDENTIAL },
		{ "/photos/a?sv=2020-12-06&sig=x&sig=x", STATUS_AMBIGUOUS },
		{ "/photos/a?sv=2020-12-06&sr=b&sp=r&se=2033-05-19&sig=",
		    STATUS_BAD_SIGNATURE },
		{ "/photos/a?sv=2020-12-06&sr=b&sp=r&se=2033-05-19&sig=AAA",
		    STATUS_MALFORMED },
		{ "/photos/a?sv=2020-12-06&sr=b&sp=r&se=2033-05-19&sig=AAAA",
		    STATUS_BAD_SIGNATURE },
	};
	struct set_up set_up;

	(void)state;
	set_up_open(&set_up, &way);
	for (size_t i = 0; i < COUNT(others); i++)
		EXPECT_STATUS(others[i].target, run(&set_up.verifier,
		    &(struct asked){ .target = others[i].target }, NULL),
		    others[i].status);
	set_up_close(&set_up);
}

/* Where the account's name may stand, and the container's. */
static void
test_place(void **state)
{
	struct set_up set_up;
	char          target[1000];
	struct asked  asked = { .target = target };

	(void)state;
	set_up_open(&set_up, &way);
	write_target(&rows[0], "", target);
	asked.host = "SiteImages.Blob.core.windows.net";
	EXPECT_STATUS("account's host", run(&set_up.verifier, &asked, NULL),
	    STATUS_OK);
	asked.host = "another.blob.core.windows.net";
	EXPECT_STATUS("another account", run(&set_up.verifier, &asked, NULL),
	    STATUS_OUTSIDE_GRANT);
	asked.host = NULL;
	set_up.verifier.prefix = BYTES("/photos/");
	set_value(&set_up, "container", "photos");
	EXPECT_STATUS("container", run(&set_up.verifier, &asked, NULL),
	    STATUS_OK);
	set_up.verifier.prefix = BYTES("/photos/a/");
	EXPECT_STATUS("elsewhere", run(&set_up.verifier, &asked, NULL),
	    STATUS_BAD_SIGNATURE);
	set_up.verifier.prefix = BYTES("/others/");
	EXPECT_STATUS("other prefix", run(&set_up.verifier, &asked, NULL),
	    STATUS_OUTSIDE_GRANT);
	set_value(&set_up, "account", "");
	EXPECT_STATUS("no account", run(&set_up.verifier, &asked, NULL),
	    STATUS_MALFORMED);
	set_up_close(&set_up);
}

static void
test_override(void **state)
{
	struct arena *arena = arena_new(1 << 15);
	struct set_up set_up;
	struct terms  terms;
	char          target[1000];

	(void)state;
	set_up_open(&set_up, &way);
	write_target(&rows[0], "attachment;filename=my.jpg", target);
	EXPECT_STATUS(target, judge_link(&set_up.verifier,
	    &(struct asked){ .target = target }, arena, &terms), STATUS_OK);
	EXPECT("attachment", terms.disposition == DISPOSITION_ATTACHMENT);
	EXPECT_BYTES("name", terms.file_name, BYTES("my.jpg"));
	judge_in_little_memory(&set_up.verifier,
	    &(struct asked){ .target = target }, 8192);
	set_up_close(&set_up);
	arena_free(arena);
}

/* ---------------------------------------------------------------- signing */

static void
test_sign(void **state)
{
	static const struct terms signed_terms[] = {
		{ .path = TEXT("/photos/a b+.jpg"), .expires_at = END },
		{ .path = TEXT("/photos/a b+.jpg"), .expires_at = END,
		    .not_before = 5, .client = TEXT("192.0.2.1") },
	};
	struct set_up set_up;

	(void)state;
	set_up_open(&set_up, &way);
	sign_and_judge(&set_up.verifier, &signed_terms[0], "/photos/a%20b%2B"
	    ".jpg?sv=2020-12-06&sr=b&sp=r&se=2033-05-18T03%3A33%3A20Z&sig=",
	    8192);
	set_up.verifier.prefix = BYTES("/photos/");
	set_value(&set_up, "container", "pictures");
	sign_and_judge(&set_up.verifier, &signed_terms[1], "/photos/a%20b%2B"
	    ".jpg?sv=2020-12-06&sr=b&sp=r&st=1970-01-01T00%3A00%3A05Z&"
	    "se=2033-05-18T03%3A33%3A20Z&sip=192.0.2.1&sig=", 8192);
	set_up_close(&set_up);
}

static void
test_sign_refuses(void **state)
{
	static const struct {
		struct terms terms;
		enum status  status;
	} refused[] = {
		{ { .path = TEXT("/photos/"), .is_prefix = 1,
		      .expires_at = END }, STATUS_MALFORMED },
		{ { .path = TEXT("/photos/a"), .expires_at = END,
		      .client = TEXT("192.0.2.0/24") }, STATUS_MALFORMED },
		{ { .path = TEXT("/photos/a"), .expires_at = END,
		      .client = TEXT("::1") }, STATUS_MALFORMED },
		{ { .path = TEXT("/photos/a"), .expires_at = INT64_MAX },
		    STATUS_MALFORMED },
		{ { .path = TEXT("/photos"), .expires_at = END },
		    STATUS_OUTSIDE_GRANT },
	};
	struct arena *arena = arena_new(8192);
	struct set_up set_up;
	struct bytes  url;

	(void)state;
	set_up_open(&set_up, &way);
	for (size_t i = 0; i < COUNT(refused); i++)
		EXPECT_STATUS("terms", sign(set_up.verifier.schemes[0],
		    keyring_at(set_up.keyring, 0), &set_up.verifier,
		    &refused[i].terms, arena, &url), refused[i].status);
	set_up_close(&set_up);
	arena_free(arena);
}

static int
start(void **state)
{
	(void)state;
	return crypto_start() == STATUS_OK ? 0 : -1;
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_rows),
		cmocka_unit_test(test_parameters),
		cmocka_unit_test(test_place),
		cmocka_unit_test(test_override),
		cmocka_unit_test(test_sign),
		cmocka_unit_test(test_sign_refuses),
	};

	return cmocka_run_group_tests(tests, start, NULL);
}
