/*
 * How a program starts OpenSSL; a part of postern.h, which is what to include.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef POSTERN_START_H
#define POSTERN_START_H

/*
 * Fetches and uses once every OpenSSL object that a request needs, so that
 * the first request allocates no more than the others, and makes room for
 * what is remembered from one request to the next.
 */
CHECKED enum status crypto_start(void);

/*
 * Instead of it, for a program that answers one request and ends: what is
 * needed is fetched when it is, public keys are checked when they are used,
 * nothing is remembered, and openssl.cnf is not read.
 */
CHECKED enum status crypto_start_once(void);

#endif
