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

/* What was signed stands behind the header: claims first. */
static enum status
read_parts(struct bytes token, struct arena *arena, struct jws *jws)
{
	const struct seen_token *seen = seen_token_find(token, &jws->name);
	const size_t             last = bytes_last(token, '.') + 1;
	struct bytes             rest = token, parts[JWS_PARTS - 1];
	enum status              status;

	if (seen != NULL) {
		jws->header = seen->header;
		jws->claims = seen->claims;
		return base64url_decode((struct bytes){ token.at + last,
		    token.len - last }, arena, &jws->signature);
	}
	status = jose_header_read(bytes_cut(&rest, '.'), arena, &jws->header);
	if (status == STATUS_OK)
		status = jose_parts(token, arena, parts, JWS_PARTS - 1);
	if (status != STATUS_OK)
		return status;
	jws->text = parts[0];
	jws->signature = parts[1];
	return STATUS_OK;
}

enum status
jws_read(struct bytes token, const struct claim_policy *policy,
    struct arena *arena, struct jws *jws)
{
	struct jws  read = { .claims = NULL };
	enum status status = read_parts(token, arena, &read);

	if (status == STATUS_OK)
		status = jose_header_judge(&read.header, policy);
	if (status != STATUS_OK)
		return status;
	if (read.header.encryption.len > 0)
		return STATUS_MALFORMED;
	if (!is_algorithm(read.header.algorithm))
		return STATUS_WRONG_ALGORITHM;
	read.message = (struct bytes){ token.at, bytes_last(token, '.') };
	*jws = read;
	return STATUS_OK;
}

enum status
jws_claims(const struct jws *jws, struct arena *arena, const json_t **claims)
{
	if (jws->claims == NULL)
		return seen_token_read(&jws->name, &jws->header, jws->text,
		    arena, claims);
	*claims = jws->claims;
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
