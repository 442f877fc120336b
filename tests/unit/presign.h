/*
 * Presigned URLs of Amazon and Google, made anew from the vendors' documents,
 * with whatever a row has in it.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef TESTS_UNIT_PRESIGN_H
#define TESTS_UNIT_PRESIGN_H

#include "links.h"

#define DAY  "20330518"
#define DATE DAY "T033320Z" /* END */

/* The query of a scope, as version 4 sorts it; names: of signed headers. */
#define QUERY4(prefix, algorithm, id, scope, names)                       \
	prefix "Algorithm=" algorithm "&" prefix "Credential=" id "%2F"   \
	DAY "%2F" scope "&" prefix "Date=" DATE "&" prefix "Expires=3600" \
	"&" prefix "SignedHeaders=" names
#define AMAZON_OF(names)                                               \
	QUERY4("X-Amz-", "AWS4-HMAC-SHA256", "k1",                     \
	    "us-east-1%2Fs3%2Faws4_request", names)
#define AMAZON AMAZON_OF("host")
#define GOOGLE_OF(algorithm)                                           \
	QUERY4("X-Goog-", "GOOG4-" algorithm "-SHA256", "k1",          \
	    "auto%2Fstorage%2Fgoog4_request", "host")
#define GOOGLE GOOGLE_OF("HMAC")

struct vendor {
	const char *algorithm, *secret, *region, *service, *terminator;
};

static const struct vendor amazon = { "AWS4-HMAC-SHA256", "AWS4" SECRET_TEXT,
	"us-east-1", "s3", "aws4_request" };
static const struct vendor google = { "GOOG4-HMAC-SHA256",
	"GOOG4" SECRET_TEXT, "auto", "storage", "goog4_request" };

/* What is signed, each part as it shall stand there; NULL: the usual. */
struct presign {
	const char *path, *query;
	const char *method;  /* GET */
	const char *headers; /* "host:img.example.org\n" */
	const char *names;   /* "host" */
	const char *payload; /* "UNSIGNED-PAYLOAD" */
};

static inline const char *
or_usual(const char *text, const char *usual)
{
	return text != NULL ? text : usual;
}

static inline void
hash_hex(const char *text, char hex[65])
{
	const struct bytes part = bytes_of(text);
	unsigned char      hash[HMAC_MAX];
	size_t             length;

	assert_int_equal(hash_compute("SHA256", &part, 1, hash, &length),
	    STATUS_OK);
	hex_write(hash, length, hex);
	hex[64] = '\0';
}

/* The signature of version 4, in hexadecimal digits. */
static inline void
presign4(const struct vendor *vendor, const struct presign *what, char hex[65])
{
	char          canonical[4000], hash[65], text[300];
	const char   *steps[] = { DAY, vendor->region, vendor->service,
                vendor->terminator, text };
	struct bytes  key = bytes_of(vendor->secret);
	unsigned char mac[HMAC_MAX];
	size_t        length = 0;

	snprintf(canonical, sizeof(canonical), "%s\n%s\n%s\n%s\n%s\n%s",
	    or_usual(what->method, "GET"), what->path, what->query,
	    or_usual(what->headers, "host:img.example.org\n"),
	    or_usual(what->names, "host"),
	    or_usual(what->payload, "UNSIGNED-PAYLOAD"));
	hash_hex(canonical, hash);
	snprintf(text, sizeof(text), "%s\n" DATE "\n" DAY "/%s/%s/%s\n%s",
	    vendor->algorithm, vendor->region, vendor->service,
	    vendor->terminator, hash);
	for (size_t i = 0; i < COUNT(steps); i++) {
		const struct bytes step = bytes_of(steps[i]);

		assert_int_equal(hmac_once("SHA256", key, &step, 1, mac,
		    &length), STATUS_OK);
		key = (struct bytes){ (char *)mac, length };
	}
	hex_write(mac, length, hex);
	hex[64] = '\0';
}

/* A good URL of Amazon's for one path. */
static inline void
presigned_by_amazon(const char *path, const char *query, char *target,
    size_t size)
{
	char hex[65];

	presign4(&amazon, &(struct presign){ path, query, NULL, NULL, NULL,
	    NULL }, hex);
	snprintf(target, size, "%s?%s&X-Amz-Signature=%s", path, query, hex);
}

/* Replaces the first "from" by "to". */
static inline void
replace(char *text, size_t size, const char *from, const char *to)
{
	char *found = strstr(text, from);

	EXPECT(from, found != NULL);
	EXPECT(to, strlen(text) - strlen(from) + strlen(to) < size);
	memmove(found + strlen(to), found + strlen(from),
	    strlen(found + strlen(from)) + 1);
	memcpy(found, to, strlen(to));
}

#endif
