/* Token --> grant, terms --> token.  SPDX-License-Identifier: ISC */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "arena.h"
#include "base64.h"
#include "bytes.h"
#include "google_signed.h"
#include "hex.h"
#include "media_token.h"
#include "wildcard.h"

static enum status
compute_mac(struct bytes message, const struct key *key,
    char hex[2 * HMAC_MAX], struct bytes *text)
{
	unsigned char mac[HMAC_MAX];
	size_t        length;
	enum status   status = hmac_compute(key->hmac, &message, 1, mac,
	      &length);

	if (status == STATUS_OK) {
		hex_write(mac, length, hex);
		*text = (struct bytes){ hex, 2 * length };
	}
	return status;
}

/* Of a key that does something else it is none. */
static enum status
check_signature(const struct credential *credential, const struct key *key)
{
	const struct media_token *token = credential->detail;
	const int                 is_mac = token->values[MEDIA_MAC].at != NULL;
	char                      hex[2 * HMAC_MAX];
	struct bytes              mac;
	enum status               status;

	if (is_mac != (key->algorithm->use == USE_HMAC))
		return STATUS_BAD_SIGNATURE;
	if (!is_mac)
		return public_key_verify(key->public_key, SIGNATURE_EDDSA,
		    NULL, credential->message, credential->signature);
	status = compute_mac(credential->message, key, hex, &mac);
	if (status == STATUS_OK && !equal_secret(mac, credential->signature))
		status = STATUS_BAD_SIGNATURE;
	return status;
}

static enum status
judge_globs(struct bytes globs, struct bytes path)
{
	const char separator = memchr(globs.at, '!', globs.len) != NULL
	    ? '!' : ',';

	if (separator == '!' && memchr(globs.at, ',', globs.len) != NULL)
		return STATUS_MALFORMED;
	return wildcard_fits_any(globs, separator, path)
	    ? STATUS_OK : STATUS_OUTSIDE_GRANT;
}

static enum status
judge_place(const struct source *source, const struct media_token *token,
    struct arena *arena, struct grant *grant)
{
	const struct bytes prefix = token->values[MEDIA_URL_PREFIX];
	const struct bytes globs = token->values[MEDIA_PATH_GLOBS];
	enum status        status = STATUS_OK;

	if (prefix.at != NULL)
		return google_open_prefix(source, prefix, arena, grant);
	if (globs.at != NULL)
		status = judge_globs(globs, source->request->raw_path);
	if (status == STATUS_OK)
		grant->terms.path = source->request->path;
	return status;
}

/* The one of the networks that the client is in counts from here on. */
static enum status
judge_client(const struct source *source, struct bytes encoded,
    struct arena *arena, struct terms *terms)
{
	struct bytes ranges;
	enum status  status = base64_decode_urlsafe(encoded, BASE64_EITHER,
	     arena, &ranges);

	if (status != STATUS_OK)
		return status;
	while (ranges.len > 0) {
		const struct bytes range = bytes_cut(&ranges, ',');
		struct network     network;

		if (network_parse(range, &network) != STATUS_OK)
			return STATUS_MALFORMED;
		if (!network_holds(&network,
		        source->request->client_address))
			continue;
		terms->client = range;
		return STATUS_OK;
	}
	return STATUS_WRONG_CLIENT;
}

enum status
media_token_verify(const struct source *source,
    const struct credential *credential, const struct key *key,
    struct arena *arena, struct grant *grant)
{
	const struct media_token *token = credential->detail;
	const struct bytes        ranges = token->values[MEDIA_IP_RANGES];
	enum status               status = check_signature(credential, key);

	if (status == STATUS_OK)
		status = judge_place(source, token, arena, grant);
	if (status != STATUS_OK || ranges.at == NULL)
		return status;
	return judge_client(source, ranges, arena, &grant->terms);
}

/* ----------------------------------------------------------------- writing */

enum status
media_token_write(const struct terms *terms, struct bytes path,
    const struct key *key, struct arena *arena, struct bytes *token)
{
	char         expires[32], hex[2 * HMAC_MAX];
	struct bytes message, mac;
	enum status  status;

	if (key->algorithm->use != USE_HMAC)
		return STATUS_WRONG_ALGORITHM;
	(void)snprintf(expires, sizeof(expires), "~Expires=%" PRId64,
	    terms->expires_at);
	status = arena_join(arena, (const struct bytes[]){
	    BYTES("FullPath="), path, bytes_of(expires) }, 3, &message);
	if (status == STATUS_OK)
		status = compute_mac(message, key, hex, &mac);
	if (status != STATUS_OK)
		return status;
	return arena_join(arena, (const struct bytes[]){ BYTES("FullPath"),
	    bytes_of(expires), BYTES("~hmac="), mac }, 4, token);
}
