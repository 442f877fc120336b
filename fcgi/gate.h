/*
 * Everything that was loaded and that requests are judged by: configuration,
 * keys, opened roots, placeholders.  Const between requests; a changed file
 * makes a new one, and a broken change leaves the old one in force.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef FCGI_GATE_H
#define FCGI_GATE_H

#include "config.h"
#include "denial.h"
#include "environment.h"

struct gate;

/* What one route needs at run time. */
struct post {
	const struct route *route;
	struct verifier     verifier;
	struct access_list *access; /* of the verifier; NULL: none */
	struct id_map      *ids;    /* the same */
	int                 root; /* descriptor */
	struct placeholder  placeholder;
	struct lookup      *lookup; /* of all posts; NULL: files are opened */
};

/* Never NULL but for want of memory; a broken one says so and answers 503. */
struct gate *gate_open(const char *config_file);
void         gate_close(struct gate *);

/*
 * Loads everything again when a file has changed; looks at files once a second
 * at most.  Non-zero when another configuration is in force now.
 */
int gate_refresh(struct gate *, int64_t now);
/* The same without looking first: SIGHUP. */
int gate_reload(struct gate *, int64_t now);

/*
 * A front server may name the configuration with each request (POSTERN_CONFIG,
 * as .htaccess can set it).  The gate follows, for that request alone, unless
 * it was pinned because the file was given at start.  Non-zero when another one
 * is in force now.
 */
void gate_pin(struct gate *);
int  gate_follow(struct gate *, const struct environment *, int64_t now);

/* Every request only asks for a yes or a no: postern.fcgi --role authorizer. */
void gate_authorize_only(struct gate *);
int  gate_is_authorizer(const struct gate *);

/* Where the configuration in force says, if there is one. */
void gate_open_log(const struct gate *);

/* NULL: no valid configuration was ever loaded; the complaint says why. */
const struct config    *gate_config(const struct gate *);
const struct keyring   *gate_keyring(const struct gate *);
const struct complaint *gate_complaint(const struct gate *);
const char             *gate_config_file(const struct gate *);

/* The client's address, behind trusted proxies too. */
struct bytes gate_client(const struct gate *, const struct environment *);

const struct post *gate_post(const struct gate *, struct bytes path);

/* What is open for too long is closed; non-zero: something still is. */
int gate_sweep(struct gate *);

#endif
