/* See jws.h.  SPDX-License-Identifier: ISC */
#include "jws.h"

#include "arena.h"
#include "base64url.h"
#include "bytes.h"
#include "json_write.h"

const char *const jws_algorithms[] = { "HS256", "HS384", "HS512", "RS256",
	"RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512",
	"EdDSA", NULL };

static int
is_algorithm(struct bytes name)
{
	for (size_t i = 0; jws_algorithms[i] != NULL; i++)
		if (bytes_equal(name, bytes_of(jws_algorithms[i])))
			return 1;
	return 0;
}

enum status
jws_read(struct bytes token, const struct claim_policy *policy,
    struct arena *arena, struct jws *jws)
{
	const struct bytes message = { token.at, bytes_last(token, '.') };
	struct bytes       rest = token;
	struct bytes       parts[JWS_PARTS - 1];
	struct jose_header header;
	enum status        status = jose_header_read(bytes_cut(&rest, '.'),
	           policy, arena, &header);

	if (status == STATUS_OK)
		status = jose_parts(token, arena, parts, JWS_PARTS - 1);
	if (status != STATUS_OK)
		return status;
	if (header.encryption.len > 0)
		return STATUS_MALFORMED;
	if (!is_algorithm(header.algorithm))
		return STATUS_WRONG_ALGORITHM;
	*jws = (struct jws){ header, message, parts[0], parts[1] };
	return STATUS_OK;
}

/* ------------------------------------------------------------------ signing */

static enum status
write_header(const struct key *key, const struct claim_policy *policy,
    struct arena *arena, struct bytes *header)
{
	struct bytes json = EMPTY;
	struct bytes type = policy->types.count > 0 ? policy->types.at[0]
						    : BYTES("JWT");
	enum status  status = json_append_text(arena, &json, "alg",
	     bytes_of(key->algorithm->name));

	if (status == STATUS_OK)
		status = json_append_text(arena, &json, "kid", key->id);
	if (status == STATUS_OK)
		status = json_append_text(arena, &json, "typ", type);
	return status != STATUS_OK ? status : json_close(arena, json, header);
}

static enum status
write_message(const struct key *key, const struct claim_policy *policy,
    struct bytes claims, struct arena *arena, struct bytes *message)
{
	struct bytes header;
	enum status  status = write_header(key, policy, arena, &header);

	if (status == STATUS_OK)
		status = base64url_encode(header, arena, &header);
	if (status == STATUS_OK)
		status = base64url_encode(claims, arena, &claims);
	return status != STATUS_OK ? status
	    : arena_join(arena, (const struct bytes[]){ header, BYTES("."),
	          claims }, 3, message);
}

enum status
jws_sign(const struct key *key, const struct claim_policy *policy,
    struct bytes claims, struct arena *arena, struct bytes *token)
{
	unsigned char mac[HMAC_MAX];
	struct bytes  message, signature;
	size_t        length;
	enum status   status;

	if (key->algorithm->use != USE_HMAC)
		return STATUS_WRONG_ALGORITHM;
	status = write_message(key, policy, claims, arena, &message);
	if (status == STATUS_OK)
		status = hmac_compute(key->hmac, &message, 1, mac, &length);
	if (status == STATUS_OK)
		status = base64url_encode((struct bytes){ (char *)mac, length },
		    arena, &signature);
	return status != STATUS_OK ? status
	    : arena_join(arena, (const struct bytes[]){ message, BYTES("."),
	          signature }, 3, token);
}
