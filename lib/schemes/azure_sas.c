/*
 * azure-sas: a service SAS of Azure's blob storage for a blob, a container or a
 * directory (learn.microsoft.com, "Create a service SAS"; the SDKs agree).
 *
 *	URL = PREFIX [CONTAINER "/"] BLOB "?" PARAMETERS, each once
 *
 *	sv   YYYY-MM-DD, 2015-04-05 or later: what lines are signed
 *	sr   "b": BLOB; "c": the container; "d": the first sdd segments of BLOB
 *	sp   letters, "r" being one of them
 *	se   the last good moment; st: the first one
 *	sip  an address of IPv4, or "FIRST-LAST"; spr: "https" or "https,http"
 *	ses, rscc, rscd, rsce, rscl, rsct
 *	sig  base64(HMAC-SHA-256(account key, lines)), padded
 *
 * PREFIX is the route's.  azure-sas.account is the account's name.
 * azure-sas.container is the container that PREFIX stands for; where it is not
 * set, the container is the first segment behind it.  So Azure's own style is
 * the prefix "/", and Azurite's "/ACCOUNT/".  A host NAME.blob... must be the
 * account's.  The account key is base64 where it is made; two of them may serve
 * at a time.
 *
 * rscd, rsct and rscc count where they are safe (overrides.h); ses, rsce and
 * rscl are signed, and change nothing.  Refused: what only Azure can check, as
 * stored policies (si) and a user delegation SAS (skoid); an account SAS (ss,
 * srt); snapshots and versions, which are not kept here.  By hand:
 *
 *	v=2020-12-06 e=2027-01-15T08:00:00Z
 *	printf 'r\n\n%s\n/blob/%s\n\n\n\n%s\nb\n\n\n\n\n\n\n' $e \
 *	    $ACCOUNT/photos/cat.jpg $v > lines
 *	s=$(openssl dgst -sha256 -mac HMAC -macopt hexkey:$KEY -binary lines |
 *	    openssl base64 | sed 's/+/%2B/g; s/=/%3D/g')
 *	echo "/photos/cat.jpg?sv=$v&sr=b&sp=r&se=$e&sig=$s"
 *
 * SPDX-License-Identifier: ISC
 */
#include <string.h>

#include "arena.h"
#include "azure_sas.h"
#include "base64.h"
#include "bytes.h"
#include "overrides.h"
#include "percent.h"
#include "query.h"
#include "source.h"
#include "timestamp.h"

#define DATE_LENGTH 10 /* of a version */

extern const struct scheme scheme_azure_sas;

static const struct scheme_setting settings[] = {
	{ "account", "", NULL, "the name of the storage account" },
	{ "container", "", NULL, "that the prefix stands for; empty: in URLs" },
	{ NULL, NULL, NULL, NULL },
};

/* ------------------------------------------------------------- parameters */

/* Others have a sig, too. */
static enum status
find_credential(const struct query *query)
{
	struct bytes value;
	enum status  status = query_optional(query, BYTES("sv"), &value);

	if (status == STATUS_OK && value.at == NULL)
		return STATUS_NO_CREDENTIAL;
	return query_one(query, BYTES("sig"), &value) == STATUS_NO_CREDENTIAL
	    ? STATUS_NO_CREDENTIAL : STATUS_OK;
}

/* They change what is asked for, or what is signed. */
static enum status
refuse_others(const struct query *query)
{
	static const char *const names[] = { "si", "ss", "srt", "skoid",
		"sktid", "skt", "ske", "sks", "skv", "saoid", "suoid", "scid",
		"skdutid", "sduoid", "srh", "srq", "snapshot", "versionid" };

	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++) {
		struct bytes value;
		enum status  status = query_optional(query,
		     bytes_of(names[i]), &value);

		if (status != STATUS_OK || value.at != NULL)
			return STATUS_MALFORMED;
	}
	return STATUS_OK;
}

static enum status
read_value(const struct query *query, enum sas_field field,
    struct arena *arena, struct sas *sas)
{
	struct bytes *value = &sas->values[field];
	enum status   status = query_optional(query,
	      bytes_of(sas_parameter(field)), value);

	if (status == STATUS_OK && value->at == NULL)
		*value = EMPTY;
	if (status != STATUS_OK || value->len == 0)
		return status;
	status = query_decode(*value, PLUS_IS_BLANK, arena, value);
	if (status != STATUS_OK)
		return status;
	/* A line must not be two of them. */
	return bytes_are_text(*value) ? STATUS_OK : STATUS_MALFORMED;
}

static int
is_version(const struct sas *sas)
{
	struct instant date;

	return sas->values[SAS_VERSION].len == DATE_LENGTH &&
	    timestamp_read_short(sas->values[SAS_VERSION], &date) ==
	    STATUS_OK && sas_is_since(sas, "2015-04-05");
}

static enum status
read_values(const struct query *query, struct arena *arena, struct sas *sas)
{
	enum status status = STATUS_OK;

	*sas = (struct sas){ .values = { EMPTY } };
	for (enum sas_field i = 0; status == STATUS_OK && i < SAS_PARAMETERS;
	     i++)
		status = read_value(query, i, arena, sas);
	if (status != STATUS_OK)
		return status;
	if (!is_version(sas) || sas->values[SAS_PERMISSIONS].len == 0)
		return STATUS_MALFORMED;
	return refuse_others(query);
}

/* ---------------------------------------------------------------- reading */

/* "siteimages.blob.core.windows.net" is of the account siteimages. */
static int
is_right_host(struct bytes host, struct bytes account)
{
	const struct bytes name = bytes_cut(&host, '.');

	return !bytes_equal_fold(bytes_cut(&host, '.'), BYTES("blob")) ||
	    bytes_equal_fold(name, account);
}

static enum status
locate(const struct source *source, struct arena *arena, struct sas *sas)
{
	const struct bytes account = source_setting(source, &scheme_azure_sas,
	    "account");
	const struct bytes container = source_setting(source,
	    &scheme_azure_sas, "container");
	struct bytes place;
	enum status  status;

	if (account.len == 0)
		return STATUS_MALFORMED;
	if (!is_right_host(source->request->host, account))
		return STATUS_OUTSIDE_GRANT;
	status = source_behind_prefix(source, &place);
	if (status == STATUS_NO_CREDENTIAL)
		return STATUS_OUTSIDE_GRANT;
	if (status == STATUS_OK)
		status = percent_decode(place, arena, &place);
	if (status != STATUS_OK)
		return status;
	return sas_locate(sas, account, container, place, arena);
}

static void
read_overrides(const struct sas *sas, struct arena *arena, struct terms *terms)
{
	override_disposition(sas->values[SAS_DISPOSITION], arena, terms);
	override_type(sas->values[SAS_TYPE], terms);
	override_caching(sas->values[SAS_CACHING], terms);
}

static enum status
azure_read(const struct source *source, struct arena *arena,
    struct credential *credential)
{
	struct sas_limits  *limits = arena_take(arena, sizeof(*limits));
	const struct query *query;
	struct sas          sas;
	enum status         status;

	if (limits == NULL)
		return STATUS_TOO_LARGE;
	status = query_read(source->request->query, arena, &query);
	if (status == STATUS_OK)
		status = find_credential(query);
	if (status == STATUS_OK)
		status = read_values(query, arena, &sas);
	if (status == STATUS_OK)
		status = sas_read_limits(&sas, limits, &credential->terms);
	if (status == STATUS_OK)
		status = locate(source, arena, &sas);
	if (status == STATUS_OK)
		status = base64_decode(sas.values[SAS_SIGNATURE],
		    BASE64_PADDED, arena, &credential->signature);
	if (status != STATUS_OK)
		return status;
	read_overrides(&sas, arena, &credential->terms);
	credential->terms.path = source->request->path;
	credential->detail = limits;
	return sas_message(&sas, arena, &credential->message);
}

/* -------------------------------------------------------------- verifying */

static enum status
azure_verify(const struct source *source, const struct credential *credential,
    const struct key *key, struct arena *arena, struct grant *grant)
{
	unsigned char mac[HMAC_MAX];
	size_t        length;
	enum status   status;

	(void)arena, (void)grant;
	status = hmac_compute(key->hmac, &credential->message, 1, mac,
	    &length);
	if (status != STATUS_OK)
		return status;
	if (!equal_secret((struct bytes){ (char *)mac, length },
	        credential->signature))
		return STATUS_BAD_SIGNATURE;
	return sas_judge(credential->detail, source->request);
}

static enum status
azure_sign(const struct terms *terms, const struct key *key,
    const struct verifier *verifier, struct arena *arena, struct bytes *url)
{
	const struct source source = { .verifier = verifier };

	return sas_sign(terms, key, verifier, source_setting(&source,
	    &scheme_azure_sas, "account"), source_setting(&source,
	    &scheme_azure_sas, "container"), arena, url);
}

static const char *const algorithms[] = { "HS256", NULL };

const struct scheme scheme_azure_sas = {
	.name = "azure-sas",
	.algorithms = algorithms,
	.reads_request = 1,
	.tries_keys = 1,
	.others_keys = 1,
	.settings = settings,
	.read = azure_read,
	.verify = azure_verify,
	.sign = azure_sign,
};
