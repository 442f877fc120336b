/*
 * PEM files: the name says the id, and the algorithm where the key does not.
 *
 *	auth0.RS256.pem      a public key or a certificate
 *	mobile.pem           the same, of P-256, P-384, P-521 or Ed25519
 *	sealed.RSA-OAEP-256.pem    a private RSA key, to open JWE with
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef LIB_KEY_PEM_H
#define LIB_KEY_PEM_H

#include "key_file.h"

/* stem: the file's name without ".pem".  NULL: *reason says why not. */
struct key *key_pem_read(struct bytes stem, struct bytes text,
    const char **reason);

#endif
