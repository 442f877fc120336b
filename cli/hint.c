/*
 * What may be wrong with a URL that was denied, and what to do about it.
 *
 * SPDX-License-Identifier: ISC
 */
#include <limits.h>
#include <stdarg.h>
#include <string.h>

#include "../fcgi/text.h"
#include "site.h"
#include "verify.h"
#include "web_server.h"

#define MAC_CHARACTERS 22 /* of native: 16 bytes */

static struct hint __attribute__((format(printf, 1, 2)))
hint(const char *format, ...)
{
	struct hint made;
	va_list     arguments;

	va_start(arguments, format);
	vsnprintf(made.text, sizeof(made.text), format, arguments);
	va_end(arguments);
	return made;
}

/* The credential's value in the query; empty: there is none. */
static struct bytes
parameter_value(const struct inspection *inspection)
{
	struct bytes parameter = inspection->verdict.post->route->parameter;
	struct bytes rest = inspection->request.query;

	while (rest.len > parameter.len) {
		const char  *end = memchr(rest.at, '&', rest.len);
		struct bytes value = { rest.at + parameter.len + 1, 0 };

		if (end == NULL)
			end = rest.at + rest.len;
		if (bytes_start_with(rest, parameter) &&
		    rest.at[parameter.len] == '=') {
			value.len = (size_t)(end - value.at);
			return value;
		}
		rest.len -= (size_t)(end - rest.at);
		rest.at = end;
		if (rest.len > 0)
			rest = (struct bytes){ rest.at + 1, rest.len - 1 };
	}
	return BYTES("");
}

static struct hint
on_no_credential(const struct inspection *inspection)
{
	const struct route *route = inspection->verdict.post->route;
	struct bytes        query = inspection->request.query;

	if (memmem(query.at, query.len, "amp;", 4) != NULL)
		return hint("the URL was copied out of HTML source: write & "
		    "for &amp;");
	if (!(route->carriers & CARRIER_QUERY))
		return hint("[route %.*s] looks for it elsewhere than in the "
		    "query: give what the request had with --header 'Cookie: "
		    "...' or --header 'Authorization: Bearer ...'",
		    TEXT(route->name));
	return hint("this route reads the query parameter %.*s, which is what "
	    "postern sign adds", TEXT(route->parameter));
}

static struct hint
on_malformed(const struct inspection *inspection)
{
	struct bytes value = parameter_value(inspection);
	const char  *dot = memrchr(value.at, '.', value.len);
	size_t       left;

	if (dot == NULL || !bytes_start_with(value, BYTES("1.")))
		return hint("%s", "");
	left = value.len - (size_t)(dot + 1 - value.at);
	if (left < MAC_CHARACTERS)
		return hint("the token was cut: its last part has %zu of %d "
		    "characters", left, MAC_CHARACTERS);
	if (left > MAC_CHARACTERS)
		return hint("something was added to the token: its last part "
		    "has %zu characters, not %d", left, MAC_CHARACTERS);
	return hint("%s", "");
}

static struct hint
on_unknown_key(const struct inspection *inspection)
{
	const struct route *route = inspection->verdict.post->route;

	return hint("the keys of this route are: %s",
	    key_ids(gate_keyring(inspection->gate), &route->keys).text);
}

static struct hint
on_bad_signature(const struct inspection *inspection)
{
	struct bytes here = inspection->verdict.post->verifier.site;
	struct bytes site = other_site(inspection);

	if (strcmp(inspection->verdict.claim.scheme, "native") != 0)
		return hint("the key file has another key than the signer, or "
		    "the token was changed");
	if (site.len > 0)
		return hint("it was signed for the site %s; here the site is "
		    "%s", shown(site).text, shown(here).text);
	return hint("the signer has another secret or site (here %s), or "
	    "signed another path, or the URL was changed",
	    shown(here).text);
}

static struct hint
on_no_rule(const struct inspection *inspection)
{
	const struct route *route = inspection->verdict.post->route;
	struct bytes        subject = BYTES("none");

	if (route->rules == NULL && route->access == NULL)
		return hint("[route %.*s] has neither allow nor access: "
		    "without rules a token opens nothing", TEXT(route->name));
	if (inspection->terms != NULL && inspection->terms->subject.len > 0)
		subject = inspection->terms->subject;
	return hint("the rules of [route %.*s] were asked for this path and "
	    "the token's claims; its subject is %s", TEXT(route->name),
	    shown(subject).text);
}

static struct hint
on_no_route(const struct inspection *inspection)
{
	const struct config *config = gate_config(inspection->gate);
	struct hint          made = hint("the routes are");
	size_t               used = strlen(made.text);

	for (size_t i = 0; i < config->route_count &&
	     used < sizeof(made.text); i++)
		used += (size_t)snprintf(made.text + used,
		    sizeof(made.text) - used, "%s %s", i > 0 ? "," : "",
		    shown(config->routes[i].prefix).text);
	return made;
}

static struct hint
on_wrong_client(const struct inspection *inspection)
{
	struct bytes client = inspection->request.client_address;

	if (client.len == 0)
		return hint("say with --client which address asks");
	return hint("the client is %s", shown(client).text);
}

static struct hint
on_not_found(const struct inspection *inspection)
{
	const struct route *route = inspection->verdict.post->route;

	return hint("%s/ is where it was looked for; symbolic links below "
	    "are not followed, and %s must be allowed to read it",
	    route->root, "the web server");
}

static struct hint
on_type(const struct inspection *inspection)
{
	return hint("the setting types of [route %.*s] says which files are "
	    "sent; postern.ini(5) lists all that can be",
	    TEXT(inspection->verdict.post->route->name));
}

/* Root could read the file; the last thing that we do is to be less. */
static struct hint
on_ok(const struct inspection *inspection)
{
	char        path[PATH_MAX];
	const char *reason;

	if (inspection->file == NULL || !become_web_server())
		return hint("%s", "");
	snprintf(path, sizeof(path), "%s/%s",
	    inspection->verdict.post->route->root, inspection->file);
	reason = reading_fails(path);
	if (reason == NULL)
		return hint("%s", "");
	return hint("it was root who found the file; " WEB_SERVER ", as which "
	    "Debian's web servers run, cannot read %s: %s",
	    shown(bytes_of(path)).text, reason);
}

static struct hint
on_milliseconds(const struct inspection *inspection)
{
	(void)inspection;
	return hint("divide by 1000: Date.now() and the like count "
	    "milliseconds");
}

static struct hint
on_ambiguous(const struct inspection *inspection)
{
	return hint("[route %.*s] found more than one credential: in the "
	    "URL twice, or in two of query, cookie, header and path",
	    TEXT(inspection->verdict.post->route->name));
}

/* The route's own words are what the token's have to be compared with. */
static struct hint
on_wrong_claim(const struct inspection *inspection)
{
	const struct route        *route = inspection->verdict.post->route;
	const int                  is_issuer =
	    inspection->status == STATUS_WRONG_ISSUER;
	const struct bytes_list   *wanted = is_issuer
	      ? &route->policy.issuers
	      : &route->policy.audiences;

	if (wanted->count == 0)
		return hint("%s", "the key is bound to another issuer: see "
		    "\"issuer\" in its file");
	return hint("[route %.*s] has %s = %s%s", TEXT(route->name),
	    is_issuer ? "issuer" : "audience", shown(wanted->at[0]).text,
	    wanted->count > 1 ? " and others" : "");
}

static struct hint
on_wrong_algorithm(const struct inspection *inspection)
{
	(void)inspection;
	return hint("the algorithm is the key's, never the token's: compare "
	    "\"alg\" in both (postern keys list)");
}

static struct hint
on_claim_missing(const struct inspection *inspection)
{
	const struct route *route = inspection->verdict.post->route;

	return hint("a token needs exp, and what [route %.*s] asks for: "
	    "issuer, audience, longest_age (iat), required_claims",
	    TEXT(route->name));
}

static struct hint
on_unconfigured(const struct inspection *inspection)
{
	return hint("postern check --config %s says more",
	    gate_config_file(inspection->gate));
}

/* Those after no-route are only reached with a route. */
static const struct row {
	enum status status;
	struct hint (*make)(const struct inspection *);
} rows[] = {
	{ STATUS_OK, on_ok },
	{ STATUS_UNCONFIGURED, on_unconfigured },
	{ STATUS_NO_ROUTE, on_no_route },
	{ STATUS_NO_CREDENTIAL, on_no_credential },
	{ STATUS_MALFORMED, on_malformed },
	{ STATUS_MILLISECONDS, on_milliseconds },
	{ STATUS_UNKNOWN_KEY, on_unknown_key },
	{ STATUS_BAD_SIGNATURE, on_bad_signature },
	{ STATUS_AMBIGUOUS, on_ambiguous },
	{ STATUS_WRONG_ALGORITHM, on_wrong_algorithm },
	{ STATUS_WRONG_ISSUER, on_wrong_claim },
	{ STATUS_WRONG_AUDIENCE, on_wrong_claim },
	{ STATUS_CLAIM_MISSING, on_claim_missing },
	{ STATUS_NO_RULE, on_no_rule },
	{ STATUS_WRONG_CLIENT, on_wrong_client },
	{ STATUS_NOT_FOUND, on_not_found },
	{ STATUS_TYPE_NOT_ALLOWED, on_type },
};

struct hint
hint_for(const struct inspection *inspection)
{
	enum status status = inspection->status;
	const char *repair = NULL;

	if (status == STATUS_OK &&
	    inspection->verdict.would_deny != STATUS_UNDECIDED)
		status = inspection->verdict.would_deny;
	if (status != STATUS_OK && inspection->terms == NULL &&
	    status != STATUS_METHOD_NOT_ALLOWED &&
	    gate_config(inspection->gate) != NULL)
		repair = repair_for(inspection);
	if (repair != NULL)
		return hint("%s; then the signature is right", repair);
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++)
		if (rows[i].status == status)
			return rows[i].make(inspection);
	return hint("%s", "");
}
