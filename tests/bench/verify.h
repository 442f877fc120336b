/*
 * The credentials that verify.c times, each with its key and its request.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef TESTS_BENCH_VERIFY_H
#define TESTS_BENCH_VERIFY_H

#include "unit/jose_made.h"

#include "unit/keys.h"

#include "hex.h"


#define MEMORY (1 << 16) /* bytes of a request's arena */
#define END    (NOW + 600)

struct trial {
	const char     *name;
	struct keyring *keyring;
	struct rules   *rules;
	struct bytes    settings[SCHEME_SETTINGS];
	struct verifier verifier;
	struct request  request;
};

/* What signs: a secret, or a pair of keys. */
struct signer {
	const char *scheme, *algorithm, *digest;
	EVP_PKEY   *pair; /* NULL: the secret */
};

static inline struct bytes
written(const char *format, ...)
    __attribute__((format(printf, 1, 2)));

static inline struct bytes
written(const char *format, ...)
{
	char    text[4096];
	va_list values;
	int     length;

	va_start(values, format);
	length = vsnprintf(text, sizeof(text), format, values);
	va_end(values);
	/* With the zero behind it. */
	return (struct bytes){ kept((unsigned char *)text,
	    (size_t)length + 1).at, (size_t)length };
}

/* ---------------------------------------------------------------------- keys */

static inline void
make_pair(const struct signer *signer, EVP_PKEY **pair)
{
	const int is_rsa = signer->algorithm[0] == 'R';

	if (signer->digest == NULL)
		*pair = EVP_PKEY_Q_keygen(NULL, NULL, "ED25519");
	else
		*pair = is_rsa ? rsa_of_test()
			       : EVP_PKEY_Q_keygen(NULL, NULL, "EC", "P-256");
	assert_non_null(*pair);
}

static inline const char *
public_jwk(const struct signer *signer)
{
	struct public_numbers numbers;
	struct bytes          n, e, x, y;

	EVP_PKEY_up_ref(signer->pair);
	assert_true(public_numbers_of(pem_of(signer->pair, PEM_PUBLIC), arena,
	    &numbers));
	n = encoded(numbers.n);
	e = encoded(numbers.e);
	x = encoded(numbers.x);
	y = encoded(numbers.y);
	if (n.len > 0)
		return written("{\"kty\":\"RSA\",\"kid\":\"k1\",\"alg\":\"%s\","
		    "\"n\":\"%.*s\",\"e\":\"%.*s\",\"postern\":{\"schemes\":"
		    "[\"%s\"]}}", signer->algorithm, (int)n.len, n.at,
		    (int)e.len, e.at, signer->scheme).at;
	return written("{\"kty\":\"%s\",\"kid\":\"k1\",\"alg\":\"%s\",\"crv\":"
	    "\"%s\",\"x\":\"%.*s\"%s%.*s%s,\"postern\":{\"schemes\":[\"%s\"]}}",
	    y.len > 0 ? "EC" : "OKP", signer->algorithm, numbers.type,
	    (int)x.len, x.at, y.len > 0 ? ",\"y\":\"" : "", (int)y.len, y.at,
	    y.len > 0 ? "\"" : "", signer->scheme).at;
}

static inline const char *
secret_jwk(const struct signer *signer)
{
	return written("{\"kty\":\"oct\",\"kid\":\"k1\",\"alg\":\"%s\",\"k\":"
	    "\"" SECRET_K "\",\"postern\":{\"schemes\":[\"%s\"]}}",
	    signer->algorithm, signer->scheme).at;
}

/* --------------------------------------------------------------- credentials */

/* As an issuer of tokens makes them, about 350 bytes with their signature. */
static inline void
add_token(struct trial *trial, const struct signer *signer)
{
	struct bytes header = written(
	    "{\"alg\":\"%s\",\"typ\":\"JWT\",\"kid\":\"k1\"}",
	    signer->algorithm);
	struct bytes claims = written(
	    "{\"iss\":\"https://login.example.org/\",\"aud\":\"images\","
	    "\"sub\":\"alice\",\"iat\":%d,\"exp\":%d,\"groups\":[\"staff\","
	    "\"editors\"],\"jti\":\"9b1deb4d-3b7d-4bad\"}", NOW, END);
	struct bytes message = unsigned_token(header, claims);
	struct bytes token = with_part(message, signer->pair == NULL
	    ? mac_of(EVP_sha256(), BYTES(SECRET_TEXT), message)
	    : signature_of(signer->pair, signer->digest, 0, message));

	trial->request.cookies = joined((const struct bytes[]){
	    BYTES("theme=dark; token="), token }, 2);
}

static inline struct bytes
as_cloudfront_writes(struct bytes bytes)
{
	char *text = arena_take(arena, 2 * bytes.len + 4);
	int   length = EVP_EncodeBlock((unsigned char *)text,
	      (const unsigned char *)bytes.at, (int)bytes.len);

	for (int i = 0; i < length; i++)
		text[i] = (char)(text[i] == '+' ? '-' : text[i] == '='
		    ? '_' : text[i] == '/' ? '~' : text[i]);
	return (struct bytes){ text, (size_t)length };
}

static inline void
add_policy(struct trial *trial, const struct signer *signer)
{
	struct bytes policy = written(
	    "{\"Statement\":[{\"Resource\":\"https://img.example.org/img/*\","
	    "\"Condition\":{\"DateLessThan\":{\"AWS:EpochTime\":%d}}}]}", END);

	trial->request.cookies = joined((const struct bytes[]){
	    BYTES("CloudFront-Policy="), as_cloudfront_writes(policy),
	    BYTES("; CloudFront-Signature="), as_cloudfront_writes(
	        signature_of(signer->pair, signer->digest, 0, policy)),
	    BYTES("; CloudFront-Key-Pair-Id=k1") }, 5);
}

/* What Postern signs itself: a token behind "st=", or a whole URL. */
static inline void
add_link(struct trial *trial, const struct signer *signer)
{
	const struct terms terms = { .path = BYTES("/img/alice/cat.jpg"),
		.expires_at = END };
	struct bytes made;

	(void)signer;
	EXPECT_STATUS(trial->name, sign(trial->verifier.schemes[0],
	    keyring_at(trial->keyring, 0), &trial->verifier, &terms, arena,
	    &made), STATUS_OK);
	trial->request.target = made.at[0] == '/' ? made
	    : joined((const struct bytes[]){ terms.path, BYTES("?st="),
	        made }, 3);
}

/* As Laravel's URL generator does: Postern only checks these. */
static inline void
add_route(struct trial *trial, const struct signer *signer)
{
	const struct bytes link = written("/img/alice/cat.jpg?expires=%d",
	    END);
	const struct bytes message = joined((const struct bytes[]){
	    trial->verifier.policy.base, link }, 2);
	const struct bytes mac = mac_of(EVP_sha256(), BYTES(SECRET_TEXT),
	    message);
	char hex[64];

	(void)signer;
	hex_write((const unsigned char *)mac.at, mac.len, hex);
	trial->request.target = joined((const struct bytes[]){ link,
	    BYTES("&signature="), { hex, sizeof(hex) } }, 3);
}

/* azure-sas.account, and a container as the route's first segment. */
static inline void
add_account_link(struct trial *trial, const struct signer *signer)
{
	trial->settings[0] = BYTES("siteimages");
	trial->verifier.settings[0] = trial->settings;
	add_link(trial, signer);
}

/* ---------------------------------------------------------------------- rows */

static const struct row {
	const char *name, *scheme, *algorithm;
	const char *digest; /* NULL: Ed25519 */
	int         has_pair;
	void (*add)(struct trial *, const struct signer *);
} rows[] = {
	{ "native", "native", "HS256", "SHA256", 0, add_link },
	{ "jwt HS256", "jwt", "HS256", "SHA256", 0, add_token },
	{ "jwt RS256", "jwt", "RS256", "SHA256", 1, add_token },
	{ "jwt ES256", "jwt", "ES256", "SHA256", 1, add_token },
	{ "jwt EdDSA", "jwt", "EdDSA", NULL, 1, add_token },
	{ "cloudfront cookie", "cloudfront", "RS1", "SHA1", 1, add_policy },
	{ "s3", "s3", "HS256", "SHA256", 0, add_link },
	{ "azure-sas", "azure-sas", "HS256", "SHA256", 0, add_account_link },
	{ "laravel-route", "laravel-route", "HS256", "SHA256", 0, add_route },
};

static inline struct verifier
verifier_of(const struct trial *trial, const char *scheme)
{
	return (struct verifier){
		.site = BYTES("example.org"),
		.prefix = BYTES("/img/"),
		.schemes = { scheme_named(bytes_of(scheme)) },
		.scheme_count = 1,
		.carriers = CARRIER_QUERY | CARRIER_COOKIE,
		.parameter = BYTES("st"),
		.cookie = BYTES("token"),
		.keyring = trial->keyring,
		.policy.base = BYTES("https://img.example.org"),
		.rules = trial->rules,
	};
}

/* 0: there is no such row. */
static inline int
trial_open(size_t i, struct trial *trial)
{
	struct signer signer;
	const char   *jwk, *reason;

	if (i >= COUNT(rows))
		return 0;
	signer = (struct signer){ .scheme = rows[i].scheme,
		.algorithm = rows[i].algorithm, .digest = rows[i].digest };
	if (rows[i].has_pair)
		make_pair(&signer, &signer.pair);
	jwk = signer.pair != NULL ? public_jwk(&signer) : secret_jwk(&signer);
	*trial = (struct trial){ .name = rows[i].name,
		.keyring = keyring_of(&jwk, 1),
		.rules = rules_new(BYTES("/img/{sub}/*"), &reason) };
	trial->verifier = verifier_of(trial, rows[i].scheme);
	trial->request = (struct request){ .method = BYTES("GET"),
		.target = BYTES("/img/alice/cat.jpg"),
		.client_address = BYTES("192.0.2.1"),
		.host = BYTES("img.example.org"), .is_https = 1 };
	rows[i].add(trial, &signer);
	EVP_PKEY_free(signer.pair);
	return 1;
}

static inline void
trial_close(struct trial *trial)
{
	keyring_free(trial->keyring);
	rules_free(trial->rules);
}

#endif
