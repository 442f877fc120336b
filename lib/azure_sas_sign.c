/* Terms --> URL.  See azure_sas.h.  SPDX-License-Identifier: ISC */
#include "arena.h"
#include "azure_sas.h"
#include "base64url.h"
#include "bytes.h"
#include "percent.h"
#include "terms.h"
#include "timestamp.h"

/* One blob and its times, for one address of IPv4 perhaps. */
static int
can_say(const struct terms *terms)
{
	struct terms others = *terms;

	others.not_before = 0;
	others.client = EMPTY;
	return terms_are_plain(&others) &&
	    bytes_last(terms->client, '/') == terms->client.len &&
	    bytes_last(terms->client, ':') == terms->client.len;
}

static enum status
fill(const struct terms *terms, struct arena *arena, struct sas *sas)
{
	enum status status;

	*sas = (struct sas){ .values = {
		[SAS_VERSION] = BYTES("2020-12-06"),
		[SAS_RESOURCE_TYPE] = BYTES("b"),
		[SAS_PERMISSIONS] = BYTES("r"),
		[SAS_CLIENTS] = terms->client,
	} };
	status = timestamp_write(terms->expires_at, arena,
	    &sas->values[SAS_EXPIRY]);
	if (status == STATUS_OK && terms->not_before > 0)
		status = timestamp_write(terms->not_before, arena,
		    &sas->values[SAS_START]);
	return status;
}

/* Standard base64 with its padding, percent-encoded. */
static enum status
write_signature(struct bytes message, const struct key *key,
    struct arena *arena, struct bytes *signature)
{
	unsigned char mac[HMAC_MAX];
	size_t        length;
	struct bytes  text;
	enum status   status = hmac_compute(key->hmac, &message, 1, mac,
	      &length);

	if (status == STATUS_OK)
		status = base64url_encode((struct bytes){ (char *)mac,
		    length }, arena, &text);
	*signature = EMPTY;
	for (size_t i = 0; status == STATUS_OK && i < text.len; i++) {
		struct bytes one = { text.at + i, 1 };

		if (*one.at == '-')
			one = BYTES("%2B");
		if (*one.at == '_')
			one = BYTES("%2F");
		status = arena_join(arena, (const struct bytes[]){
		    *signature, one }, 2, signature);
	}
	if (status != STATUS_OK)
		return status;
	return arena_join(arena, (const struct bytes[]){ *signature,
	    BYTES("%3D") }, 2, signature);
}

static enum status
write_query(const struct sas *sas, struct arena *arena, struct bytes *query)
{
	enum status status = STATUS_OK;

	*query = EMPTY;
	for (enum sas_field i = 0; status == STATUS_OK && i < SAS_SIGNATURE;
	     i++) {
		struct bytes value = sas->values[i];

		if (value.len == 0)
			continue;
		status = percent_encode_but(value, "-._~", arena, &value);
		if (status == STATUS_OK)
			status = arena_join(arena, (const struct bytes[]){
			    *query, bytes_of(sas_parameter(i)), BYTES("="),
			    value, BYTES("&") }, 5, query);
	}
	return status;
}

enum status
sas_sign(const struct terms *terms, const struct key *key,
    const struct verifier *verifier, struct bytes account,
    struct bytes container, struct arena *arena, struct bytes *url)
{
	const struct bytes prefix = verifier->prefix;
	struct bytes       place = terms->path, path, query, message, signature;
	struct sas         sas;
	enum status        status = STATUS_MALFORMED;

	if (can_say(terms) && account.len > 0 &&
	    bytes_start_with(place, prefix)) {
		place.at += prefix.len;
		place.len -= prefix.len;
		status = fill(terms, arena, &sas);
	}
	if (status == STATUS_OK)
		status = sas_locate(&sas, account, container, place, arena);
	if (status == STATUS_OK)
		status = sas_message(&sas, arena, &message);
	if (status == STATUS_OK)
		status = write_signature(message, key, arena, &signature);
	if (status == STATUS_OK)
		status = write_query(&sas, arena, &query);
	if (status == STATUS_OK)
		status = percent_encode(terms->path, arena, &path);
	if (status != STATUS_OK)
		return status;
	return arena_join(arena, (const struct bytes[]){ path, BYTES("?"),
	    query, BYTES("sig="), signature }, 5, url);
}
