/* Reading and checking.  See sigv4.h.  SPDX-License-Identifier: ISC */
#include <string.h>

#include "bucket.h"
#include "bytes.h"
#include "hex.h"
#include "overrides.h"
#include "query.h"
#include "sigv4_parts.h"
#include "source.h"
#include "timestamp.h"

#define LIFE_MAX 604800 /* seconds: a week */
#define SKEW     900    /* seconds that signers' clocks run ahead */
#define NAME_MAX_BYTES 40

/* ---------------------------------------------------------------- reading */

static enum status
take(const struct sigv4 *made, const char *name, struct bytes *value)
{
	const struct bytes prefix = bytes_of(made->vendor->prefix);
	char               whole[NAME_MAX_BYTES];
	struct bytes       full = { whole, prefix.len + strlen(name) };

	if (full.len > sizeof(whole))
		return STATUS_INTERNAL;
	memcpy(whole, prefix.at, prefix.len);
	memcpy(whole + prefix.len, name, strlen(name));
	return query_one(made->query, full, value);
}

static enum status
take_decoded(const struct sigv4 *made, const char *name, struct arena *arena,
    struct bytes *value)
{
	enum status status = take(made, name, value);

	if (status == STATUS_NO_CREDENTIAL)
		return STATUS_MALFORMED;
	return status == STATUS_OK
	    ? query_decode(*value, PLUS_IS_BLANK, arena, value) : status;
}

/* "20260921T141320Z" */
static enum status
read_date(struct bytes date, int64_t *seconds)
{
	static const char shape[] = "YYYYMMDDThhmmssZ";
	char              text[] = "YYYY-MM-DDThh:mm:ssZ";
	struct instant    instant;
	enum status       status;

	if (date.len != sizeof(shape) - 1)
		return STATUS_MALFORMED;
	memcpy(text, date.at, 4);
	memcpy(text + 5, date.at + 4, 2);
	memcpy(text + 8, date.at + 6, 5);
	memcpy(text + 14, date.at + 11, 2);
	memcpy(text + 17, date.at + 13, 3);
	status = timestamp_read(bytes_of(text), &instant);
	if (status == STATUS_OK)
		*seconds = instant.seconds;
	return status;
}

/* Cuts the last part off, behind a '/'. */
static struct bytes
cut_last(struct bytes *text)
{
	const size_t slash = bytes_last(*text, '/');
	struct bytes part = { text->at + slash + 1, 0 };

	if (slash == text->len)
		return EMPTY;
	part.len = text->len - slash - 1;
	text->len = slash;
	return part;
}

static enum status
read_scope(struct bytes whole, struct sigv4 *made, struct bytes *key_id)
{
	const struct sigv4_vendor *vendor = made->vendor;
	struct bytes               id = whole;
	const struct bytes         terminator = cut_last(&id);
	const struct bytes         service = cut_last(&id);

	made->region = cut_last(&id);
	made->day = cut_last(&id);
	if (!bytes_equal(terminator, bytes_of(vendor->terminator)) ||
	    !bytes_equal(service, bytes_of(vendor->service)) ||
	    made->region.len == 0 || id.len == 0 || made->day.len != 8 ||
	    !bytes_start_with(made->date, made->day))
		return STATUS_MALFORMED;
	made->scope = (struct bytes){ made->day.at,
		(size_t)(whole.at + whole.len - made->day.at) };
	*key_id = id;
	return STATUS_OK;
}

static enum status
read_times(const struct sigv4 *made, struct arena *arena, struct terms *terms)
{
	struct bytes life;
	int64_t      date, seconds;
	enum status  status = take_decoded(made, "Expires", arena, &life);

	if (status == STATUS_OK)
		status = read_date(made->date, &date);
	if (status != STATUS_OK)
		return status;
	if (!bytes_number(life, 6, &seconds) || seconds < 1 ||
	    seconds > LIFE_MAX)
		return STATUS_MALFORMED;
	terms->expires_at = date + seconds;
	terms->not_before = date - SKEW;
	return STATUS_OK;
}

static enum status
read_algorithm(struct sigv4 *made, struct arena *arena)
{
	const char  *rsa = made->vendor->asymmetric;
	struct bytes name;
	enum status  status = take_decoded(made, "Algorithm", arena, &name);

	if (status != STATUS_OK)
		return status;
	made->algorithm = name;
	made->is_rsa = rsa != NULL && bytes_equal(name, bytes_of(rsa));
	if (made->is_rsa)
		return STATUS_OK;
	return bytes_equal(name, bytes_of(made->vendor->symmetric))
	    ? STATUS_OK : STATUS_MALFORMED;
}

static enum status
read_parts(struct sigv4 *made, struct arena *arena,
    struct credential *credential)
{
	struct bytes whole;
	enum status  status = read_algorithm(made, arena);

	if (status == STATUS_OK)
		status = take_decoded(made, "Date", arena, &made->date);
	if (status == STATUS_OK)
		status = take_decoded(made, "SignedHeaders", arena,
		    &made->headers);
	if (status == STATUS_OK)
		status = take_decoded(made, "Credential", arena, &whole);
	if (status == STATUS_OK)
		status = read_scope(whole, made, &credential->key_id);
	if (status == STATUS_OK)
		status = read_times(made, arena, &credential->terms);
	return status;
}

/* Whichever style it is, the file is the bucket's. */
static enum status
read_object(const struct source *source, const struct sigv4 *made,
    struct bytes bucket, struct arena *arena, struct credential *credential)
{
	enum status status = bucket_judge_query(made->query);

	if (status == STATUS_OK)
		status = overrides_read(made->query, arena,
		    &credential->terms);
	if (status != STATUS_OK || bucket.len == 0 ||
	    bucket_has_host(bucket, source_host(source)))
		return status;
	return bucket_take(source, bucket, arena, credential);
}

enum status
sigv4_read(const struct source *source, const struct sigv4_vendor *vendor,
    struct bytes bucket, struct arena *arena, struct credential *credential)
{
	const struct request *request = source->request;
	struct sigv4         *made = arena_take(arena, sizeof(*made));
	struct bytes          origin;
	enum status           status;

	if (made == NULL)
		return STATUS_TOO_LARGE;
	made->vendor = vendor;
	status = query_read(request->query, arena, &made->query);
	if (status == STATUS_OK)
		status = take(made, "Signature", &credential->signature);
	/* Its scheme is not signed, but no URL of another host is ours. */
	if (status == STATUS_OK)
		status = source_origin(source, arena, &origin);
	if (status == STATUS_OK)
		status = read_parts(made, arena, credential);
	if (status != STATUS_OK)
		return status;
	made->method = request->method;
	made->path = request->path;
	credential->terms.path = request->path;
	credential->terms.methods = request->method;
	/* What was signed for another method opens nothing. */
	if (!bytes_equal(request->method, BYTES("HEAD")))
		credential->terms.methods = BYTES("GET");
	credential->detail = made;
	return read_object(source, made, bucket, arena, credential);
}

/* --------------------------------------------------------------- checking */

static enum status
check_rsa(struct bytes message, struct bytes hex, const struct key *key,
    struct arena *arena)
{
	struct bytes signature;
	enum status  status;

	if (key->public_key == NULL)
		return STATUS_WRONG_ALGORITHM;
	if (hex.len == 0 || !hex_is_lower(hex, hex.len))
		return STATUS_BAD_SIGNATURE;
	status = hex_decode(hex, arena, &signature);
	if (status == STATUS_MALFORMED)
		return STATUS_BAD_SIGNATURE;
	return status != STATUS_OK ? status
	    : public_key_verify(key->public_key, SIGNATURE_RSA_PKCS1,
	          "SHA256", message, signature);
}

static enum status
check(const struct sigv4 *made, struct bytes host,
    const struct source *source, const struct credential *credential,
    const struct key *key, struct arena *arena)
{
	struct bytes message, wanted;
	enum status  status = sigv4_message(made, host, source, arena,
	     &message);

	if (status != STATUS_OK)
		return status;
	if (made->is_rsa)
		return check_rsa(message, credential->signature, key, arena);
	status = sigv4_mac(made, message, key, arena, &wanted);
	if (status != STATUS_OK)
		return status;
	return equal_secret(wanted, credential->signature)
	    ? STATUS_OK : STATUS_BAD_SIGNATURE;
}

/* Google's signers leave the port out. */
static enum status
check_hosts(const struct sigv4 *made, const struct source *source,
    const struct credential *credential, const struct key *key,
    struct arena *arena)
{
	struct bytes host = source_host(source);
	const size_t colon = bytes_last(host, ':');
	enum status  status = check(made, host, source, credential, key,
	     arena);

	if (status != STATUS_BAD_SIGNATURE || colon == host.len ||
	    !made->vendor->port_is_free)
		return status;
	host.len = colon;
	return check(made, host, source, credential, key, arena);
}

enum status
sigv4_verify(const struct source *source, const struct credential *credential,
    const struct key *key, int head_by_get, struct arena *arena)
{
	struct sigv4 made;
	enum status  status;

	memcpy(&made, credential->detail, sizeof(made));
	status = check_hosts(&made, source, credential, key, arena);
	if (status != STATUS_BAD_SIGNATURE || !head_by_get ||
	    !bytes_equal(made.method, BYTES("HEAD")))
		return status;
	made.method = BYTES("GET");
	return check_hosts(&made, source, credential, key, arena);
}
