/*
 * Whether 32 bytes are a point that may be a public key: OpenSSL finds out
 * only when it verifies, and under a key of small order anyone can sign.
 *
 * SPDX-License-Identifier: ISC
 */
#include <openssl/bn.h>

#include "openssl_key.h"

/* The square of x is enough to double a point; it follows from y. */
struct point {
	BIGNUM *p, *d; /* of the curve, RFC 8032 §5.1 */
	BIGNUM *y, *x_squared;
	BIGNUM *above, *below; /* a fraction in the making */
	BN_CTX *context;
};

static int
divide(const struct point *at, BIGNUM *quotient)
{
	return BN_mod_inverse(at->below, at->below, at->p, at->context) !=
	    NULL &&
	    BN_mod_mul(quotient, at->above, at->below, at->p, at->context);
}

/* p = 2^255 - 19, d = -121665 / 121666 */
static int
set_curve(const struct point *at)
{
	return BN_set_bit(at->p, 255) && BN_sub_word(at->p, 19) &&
	    BN_set_word(at->above, 121665) && BN_set_word(at->below, 121666) &&
	    divide(at, at->d) && BN_sub(at->d, at->p, at->d);
}

/* Of 256 bits, the last is the sign of x.  y is below p: one text a point. */
static int
set_y(const struct point *at, const unsigned char bytes[ED25519_BYTES])
{
	return BN_lebin2bn(bytes, ED25519_BYTES, at->y) != NULL &&
	    (!BN_is_bit_set(at->y, 255) || BN_clear_bit(at->y, 255)) &&
	    BN_cmp(at->y, at->p) < 0;
}

/* x² = (y² - 1) / (d y² + 1) */
static int
set_x_squared(const struct point *at)
{
	return BN_mod_sqr(at->above, at->y, at->p, at->context) &&
	    BN_mod_mul(at->below, at->d, at->above, at->p, at->context) &&
	    BN_add_word(at->below, 1) && BN_sub_word(at->above, 1) &&
	    divide(at, at->x_squared);
}

/* y := (y² + x²) / (2 - y² + x²) */
static int
double_point(const struct point *at)
{
	return BN_mod_sqr(at->above, at->y, at->p, at->context) &&
	    BN_sub(at->below, at->x_squared, at->above) &&
	    BN_add_word(at->below, 2) &&
	    BN_add(at->above, at->above, at->x_squared) &&
	    divide(at, at->y) && set_x_squared(at);
}

/* Eight times a point of small order is the neutral one: y is 1. */
static int
is_of_large_order(const struct point *at)
{
	for (int i = 0; i < 3; i++)
		if (!double_point(at))
			return 0;
	return !BN_is_one(at->y);
}

int
ed25519_is_sound(const unsigned char bytes[ED25519_BYTES])
{
	BN_CTX      *context = BN_CTX_new();
	struct point at = { .context = context };
	int          sound = 0;

	if (context == NULL)
		return 0;
	BN_CTX_start(context);
	at.p = BN_CTX_get(context);
	at.d = BN_CTX_get(context);
	at.y = BN_CTX_get(context);
	at.x_squared = BN_CTX_get(context);
	at.above = BN_CTX_get(context);
	at.below = BN_CTX_get(context);
	/* Once one is NULL, all later ones are. */
	if (at.below != NULL && set_curve(&at) && set_y(&at, bytes) &&
	    set_x_squared(&at) &&
	    BN_kronecker(at.x_squared, at.p, context) == 1)
		sound = is_of_large_order(&at);
	BN_CTX_end(context);
	BN_CTX_free(context);
	return sound;
}
