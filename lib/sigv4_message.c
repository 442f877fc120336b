/* The string to sign, and its MAC.  See sigv4_parts.h.
 * SPDX-License-Identifier: ISC */
#include <string.h>

#include "arena.h"
#include "bytes.h"
#include "hex.h"
#include "percent.h"
#include "query.h"
#include "seen_secrets.h"
#include "sigv4_parts.h"
#include "source.h"

/* ------------------------------------------------------ the canonical query */

struct pair {
	struct bytes name, value;
};

static int
is_before(const struct pair *a, const struct pair *b)
{
	const int order = bytes_compare(a->name, b->name);

	return order != 0 ? order < 0 : bytes_compare(a->value, b->value) < 0;
}

/* In its place; qsort would ask malloc for memory. */
static void
insert_pair(struct pair *pairs, size_t count, struct pair pair)
{
	while (count > 0 && is_before(&pair, &pairs[count - 1])) {
		pairs[count] = pairs[count - 1];
		count--;
	}
	pairs[count] = pair;
}

static enum status
encode(struct bytes raw, struct arena *arena, struct bytes *encoded)
{
	enum status status = query_decode(raw, PLUS_IS_BLANK, arena, encoded);

	return status == STATUS_OK
	    ? percent_encode_but(*encoded, "-._~", arena, encoded) : status;
}

static int
is_signature(const struct sigv4 *made, struct bytes name)
{
	const struct bytes prefix = bytes_of(made->vendor->prefix);

	return bytes_start_with(name, prefix) &&
	    bytes_equal((struct bytes){ name.at + prefix.len,
	        name.len - prefix.len }, BYTES("Signature"));
}

static enum status
sort_pairs(const struct sigv4 *made, struct arena *arena, struct pair *pairs,
    size_t *count)
{
	*count = 0;
	for (size_t i = 0; i < made->query->count; i++) {
		const struct parameter *parameter = &made->query->at[i];
		struct pair             pair;
		enum status status = encode(parameter->name, arena,
		    &pair.name);

		if (status == STATUS_OK)
			status = encode(parameter->value, arena, &pair.value);
		if (status != STATUS_OK)
			return status;
		if (!is_signature(made, pair.name))
			insert_pair(pairs, (*count)++, pair);
	}
	return STATUS_OK;
}

static enum status
canonical_query(const struct sigv4 *made, struct arena *arena,
    struct bytes *text)
{
	struct pair  pairs[QUERY_MAX];
	struct bytes parts[4 * QUERY_MAX];
	size_t       count, n = 0;
	enum status  status = sort_pairs(made, arena, pairs, &count);

	if (status != STATUS_OK)
		return status;
	for (size_t i = 0; i < count; i++) {
		if (i > 0)
			parts[n++] = BYTES("&");
		parts[n++] = pairs[i].name;
		parts[n++] = BYTES("=");
		parts[n++] = pairs[i].value;
	}
	return arena_join(arena, parts, n, text);
}

/* ---------------------------------------------------- the canonical headers */

/* Trimmed, and with one blank for many. */
static enum status
collapse(struct bytes value, struct arena *arena, struct bytes *collapsed)
{
	char  *out = arena_take(arena, value.len + 1);
	size_t n = 0;

	if (out == NULL)
		return STATUS_TOO_LARGE;
	for (size_t i = 0; i < value.len; i++)
		if (value.at[i] != ' ' || (n > 0 && out[n - 1] != ' '))
			out[n++] = value.at[i];
	while (n > 0 && out[n - 1] == ' ')
		n--;
	*collapsed = (struct bytes){ out, n };
	return STATUS_OK;
}

static enum status
header_value(struct bytes name, struct bytes host,
    const struct source *source, struct arena *arena, struct bytes *value)
{
	enum status status;

	if (bytes_equal(name, BYTES("host"))) {
		*value = host;
		return STATUS_OK;
	}
	status = source_header(source, name, value);
	if (status == STATUS_NO_CREDENTIAL)
		return STATUS_MALFORMED;
	return status == STATUS_OK ? collapse(*value, arena, value) : status;
}

/* Lower case, so that no two are one. */
static int
is_header_name(struct bytes name)
{
	for (size_t i = 0; i < name.len; i++) {
		char c = name.at[i];

		if (!(c >= 'a' && c <= 'z') && !(c >= '0' && c <= '9') &&
		    c != '-')
			return 0;
	}
	return name.len > 0;
}

struct canonical {
	struct bytes headers, payload;
};

static enum status
canonical_headers(const struct sigv4 *made, struct bytes host,
    const struct source *source, struct arena *arena,
    struct canonical *canonical)
{
	struct bytes rest = made->headers, last = EMPTY;
	int          has_host = 0;

	*canonical = (struct canonical){ EMPTY, BYTES("UNSIGNED-PAYLOAD") };
	while (rest.len > 0) {
		struct bytes name = bytes_cut(&rest, ';'), value;
		enum status  status;

		if (!is_header_name(name) || bytes_compare(last, name) >= 0)
			return STATUS_MALFORMED;
		last = name;
		has_host |= bytes_equal(name, BYTES("host"));
		status = header_value(name, host, source, arena, &value);
		if (status == STATUS_OK)
			status = arena_join(arena, (const struct bytes[]){
			    canonical->headers, name, BYTES(":"), value,
			    BYTES("\n") }, 5, &canonical->headers);
		if (status != STATUS_OK)
			return status;
		if (bytes_equal(name, bytes_of(made->vendor->payload)))
			canonical->payload = value;
	}
	return has_host ? STATUS_OK : STATUS_MALFORMED;
}

/* ------------------------------------------------------------ the message */

static enum status
hash_in_hex(const struct bytes *parts, size_t count, char hex[64])
{
	unsigned char hash[HMAC_MAX];
	size_t        length;
	enum status   status = hash_compute("SHA256", parts, count, hash,
	      &length);

	if (status == STATUS_OK)
		hex_write(hash, length, hex);
	return status;
}

enum status
sigv4_message(const struct sigv4 *made, struct bytes host,
    const struct source *source, struct arena *arena, struct bytes *message)
{
	const struct bytes line = BYTES("\n");
	struct canonical   canonical;
	struct bytes       path, query;
	char               hex[64];
	enum status        status = percent_encode(made->path, arena, &path);

	if (status == STATUS_OK)
		status = canonical_query(made, arena, &query);
	if (status == STATUS_OK)
		status = canonical_headers(made, host, source, arena,
		    &canonical);
	if (status == STATUS_OK)
		status = hash_in_hex((const struct bytes[]){ made->method,
		    line, path, line, query, line, canonical.headers, line,
		    made->headers, line, canonical.payload }, 11, hex);
	if (status != STATUS_OK)
		return status;
	return arena_join(arena, (const struct bytes[]){ made->algorithm, line,
	    made->date, line, made->scope, line, { hex, sizeof(hex) } }, 7,
	    message);
}

/* One HMAC behind the other; each is the key of the next. */
static enum status
derive(const struct bytes *steps, size_t count, struct bytes secret,
    unsigned char derived[HMAC_MAX])
{
	enum status status = STATUS_OK;
	size_t      length;

	for (size_t i = 0; status == STATUS_OK && i < count; i++) {
		status = hmac_once("SHA256", secret, &steps[i], 1, derived,
		    &length);
		secret = (struct bytes){ (char *)derived, DERIVED_BYTES };
	}
	return status;
}

/* The same for all of a day and region. */
static enum status
key_of_the_day(const struct sigv4 *made, const struct key *key,
    struct arena *arena, unsigned char derived[HMAC_MAX])
{
	const struct sigv4_vendor *vendor = made->vendor;
	const struct bytes from[] = { bytes_of(vendor->secret), key->secret,
		made->day, made->region, bytes_of(vendor->service),
		bytes_of(vendor->terminator) };
	const size_t           count = sizeof(from) / sizeof(*from);
	const struct seen_name name = seen_secret_name(from, count);
	struct bytes           secret;
	enum status            status;

	if (seen_secret_find(&name, derived))
		return STATUS_OK;
	status = arena_join(arena, from, 2, &secret);
	if (status == STATUS_OK)
		status = derive(from + 2, count - 2, secret, derived);
	if (status == STATUS_OK)
		seen_secret_keep(&name, derived);
	return status;
}

enum status
sigv4_mac(const struct sigv4 *made, struct bytes message,
    const struct key *key, struct arena *arena, struct bytes *hex)
{
	unsigned char mac[HMAC_MAX];
	struct bytes  secret = { (const char *)mac, DERIVED_BYTES };
	char         *text = arena_take(arena, 64);
	enum status   status;

	if (text == NULL)
		return STATUS_TOO_LARGE;
	if (key->secret.at == NULL)
		return STATUS_WRONG_ALGORITHM;
	status = key_of_the_day(made, key, arena, mac);
	if (status == STATUS_OK)
		status = derive(&message, 1, secret, mac);
	if (status != STATUS_OK)
		return status;
	hex_write(mac, DERIVED_BYTES, text);
	wipe(mac, sizeof(mac));
	*hex = (struct bytes){ text, 64 };
	return STATUS_OK;
}
