/* What a bunny token is made of.  See bunny_token.h.
 * SPDX-License-Identifier: ISC */
#include "bunny_token.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "arena.h"
#include "base64url.h"
#include "bytes.h"
#include "source.h"
#include "terms.h"

#define ADDRESS_BYTES 16
#define IPV4_AT       12 /* where ::ffff:a.b.c.d has them */
#define IPV6_NETWORK  8  /* bytes that are signed of an address */

const struct scheme_setting bunny_settings[] = {
	{ "ip", "no", "no yes any",
	    "whether tokens are for one address; any: as the token says" },
	{ "country", "", NULL,
	    "the header in which the front server says the client's country" },
	{ NULL, NULL, NULL, NULL },
};

/* ----------------------------------------------------------------- message */

static int
is_ipv4(const unsigned char address[ADDRESS_BYTES])
{
	static const unsigned char mapped[IPV4_AT] = { [10] = 0xff,
		[11] = 0xff };

	return memcmp(address, mapped, IPV4_AT) == 0;
}

/* Its bytes, of IPv6 those of the /64 and zeroes; or its text. */
static enum status
write_client(const struct bunny_link *link, struct bytes text,
    struct arena *arena, struct bytes *client)
{
	struct network network;
	struct bytes   bytes = { (const char *)network.address,
		      ADDRESS_BYTES };

	*client = EMPTY;
	if (!link->is_for_client)
		return STATUS_OK;
	if (memchr(text.at, '/', text.len) != NULL ||
	    network_parse(text, &network) != STATUS_OK)
		return STATUS_WRONG_CLIENT;
	*client = text;
	if (!link->generation->tells_client)
		return STATUS_OK;
	if (is_ipv4(network.address))
		bytes = (struct bytes){ bytes.at + IPV4_AT,
			ADDRESS_BYTES - IPV4_AT };
	else
		memset(network.address + IPV6_NETWORK, 0,
		    ADDRESS_BYTES - IPV6_NETWORK);
	return arena_join(arena, &bytes, 1, client);
}

static enum status
compute(const struct bunny_link *link, const struct key *key,
    struct bytes client, unsigned char mac[HMAC_MAX], size_t *length)
{
	const struct bytes parts[] = { key->secret, link->path, link->expires,
		client, link->parameters };

	return key->algorithm->use == USE_HMAC
	    ? hmac_compute(key->hmac, parts + 1, 4, mac, length)
	    : hash_compute(key->algorithm->digest, parts, 5, mac, length);
}

/* --------------------------------------------------------------- countries */

/* "CA, US" */
static int
is_listed(struct bytes countries, struct bytes country)
{
	while (countries.len > 0) {
		struct bytes one = bytes_cut(&countries, ',');

		while (one.len > 0 && one.at[0] == ' ')
			one = (struct bytes){ one.at + 1, one.len - 1 };
		if (bytes_equal_fold(one, country))
			return 1;
	}
	return 0;
}

/* Who cannot say where the client is, opens nothing that asks for it. */
static enum status
check_country(const struct source *source, const struct bunny_link *link)
{
	const struct bytes header = source_setting(source,
	    link->generation->scheme, "country");
	struct bytes       country = EMPTY;

	if (link->countries.at == NULL && link->blocked.at == NULL)
		return STATUS_OK;
	if (header.len == 0 ||
	    source_header(source, header, &country) != STATUS_OK ||
	    country.len == 0)
		return STATUS_WRONG_CLIENT;
	if (link->countries.at != NULL && !is_listed(link->countries, country))
		return STATUS_WRONG_CLIENT;
	return link->blocked.at != NULL && is_listed(link->blocked, country)
	    ? STATUS_WRONG_CLIENT : STATUS_OK;
}

enum status
bunny_token_verify(const struct source *source,
    const struct credential *credential, const struct key *key,
    struct arena *arena, struct grant *grant)
{
	const struct bunny_link *link = credential->detail;
	unsigned char            mac[HMAC_MAX];
	size_t                   length;
	struct bytes             client;
	enum status              status;

	(void)grant;
	status = write_client(link, source->request->client_address, arena,
	    &client);
	if (status == STATUS_OK)
		status = compute(link, key, client, mac, &length);
	if (status != STATUS_OK)
		return status;
	return equal_secret((struct bytes){ (char *)mac, length },
	    credential->signature) ? check_country(source, link)
				   : STATUS_BAD_SIGNATURE;
}

/* ----------------------------------------------------------------- signing */

/* The path and its end; and an address, where links are for one. */
static int
can_say(const struct bunny_generation *generation, struct terms terms,
    struct bytes ip)
{
	const int has_client = terms.client.len > 0;
	const int is_free = generation->tells_client &&
	    bytes_equal(ip, BYTES("any"));

	terms.client = EMPTY;
	return terms_are_plain(&terms) && terms.expires_at >= 1000000000 &&
	    terms.expires_at <= 9999999999 &&
	    (is_free || bytes_equal(ip, BYTES("yes")) == has_client);
}

static enum status
write_url(const struct bunny_link *link, struct bytes raw_path,
    struct bytes mac, struct arena *arena, struct bytes *url)
{
	const int   tells = link->is_for_client &&
	    link->generation->tells_client;
	struct bytes token;
	enum status  status = base64url_encode(mac, arena, &token);

	if (status != STATUS_OK)
		return status;
	return arena_join(arena, (const struct bytes[]){ raw_path,
	    BYTES("?token="), bytes_of(link->generation->prefix),
	    tells ? BYTES("1-") : EMPTY, token, BYTES("&expires="),
	    link->expires }, 7, url);
}

enum status
bunny_token_sign(const struct bunny_generation *generation,
    const struct terms *terms, const struct key *key,
    const struct verifier *verifier, struct arena *arena, struct bytes *url)
{
	const struct source source = { .verifier = verifier };
	struct bunny_link   link = { .generation = generation,
		  .parameters = EMPTY, .is_for_client = terms->client.len > 0 };
	unsigned char       mac[HMAC_MAX];
	size_t              length;
	char                end[24];
	struct bytes        raw_path, client;
	enum status         status = STATUS_MALFORMED;

	if (can_say(generation, *terms, source_setting(&source,
	        generation->scheme, "ip")))
		status = percent_encode(terms->path, arena, &raw_path);
	if (status != STATUS_OK)
		return status;
	link.path = generation->signs_raw_path ? raw_path : terms->path;
	(void)snprintf(end, sizeof(end), "%" PRId64, terms->expires_at);
	link.expires = bytes_of(end);
	status = write_client(&link, terms->client, arena, &client);
	if (status == STATUS_WRONG_CLIENT)
		return STATUS_MALFORMED;
	if (status == STATUS_OK)
		status = compute(&link, key, client, mac, &length);
	return status == STATUS_OK ? write_url(&link, raw_path, (struct bytes){
	    (char *)mac, length }, arena, url) : status;
}
