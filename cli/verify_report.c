/* What postern verify prints.  See verify.h.  SPDX-License-Identifier: ISC */
#include <inttypes.h>

#include <jansson.h>

#include "../fcgi/log_line.h"
#include "verify.h"

static enum status
reason_of(const struct inspection *inspection)
{
	const struct verdict *verdict = &inspection->verdict;

	if (inspection->status == STATUS_OK &&
	    verdict->would_deny != STATUS_UNDECIDED)
		return verdict->would_deny;
	return inspection->status;
}

static const char *
verdict_of(const struct inspection *inspection)
{
	return inspection->status == STATUS_OK ? "allow" : "deny";
}

/* ----------------------------------------------------------------- text */

static void
line(const char *name, struct bytes value)
{
	if (value.len > 0)
		printf("%-8s %s\n", name, shown(value).text);
}

static void
report_times(const struct inspection *inspection)
{
	const struct terms *terms = inspection->terms;
	int64_t             now = inspection->now;
	int64_t             expires = terms->expires_at;

	if (expires == TIME_NEVER)
		puts("expires  never");
	else if (now > expires)
		printf("expires  %s, expired %s ago\n",
		    time_text(expires).text, span_text(now - expires).text);
	else
		printf("expires  %s, in %s\n", time_text(expires).text,
		    span_text(expires - now).text);
	if (terms->not_before > now)
		printf("starts   %s, in %s\n",
		    time_text(terms->not_before).text,
		    span_text(terms->not_before - now).text);
}

static void
report_terms(const struct inspection *inspection)
{
	const struct terms *terms = inspection->terms;

	report_times(inspection);
	line("prefix", terms->is_prefix ? terms->path : BYTES(""));
	line("methods", terms->methods);
	line("client", terms->client);
	line("link", terms->link_id);
	line("subject", terms->subject);
	line("name", terms->file_name);
}

static const char *
note_on_mode(const struct inspection *inspection)
{
	static const char *const notes[] = {
		[MODE_ENFORCE] = "",
		[MODE_REPORT_ONLY] = " (report-only: sent whatever is found)",
		[MODE_OFF] = " (off: nothing is verified)",
	};

	return notes[inspection->verdict.post->route->mode];
}

void
report_text(const struct inspection *inspection)
{
	const struct claim *claim = &inspection->verdict.claim;
	enum status         reason = reason_of(inspection);
	struct hint         hint = hint_for(inspection);

	printf("verdict  %s\n", verdict_of(inspection));
	printf("status   %d\n", inspection->http_status);
	printf("reason   %s: %s\n", status_name(reason), status_text(reason));
	if (inspection->verdict.post != NULL)
		printf("route    %s%s\n",
		    shown(inspection->verdict.post->route->name).text,
		    note_on_mode(inspection));
	line("path", inspection->request.path);
	if (claim->scheme != NULL)
		printf("scheme   %s\n", claim->scheme);
	if (claim->key_id.len > 0)
		printf("key      %s\n", shown_key_id(claim->key_id).text);
	if (inspection->terms != NULL)
		report_terms(inspection);
	line("hint", bytes_of(hint.text));
}

/* ----------------------------------------------------------------- JSON */

/* null when it is empty. */
static json_t *
json_text(struct bytes text)
{
	size_t cut = log_credential_at(text);

	return text.len > 0 ? json_stringn(text.at, cut) : json_null();
}

static json_t *
json_word(const char *word)
{
	return word != NULL ? json_string(word) : json_null();
}

static json_t *
json_of(const struct inspection *inspection)
{
	const struct verdict *verdict = &inspection->verdict;
	const struct terms    none = { 0 };
	const struct terms   *terms = &none;
	enum status           reason = reason_of(inspection);
	struct bytes          route = BYTES("");

	if (inspection->terms != NULL)
		terms = inspection->terms;
	if (verdict->post != NULL)
		route = verdict->post->route->name;
	return json_pack("{ss si ss ss so so so so so so so}",
	    "verdict", verdict_of(inspection),
	    "status", inspection->http_status,
	    "reason", status_name(reason),
	    "text", status_text(reason),
	    "route", json_text(route),
	    "scheme", json_word(verdict->claim.scheme),
	    "path", json_text(inspection->request.path),
	    "expires_at", inspection->terms != NULL
	        ? json_integer(terms->expires_at) : json_null(),
	    "key_id", json_text(verdict->claim.key_id),
	    "link_id", json_text(terms->link_id),
	    "subject", json_text(terms->subject));
}

int
report_json(const struct inspection *inspection)
{
	json_t *object = json_of(inspection);
	char   *text = object != NULL ? json_dumps(object, 0) : NULL;

	json_decref(object);
	if (text == NULL)
		return 0;
	printf("%s\n", text);
	free(text);
	return 1;
}
