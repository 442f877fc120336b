/*
 * What a service SAS of Azure's blob storage signs, for those who check one and
 * those who make one: schemes/azure_sas.c has the grammar.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef LIB_AZURE_SAS_H
#define LIB_AZURE_SAS_H

#include "scheme.h"

/* Its parameters; and lines that none of them fills. */
enum sas_field {
	SAS_VERSION,
	SAS_RESOURCE_TYPE,
	SAS_DEPTH,
	SAS_PERMISSIONS,
	SAS_START,
	SAS_EXPIRY,
	SAS_CLIENTS,
	SAS_PROTOCOLS,
	SAS_ENCRYPTION,
	SAS_CACHING,
	SAS_DISPOSITION,
	SAS_CODING,
	SAS_LANGUAGE,
	SAS_TYPE,
	SAS_SIGNATURE,
	SAS_PARAMETERS,
	SAS_RESOURCE = SAS_PARAMETERS,
	SAS_NOTHING,
	SAS_FIELDS
};

/* "sv" */
const char *sas_parameter(enum sas_field);

/* Decoded; empty: absent. */
struct sas {
	struct bytes values[SAS_FIELDS];
};

/*
 * Sets SAS_RESOURCE: what its type covers of "CONTAINER/BLOB", or of "BLOB"
 * where the container is known; decoded.  STATUS_OUTSIDE_GRANT: it covers no
 * blob there.
 */
CHECKED enum status sas_locate(struct sas *, struct bytes account,
    struct bytes container, struct bytes place, struct arena *);

/* What is signed. */
CHECKED enum status sas_message(const struct sas *, struct arena *,
    struct bytes *message);

/* Whether its version is that date or a later one. */
int sas_is_since(const struct sas *, const char *date);

/* What is judged once the signature is right. */
struct sas_limits {
	int            may_read, needs_https, has_range;
	struct network first, last; /* of the range */
};

/* Sets the times of the terms as well, and a client that is one address. */
CHECKED enum status sas_read_limits(const struct sas *, struct sas_limits *,
    struct terms *);
CHECKED enum status sas_judge(const struct sas_limits *,
    const struct request *);

/* A URL for one blob. */
CHECKED enum status sas_sign(const struct terms *, const struct key *,
    const struct verifier *, struct bytes account, struct bytes container,
    struct arena *, struct bytes *url);

#endif
