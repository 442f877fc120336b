/*
 * Links of one scheme that others made, judged from request to permit.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef TESTS_UNIT_FOREIGN_H
#define TESTS_UNIT_FOREIGN_H

#include "keys.h"

#include "base64url.h"
#include "digest.h"
#include "hex.h"
#include "scheme.h"

#define BASE "https://img.example.org"
#define END  2000000000 /* of links that have one */

/* {"kty":"oct"} of SECRET_TEXT for one scheme. */
#define FOREIGN_JWK(id, algorithm, scheme)                               \
	"{\"kty\":\"oct\",\"kid\":\"" id "\",\"alg\":\"" algorithm       \
	"\",\"k\":\"" SECRET_K "\",\"postern\":{\"schemes\":[\"" scheme  \
	"\"]}}"

/* What is asked; members that are NULL are not there. */
struct asked {
	const char *target, *cookies, *client;
	const char *host, *method; /* NULL: img.example.org, GET */
	const struct request_header *headers;
	size_t                       header_count;
	int64_t                      now; /* 0: END */
};

/* Of the whole way; terms may be NULL. */
static inline enum status
judge_link(const struct verifier *verifier, const struct asked *asked,
    struct arena *arena, struct terms *terms)
{
	struct request request = {
		.method = bytes_of(asked->method != NULL ? asked->method
							 : "GET"),
		.target = guarded_text(asked->target),
		.cookies = asked->cookies != NULL
		    ? guarded_text(asked->cookies) : BYTES(""),
		.client_address = bytes_of(asked->client != NULL
		    ? asked->client : "192.0.2.1"),
		.headers = asked->headers,
		.header_count = asked->header_count,
		.host = bytes_of(asked->host != NULL ? asked->host
						     : "img.example.org"),
		.is_https = 1,
	};
	const struct grant  *grant;
	const struct permit *permit;
	struct claim         claim;
	enum status          status = request_read(&request, arena);

	if (status == STATUS_OK)
		status = verify(verifier, &request, arena, &claim, &grant);
	if (status == STATUS_OK)
		status = authorise(grant, &request,
		    asked->now != 0 ? asked->now : END, arena, &permit);
	if (status == STATUS_OK && terms != NULL)
		*terms = *grant_terms(grant);
	return status;
}

/* A verifier of one scheme, which looks in the query and in cookies. */
static inline struct verifier
foreign_verifier(const char *scheme, const struct keyring *keyring)
{
	return (struct verifier){
		.prefix = BYTES("/"),
		.schemes = { scheme_named(bytes_of(scheme)) },
		.scheme_count = 1,
		.carriers = CARRIER_QUERY | CARRIER_COOKIE,
		.keyring = keyring,
		.policy.base = BYTES(BASE),
	};
}

static inline size_t
foreign_mac(const char *digest, const char *message,
    unsigned char mac[HMAC_MAX])
{
	const struct bytes part = bytes_of(message);
	size_t             length;

	assert_int_equal(hmac_once(digest, BYTES(SECRET_TEXT), &part, 1, mac,
	    &length), STATUS_OK);
	return length;
}

/* The MAC under SECRET_TEXT as hexadecimal digits. */
static inline void
foreign_hex(const char *digest, const char *message,
    char hex[2 * HMAC_MAX + 1])
{
	unsigned char mac[HMAC_MAX];
	size_t        length = foreign_mac(digest, message, mac);

	hex_write(mac, length, hex);
	hex[2 * length] = '\0';
}

/* The same as base64 of URLs, without padding. */
static inline void
foreign_base64(const char *digest, const char *message,
    char text[2 * HMAC_MAX])
{
	struct arena *arena = arena_new(1024);
	unsigned char mac[HMAC_MAX];
	struct bytes  encoded;
	size_t        length = foreign_mac(digest, message, mac);

	assert_int_equal(base64url_encode((struct bytes){ (char *)mac,
	    length }, arena, &encoded), STATUS_OK);
	snprintf(text, 2 * HMAC_MAX, "%.*s", (int)encoded.len, encoded.at);
	arena_free(arena);
}

/* The pattern with a text where its '@' stands, if it has one. */
static inline void
foreign_fill(const char *pattern, const char *by, char *filled, size_t size)
{
	const size_t before = strcspn(pattern, "@");

	if (pattern[before] == '\0')
		by = "";
	snprintf(filled, size, "%.*s%s%s", (int)before, pattern, by,
	    pattern + before + (pattern[before] == '@'));
}

/*
 * Whatever the size of the arena is, the link is judged rightly or not at all,
 * and with the largest of limit bytes it is.
 */
static inline void
judge_in_little_memory(const struct verifier *verifier,
    const struct asked *asked, size_t limit)
{
	size_t judged = 0;

	FOR_EACH_ARENA (size, arena, limit) {
		enum status status = judge_link(verifier, asked, arena, NULL);

		if (status != STATUS_OK)
			EXPECT_STATUS(asked->target, status, STATUS_TOO_LARGE);
		judged += status == STATUS_OK;
	}
	assert_in_range(judged, 1, limit);
}

/* The same of a signer; and what it signs is right to the last second. */
static inline void
sign_with(const struct verifier *verifier, const struct key *key,
    const struct terms *terms, const char *wanted, size_t limit)
{
	const struct scheme *scheme = verifier->schemes[0];
	struct arena        *arena = arena_new(1 << 15);
	struct bytes         url;
	char                 text[1000];
	struct asked         asked = { .target = text,
		                .now = terms->expires_at };
	size_t               made = 0;

	assert_int_equal(sign(scheme, key, verifier, terms, arena, &url),
	    STATUS_OK);
	snprintf(text, sizeof(text), "%.*s", (int)url.len, url.at);
	EXPECT(text, strncmp(text, wanted, strlen(wanted)) == 0);
	EXPECT_STATUS(text, judge_link(verifier, &asked, arena, NULL),
	    STATUS_OK);
	asked.now++;
	EXPECT_STATUS(text, judge_link(verifier, &asked, arena, NULL),
	    STATUS_EXPIRED);
	arena_free(arena);
	FOR_EACH_ARENA (size, small, limit) {
		enum status status = sign(scheme, key, verifier, terms, small,
		    &url);

		if (status != STATUS_OK)
			EXPECT_STATUS(text, status, STATUS_TOO_LARGE);
		made += status == STATUS_OK;
	}
	assert_in_range(made, 1, limit);
}

static inline void
sign_and_judge(const struct verifier *verifier, const struct terms *terms,
    const char *wanted, size_t limit)
{
	sign_with(verifier, keyring_at(verifier->keyring, 0), terms, wanted,
	    limit);
}

#endif
