/*
 * ats-url-sig: URLs of Apache Traffic Server's plugin url_sig, as its sign.pl
 * makes them (docs.trafficserver.apache.org, "URL Signature Plugin").
 *
 *	URL    = PATH "?" [QUERY "&"] *(NAME "=" VALUE "&") "S=" MAC
 *	C      = the client's address; may be left out
 *	E      = the last second in which it counts, seconds since 1970
 *	A      = "1", HMAC-SHA-1 / "2", HMAC-MD5
 *	K      = the number of the key, 0 to 15
 *	P      = which parts of HOST PATH are signed: "1" *"1" / "01" *"1"
 *	SIGNED = [HOST] PATH "?" all of the query up to "S=", that included
 *
 * The plugin finds its parameters as pieces of text, so that "xE=" will do for
 * E, reads nothing behind S, and lets P leave the file's name unsigned.  Here
 * names are whole, S ends the query, and P may leave out the host, which is its
 * first character, and nothing else.  Signatures in the path are not taken.
 *
 * The plugin's "key7 = ..." is the key whose id is what the setting key says,
 * "key", and K.  Its algorithm is HS1, or HMD5 for A=2.  By hand:
 *
 *	u="img.example.org/cat.jpg?E=1800000000&A=1&K=7&P=1&S="
 *	s=$(printf %s "$u" | openssl dgst -sha1 -hmac "$KEY7" -r)
 *	echo "https://$u${s%% *}"
 *
 * SPDX-License-Identifier: ISC
 */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "arena.h"
#include "bytes.h"
#include "hex.h"
#include "query.h"
#include "source.h"
#include "terms.h"
#include "token_fields.h"

#define KEY_NUMBER_MAX 15

extern const struct scheme scheme_ats_url_sig;

static const struct scheme_setting settings[] = {
	{ "key", "key", NULL, "what stands before K in the ids of keys" },
	{ NULL, NULL, NULL, NULL },
};

static const struct algorithm_mark {
	const char *mark; /* A */
	const char *algorithm;
	size_t      digits; /* of S */
} marks[] = {
	{ "1", "HS1", 40 },
	{ "2", "HMD5", 32 },
};

/* Raw. */
struct parts {
	struct bytes client; /* at is NULL: none */
	struct bytes expires, algorithm, key, parts, signature;
};

/* ---------------------------------------------------------------- reading */

static enum status
read_parts(const struct query *query, struct parts *parts)
{
	const struct {
		struct bytes  name;
		struct bytes *value;
	} needed[] = {
		{ BYTES("E"), &parts->expires },
		{ BYTES("A"), &parts->algorithm },
		{ BYTES("K"), &parts->key },
		{ BYTES("P"), &parts->parts },
	};
	enum status status = query_one(query, BYTES("S"), &parts->signature);

	if (status != STATUS_OK)
		return status;
	for (size_t i = 0; i < sizeof(needed) / sizeof(*needed) &&
	     status == STATUS_OK; i++)
		status = query_one(query, needed[i].name, needed[i].value);
	if (status == STATUS_OK)
		status = query_optional(query, BYTES("C"), &parts->client);
	return status == STATUS_NO_CREDENTIAL ? STATUS_CLAIM_MISSING : status;
}

static enum status
read_algorithm(const struct parts *parts, struct credential *credential)
{
	for (size_t i = 0; i < sizeof(marks) / sizeof(*marks); i++) {
		if (!bytes_equal(parts->algorithm, bytes_of(marks[i].mark)))
			continue;
		if (!hex_is_lower(parts->signature, marks[i].digits))
			return STATUS_MALFORMED;
		credential->algorithm = bytes_of(marks[i].algorithm);
		credential->signature = parts->signature;
		return STATUS_OK;
	}
	return STATUS_MALFORMED;
}

static int
is_key_number(struct bytes digits)
{
	int64_t number;

	return bytes_number(digits, 2, &number) && number <= KEY_NUMBER_MAX;
}

static enum status
read_key(const struct source *source, struct bytes number, struct arena *arena,
    struct credential *credential)
{
	if (!is_key_number(number))
		return STATUS_UNKNOWN_KEY;
	return arena_join(arena, (const struct bytes[]){
	    source_setting(source, &scheme_ats_url_sig, "key"), number }, 2,
	    &credential->key_id);
}

/* One address, or none. */
static enum status
read_terms(const struct source *source, const struct parts *parts,
    struct terms *terms)
{
	const struct bytes client = parts->client;

	if (client.at != NULL && (client.len == 0 ||
	    memchr(client.at, '/', client.len) != NULL))
		return STATUS_MALFORMED;
	terms->client = client.at != NULL ? client : EMPTY;
	terms->path = source->request->path;
	return token_number(parts->expires, &terms->expires_at);
}

/* Everything from the path on; the last stands for all further parts. */
static int
signs_all(struct bytes parts)
{
	for (size_t i = 1; i < parts.len; i++)
		if (parts.at[i] != '1')
			return 0;
	return bytes_start_with(parts, BYTES("1")) ||
	    bytes_start_with(parts, BYTES("01"));
}

/* The URL's scheme is not signed, nor need its host be. */
static enum status
write_message(const struct source *source, const struct parts *parts,
    struct arena *arena, struct bytes *message)
{
	const struct request *request = source->request;
	struct bytes          host, path = request->raw_path;
	struct bytes          query = request->query;
	enum status           status;

	if (!signs_all(parts->parts) ||
	    !query_ends_with(query, parts->signature))
		return STATUS_MALFORMED;
	query.len -= parts->signature.len;
	status = source_origin(source, arena, &host);
	if (status != STATUS_OK)
		return status;
	host = source_host(source);
	if (parts->parts.at[0] == '0') {
		host = EMPTY;
		path = (struct bytes){ path.at + 1, path.len - 1 };
	}
	return arena_join(arena, (const struct bytes[]){ host, path,
	    BYTES("?"), query }, 4, message);
}

static enum status
ats_url_sig_read(const struct source *source, struct arena *arena,
    struct credential *credential)
{
	const struct query *query;
	struct parts        parts;
	enum status         status;

	status = query_read(source->request->query, arena, &query);
	if (status == STATUS_OK)
		status = read_parts(query, &parts);
	if (status == STATUS_OK)
		status = read_algorithm(&parts, credential);
	if (status == STATUS_OK)
		status = read_terms(source, &parts, &credential->terms);
	if (status == STATUS_OK)
		status = read_key(source, parts.key, arena, credential);
	if (status != STATUS_OK)
		return status;
	return write_message(source, &parts, arena, &credential->message);
}

/* -------------------------------------------------- verifying and signing */

static enum status
make_mac(const struct key *key, struct bytes message,
    char hex[2 * HMAC_MAX], struct bytes *mac)
{
	unsigned char bytes[HMAC_MAX];
	size_t        length;
	enum status   status = hmac_compute(key->hmac, &message, 1, bytes,
	      &length);

	if (status != STATUS_OK)
		return status;
	hex_write(bytes, length, hex);
	*mac = (struct bytes){ hex, 2 * length };
	return STATUS_OK;
}

static enum status
ats_url_sig_verify(const struct source *source,
    const struct credential *credential, const struct key *key,
    struct arena *arena, struct grant *grant)
{
	char         hex[2 * HMAC_MAX];
	struct bytes mac;
	enum status  status = make_mac(key, credential->message, hex, &mac);

	(void)source, (void)arena, (void)grant;
	if (status != STATUS_OK)
		return status;
	return equal_secret(mac, credential->signature)
	    ? STATUS_OK : STATUS_BAD_SIGNATURE;
}

/* All but the MAC. */
static enum status
write_signed(const struct source *source, const struct terms *terms,
    struct bytes number, const struct key *key, struct arena *arena,
    struct bytes *message)
{
	const int    is_first = strcmp(key->algorithm->name,
	       marks[0].algorithm) == 0;
	char         start[60];
	struct bytes path;
	enum status  status = percent_encode(terms->path, arena, &path);

	if (status != STATUS_OK)
		return status;
	(void)snprintf(start, sizeof(start), "?E=%" PRId64 "&A=%s&K=",
	    terms->expires_at, marks[is_first ? 0 : 1].mark);
	return arena_join(arena, (const struct bytes[]){ source_host(source),
	    path, bytes_of(start), number, BYTES("&P=1&S=") }, 5, message);
}

/* "key7" --> "7" */
static int
find_number(const struct source *source, struct bytes id, struct bytes *number)
{
	const struct bytes start = source_setting(source, &scheme_ats_url_sig,
	    "key");

	if (!bytes_start_with(id, start))
		return 0;
	*number = (struct bytes){ id.at + start.len, id.len - start.len };
	return is_key_number(*number);
}

static enum status
ats_url_sig_sign(const struct terms *terms, const struct key *key,
    const struct verifier *verifier, struct arena *arena, struct bytes *url)
{
	const struct source source = { .verifier = verifier };
	struct bytes        number, message, mac;
	char                hex[2 * HMAC_MAX];
	size_t              host;
	enum status         status;

	if (!terms_are_plain(terms) || verifier->policy.base.len == 0)
		return STATUS_MALFORMED;
	if (!find_number(&source, key->id, &number))
		return STATUS_UNKNOWN_KEY;
	status = write_signed(&source, terms, number, key, arena, &message);
	if (status == STATUS_OK)
		status = make_mac(key, message, hex, &mac);
	if (status != STATUS_OK)
		return status;
	host = source_host(&source).len;
	return arena_join(arena, (const struct bytes[]){
	    { message.at + host, message.len - host }, mac }, 2, url);
}

static const char *const algorithms[] = { "HS1", "HMD5", NULL };

const struct scheme scheme_ats_url_sig = {
	.name = "ats-url-sig",
	.algorithms = algorithms,
	.weak = 1,
	.reads_request = 1,
	.others_keys = 1,
	.settings = settings,
	.read = ats_url_sig_read,
	.verify = ats_url_sig_verify,
	.sign = ats_url_sig_sign,
};
