/*
 * sanity: signed URLs of Sanity's CDN, as @sanity/signed-urls and its image-url
 * make them (www.sanity.io/docs, "Signed URLs"; the package's signing.ts).
 *
 *	URL    = URL ["?" QUERY] ("?" / "&") "keyid=" ID "&expiry=" MOMENT
 *	         "&signature=" SIGNATURE
 *	MOMENT = 2027-01-15T09%3A00%3A00Z: whole seconds, of UTC
 *
 * SIGNATURE is base64 of URLs with its padding as "%3D%3D", of Ed25519 over
 * all that stands before "&signature=", as it was sent.  The key is a public
 * one, its id is ID.  By hand, with the private key:
 *
 *	u="https://img.example.org/cat.jpg?keyid=$ID"
 *	u="$u&expiry=2027-01-15T09%3A00%3A00Z"; printf %s "$u" > url
 *	s=$(openssl pkeyutl -sign -rawin -inkey key.pem -in url |
 *	    openssl base64 -A | tr +/ -_ | sed 's/=/%3D/g')
 *	echo "$u&signature=$s"
 *
 * SPDX-License-Identifier: ISC
 */
#include "arena.h"
#include "base64url.h"
#include "bytes.h"
#include "query.h"
#include "source.h"
#include "timestamp.h"

#define SIGNATURE_BYTES 64
#define MOMENT          20 /* characters of YYYY-MM-DDThh:mm:ssZ */

struct parts {
	struct bytes key_id, expiry, signature; /* raw */
};

static enum status
read_parts(const struct query *query, struct parts *parts)
{
	enum status status = query_one(query, BYTES("keyid"), &parts->key_id);

	/* Others have a signature, too. */
	if (status != STATUS_OK)
		return status;
	status = query_one(query, BYTES("expiry"), &parts->expiry);
	if (status == STATUS_OK)
		status = query_one(query, BYTES("signature"),
		    &parts->signature);
	return status == STATUS_NO_CREDENTIAL ? STATUS_MALFORMED : status;
}

static enum status
read_expiry(struct bytes raw, struct arena *arena, int64_t *expires_at)
{
	struct bytes   text;
	struct instant instant;
	enum status    status = query_decode(raw, PLUS_IS_PLUS, arena, &text);

	if (status == STATUS_OK && text.len != MOMENT)
		status = STATUS_MALFORMED;
	if (status == STATUS_OK)
		status = timestamp_read(text, &instant);
	if (status != STATUS_OK)
		return status;
	*expires_at = instant.seconds;
	return STATUS_OK;
}

/* One text for one value, its padding included. */
static enum status
read_signature(struct bytes raw, struct arena *arena, struct bytes *signature)
{
	const size_t length = BASE64URL_LENGTH(SIGNATURE_BYTES);

	if (raw.len != length + 6 ||
	    !bytes_equal((struct bytes){ raw.at + length, 6 },
	        BYTES("%3D%3D")))
		return STATUS_MALFORMED;
	return base64url_decode((struct bytes){ raw.at, length }, arena,
	    signature);
}

/* All that stands before "&signature=". */
static enum status
write_message(const struct source *source, const struct parts *parts,
    struct arena *arena, struct bytes *message)
{
	const struct bytes query = source->request->query;
	struct bytes       head = { query.at,
		      (size_t)(parts->signature.at - query.at) };
	struct bytes       origin;
	enum status        status;

	if (!query_ends_with(query, parts->signature))
		return STATUS_MALFORMED;
	/* keyid and expiry stand there. */
	head.len -= sizeof("&signature=") - 1;
	status = source_origin(source, arena, &origin);
	if (status != STATUS_OK)
		return status;
	return arena_join(arena, (const struct bytes[]){ origin,
	    source->request->raw_path, BYTES("?"), head }, 4, message);
}

static enum status
sanity_read(const struct source *source, struct arena *arena,
    struct credential *credential)
{
	const struct query *query;
	struct parts        parts;
	enum status         status;

	status = query_read(source->request->query, arena, &query);
	if (status == STATUS_OK)
		status = read_parts(query, &parts);
	if (status == STATUS_OK)
		status = read_signature(parts.signature, arena,
		    &credential->signature);
	if (status == STATUS_OK)
		status = read_expiry(parts.expiry, arena,
		    &credential->terms.expires_at);
	if (status == STATUS_OK)
		status = query_decode(parts.key_id, PLUS_IS_PLUS, arena,
		    &credential->key_id);
	if (status != STATUS_OK)
		return status;
	if (credential->key_id.len == 0)
		return STATUS_MALFORMED;
	credential->terms.path = source->request->path;
	return write_message(source, &parts, arena, &credential->message);
}

static enum status
sanity_verify(const struct source *source, const struct credential *credential,
    const struct key *key, struct arena *arena, struct grant *grant)
{
	(void)source, (void)arena, (void)grant;
	return public_key_verify(key->public_key, SIGNATURE_EDDSA, NULL,
	    credential->message, credential->signature);
}

static const char *const algorithms[] = { "EdDSA", NULL };

extern const struct scheme scheme_sanity;

const struct scheme scheme_sanity = {
	.name = "sanity",
	.algorithms = algorithms,
	.reads_request = 1,
	.others_keys = 1,
	.read = sanity_read,
	.verify = sanity_verify,
};
