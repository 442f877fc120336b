/*
 * An accepted URL asked for by another method, at another time, by another
 * client or of another site.  None of it may be accepted.
 *
 * SPDX-License-Identifier: ISC
 */
#include <arpa/inet.h>
#include <stdio.h>
#include <string.h>

#include "vectors.h"

static int
is_granted(const struct terms *terms, const char *method)
{
	char list[80], wanted[80];

	if (terms->methods.len == 0)
		return strcmp(method, "GET") == 0 || strcmp(method, "HEAD") == 0;
	snprintf(list, sizeof(list), "-%.*s-", (int)terms->methods.len,
	    terms->methods.at);
	snprintf(wanted, sizeof(wanted), "-%s-", method);
	return strstr(list, wanted) != NULL ||
	    (strcmp(method, "HEAD") == 0 && strstr(list, "-GET-") != NULL);
}

static void
mutate_method(struct bench *bench)
{
	static const char *const methods[] = { "GET", "HEAD", "POST", "PUT",
		"DELETE", "OPTIONS", "TRACE", "PATCH", "PROPFIND", "get", "Get",
		"GETT", "GE", "GET ", "", "-", "GET-HEAD" };

	for (size_t i = 0; i < COUNT(methods); i++) {
		struct attempt attempt = bench->original;

		attempt.method = methods[i];
		if (!is_granted(&bench->terms, methods[i]))
			bench_try(bench, "method", &attempt);
	}
}

static void
try_at(struct bench *bench, const char *what, int64_t now)
{
	struct attempt attempt = bench->original;

	attempt.now = now;
	bench_try(bench, what, &attempt);
}

static void
mutate_now(struct bench *bench)
{
	const int64_t expiry = bench->terms.expires_at;

	if (expiry > 0) {
		try_at(bench, "a second late", expiry + 1);
		try_at(bench, "an hour late", expiry + 3600);
		try_at(bench, "a century late", expiry + 3155760000);
	}
	if (bench->terms.not_before > 0) {
		try_at(bench, "a second early", bench->terms.not_before - 1);
		try_at(bench, "in 1970", 0);
	}
}

static void
try_client(struct bench *bench, const char *client)
{
	struct attempt attempt = bench->original;

	attempt.client_ip = client;
	bench_try(bench, "client", &attempt);
}

/* Out of its network by one bit, whichever. */
static void
mutate_client(struct bench *bench)
{
	struct network network;
	unsigned char  address[16] = { [10] = 0xff, [11] = 0xff };
	char           text[INET6_ADDRSTRLEN];

	if (bench->terms.client.len == 0 ||
	    network_parse(bench->terms.client, &network) != STATUS_OK)
		return;
	try_client(bench, "");
	try_client(bench, "unix:");
	try_client(bench, "999.999.999.999");
	if (inet_pton(AF_INET, bench->original.client_ip, address + 12) != 1 &&
	    inet_pton(AF_INET6, bench->original.client_ip, address) != 1)
		return;
	for (unsigned i = 0; i < network.prefix_bits; i++) {
		unsigned char *byte = &address[i / 8];
		unsigned char  bit = (unsigned char)(0x80 >> i % 8);

		*byte ^= bit;
		inet_ntop(AF_INET6, address, text, sizeof(text));
		try_client(bench, text);
		if (strncmp(text, "::ffff:", 7) == 0 && strchr(text, '.'))
			try_client(bench, text + 7);
		*byte ^= bit;
	}
}

static void
mutate_site(struct bench *bench)
{
	const char    *site = bench->original.site;
	struct attempt attempt = bench->original;
	char           changed[512];

	for (size_t i = 0; site[i] != '\0'; i++) {
		snprintf(changed, sizeof(changed), "%s", site);
		changed[i] ^= 1;
		attempt.site = changed;
		bench_try(bench, "site", &attempt);
		snprintf(changed, sizeof(changed), "%.*s", (int)i, site);
		bench_try(bench, "site", &attempt);
	}
	snprintf(changed, sizeof(changed), "%s.", site);
	attempt.site = changed;
	bench_try(bench, "site", &attempt);
	snprintf(changed, sizeof(changed), "www.%s", site);
	bench_try(bench, "site", &attempt);
	snprintf(changed, sizeof(changed), "%s\n/", site);
	bench_try(bench, "site", &attempt);
}

static void
mutate_origin(struct bench *bench)
{
	static const char *const others[] = { "http://", "https://", "http://x.",
		"https://x.", "ftp://" };
	const struct bytes host = host_of(bench->original.url);
	struct attempt     attempt = bench->original;
	char               changed[URL_SIZE];

	for (size_t i = 0; i < COUNT(others); i++) {
		snprintf(changed, sizeof(changed), "%s%s", others[i], host.at);
		attempt.url = changed;
		if (strcmp(changed, bench->original.url) != 0)
			bench_try(bench, "origin", &attempt);
	}
	for (size_t i = 0; i < host.len; i++) {
		snprintf(changed, sizeof(changed), "%s", bench->original.url);
		changed[(size_t)(host.at - bench->original.url) + i] ^= 2;
		attempt.url = changed;
		bench_try(bench, "host", &attempt);
	}
}

void
mutate_request(struct bench *bench)
{
	mutate_method(bench);
	mutate_now(bench);
	mutate_client(bench);
	if (bench->adapter->site_matters)
		mutate_site(bench);
	if (bench->adapter->origin_matters)
		mutate_origin(bench);
}
