/*
 * jwe: an encrypted token in JWE compact form (RFC 7516), with a signed JWT
 * inside or, where only those who share its key can make one, with claims.
 *
 *	TOKEN = HEADER "." [KEY] "." IV "." CIPHERTEXT "." TAG, each part
 *	        base64url, at most 4096 bytes
 *	alg   = "dir" / "A128KW" / "A256KW" / "RSA-OAEP" / "RSA-OAEP-256"
 *	enc   = "A128GCM" / "A256GCM" / "A128CBC-HS256" / "A256CBC-HS512"
 *
 * Whoever has the public half of an RSA key can encrypt, so that only a JWT
 * inside is believed then.  To make one with a key file (jose of latchset):
 *
 *	echo '{"exp":1800000000}' | jose jwe enc -I- -k k.jwk -c \
 *	    -i '{"protected":{"alg":"A256KW","enc":"A256GCM"}}'
 *
 * SPDX-License-Identifier: ISC
 */
#include "arena.h"
#include "bytes.h"
#include "claims.h"
#include "json.h"
#include "jwe_open.h"
#include "scheme.h"

struct detail {
	struct jwe jwe;
	int        says_nested; /* "cty": "JWT" (RFC 7519 §5.2) */
};

static enum status
jwe_scheme_read(const struct source *source, struct arena *arena,
    struct credential *credential)
{
	struct detail     *detail;
	struct jose_header header;
	enum status        status;

	if (!jose_is_compact(source->token, JWE_PARTS))
		return STATUS_FOREIGN_CREDENTIAL;
	if (source->token.len > JOSE_TOKEN_MAX)
		return STATUS_MALFORMED;
	detail = arena_take(arena, sizeof(*detail));
	if (detail == NULL)
		return STATUS_TOO_LARGE;
	status = jwe_read(source->token, &source->verifier->policy, arena,
	    &header, &detail->jwe);
	if (status != STATUS_OK)
		return status;
	detail->says_nested = jose_type_is(header.content_type, BYTES("JWT"));
	credential->key_id = header.key_id;
	credential->algorithm = header.algorithm;
	credential->detail = detail;
	return STATUS_OK;
}

/* Whether the content is for the core to verify in its turn. */
static int
is_nested(const struct detail *detail, const struct key *key,
    struct bytes content)
{
	return detail->says_nested || key->algorithm->use == USE_OAEP ||
	    jose_is_compact(content, JWS_PARTS);
}

static enum status
jwe_scheme_verify(const struct source *source,
    const struct credential *credential, const struct key *key,
    struct arena *arena, struct grant *grant)
{
	const struct detail *detail = credential->detail;
	const json_t        *claims;
	struct bytes         content;
	enum status          status = jwe_open(&detail->jwe, key, arena,
		     &content);

	if (status != STATUS_OK)
		return status;
	if (content.len == 0)
		return STATUS_MALFORMED;
	if (is_nested(detail, key, content)) {
		grant->nested = content;
		return STATUS_OK;
	}
	status = json_read(content, arena, &claims);
	if (status == STATUS_OK)
		status = claims_read(claims, &source->verifier->policy,
		    TIME_NUMBER, &grant->terms);
	if (status == STATUS_OK)
		grant->claims = claims;
	return status;
}

static const char *const algorithms[] = {
	"dir", "A128KW", "A256KW", "RSA-OAEP", "RSA-OAEP-256", NULL
};

extern const struct scheme scheme_jwe;

const struct scheme scheme_jwe = {
	.name = "jwe",
	.algorithms = algorithms,
	.read = jwe_scheme_read,
	.verify = jwe_scheme_verify,
};
