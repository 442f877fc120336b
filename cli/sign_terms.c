/* What was asked for --> terms.  See sign.h.  SPDX-License-Identifier: ISC */
#include <string.h>
#include <time.h>

#include "sign.h"

#define LIFETIME     3600 /* seconds */
#define WINDOW_SHARE 4    /* the window is a quarter of the lifetime */

static struct bytes
bytes_or_empty(const char *text)
{
	return bytes_of(text != NULL ? text : "");
}

/* The authority alone: what stands behind it would be in the signed path. */
static int
is_base(struct bytes base)
{
	const char *host;

	if (!is_url(base))
		return 0;
	host = strstr(base.at, "://") + 3;
	return host[0] != '\0' && host[strcspn(host, "/?# ")] == '\0';
}

/* NULL, or what is wrong with the values by themselves. */
static const char *
reason_to_refuse(const struct sign_values *values)
{
	struct network network;

	if (values->ttl.is_given && values->ttl.value == 0)
		return "--ttl must be at least 1s";
	if (values->expires.is_given &&
	    (values->ttl.is_given || values->window.is_given))
		return "--expires is exact: it takes no --ttl and no --window";
	if (values->expires.is_given &&
	    values->expires.value <= values->not_before.value)
		return "--expires must be after --not-before";
	if (values->download != NULL && values->inline_name != NULL)
		return "--download and --inline exclude each other";
	if (values->is_shared && (values->client != NULL ||
	    values->uses.is_given))
		return "--shared excludes --client and --uses: what a shared "
		       "cache keeps is there for everybody";
	if (values->uses.is_given && values->link == NULL)
		return "--uses needs --link: uses are counted by link";
	if (values->client != NULL &&
	    network_parse(bytes_of(values->client), &network) != STATUS_OK)
		return "--client is an address or a network without host "
		       "bits, as 192.0.2.0/24 or 2001:db8::/32";
	if (values->base != NULL && !is_base(bytes_of(values->base)))
		return "--base is https:// or http:// and a host";
	for (size_t i = 0; i < values->methods.count; i++)
		if (strcmp(values->methods.at[i], "GET") != 0 &&
		    strcmp(values->methods.at[i], "HEAD") != 0)
			return "--method is GET or HEAD";
	return NULL;
}

/* Every signer of one window gives the same expiry, and so the same URL. */
static int64_t
expiry(const struct sign_values *values, int64_t from)
{
	int64_t lifetime = LIFETIME;
	int64_t window;

	if (values->expires.is_given)
		return values->expires.value;
	if (values->ttl.is_given)
		lifetime = values->ttl.value;
	window = lifetime / WINDOW_SHARE;
	if (values->window.is_given)
		window = values->window.value;
	return expiry_in_window(from, lifetime, window);
}

/* GET implies HEAD, so that either may be left out, and neither comes twice. */
static struct bytes
join_methods(const struct texts *methods)
{
	int gets = 0, heads = 0;

	for (size_t i = 0; i < methods->count; i++) {
		gets |= strcmp(methods->at[i], "GET") == 0;
		heads |= strcmp(methods->at[i], "HEAD") == 0;
	}
	if (gets && heads)
		return BYTES("GET-HEAD");
	return gets ? BYTES("GET") : heads ? BYTES("HEAD") : BYTES("");
}

static void
set_terms(const struct sign_values *values, struct signing *signing)
{
	const char *name = values->download != NULL ? values->download
						    : values->inline_name;

	signing->terms = (struct terms){
		.is_prefix = values->is_prefix,
		.expires_at = expiry(values, signing->asked_at),
		.not_before = values->not_before.value,
		.methods = join_methods(&values->methods),
		.client = bytes_or_empty(values->client),
		.link_id = bytes_or_empty(values->link),
		.subject = bytes_or_empty(values->subject),
		.uses = values->uses.value,
		.shared = values->is_shared,
		.file_name = bytes_or_empty(name),
	};
	if (values->download != NULL)
		signing->terms.disposition = DISPOSITION_ATTACHMENT;
	if (values->inline_name != NULL)
		signing->terms.disposition = DISPOSITION_INLINE;
}

/* The URL is judged as the first of those for whom it is would ask. */
static void
set_asking(const struct sign_values *values, struct signing *signing)
{
	struct bytes client = bytes_or_empty(values->client);
	const char  *slash = memchr(client.at, '/', client.len);

	signing->base = bytes_or_empty(values->base);
	signing->key_id = bytes_or_empty(values->key);
	signing->asked_at = values->now.is_given ? values->now.value
						 : (int64_t)time(NULL);
	if (signing->asked_at < values->not_before.value)
		signing->asked_at = values->not_before.value;
	if (slash != NULL)
		client.len = (size_t)(slash - client.at);
	signing->asked_by = client;
	signing->method = BYTES("GET");
	if (values->methods.count > 0 &&
	    bytes_equal(join_methods(&values->methods), BYTES("HEAD")))
		signing->method = BYTES("HEAD");
}

const char *
sign_terms(const struct sign_values *values, struct signing *signing)
{
	const char *reason = reason_to_refuse(values);

	if (reason != NULL)
		return reason;
	set_asking(values, signing);
	set_terms(values, signing);
	return NULL;
}
