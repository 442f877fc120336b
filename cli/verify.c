/* postern verify: URL --> verdict.  SPDX-License-Identifier: ISC */
#include "verify.h"

#include <ctype.h>
#include <stddef.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "../fcgi/delivery.h"
#include "../fcgi/text.h"
#include "options.h"
#include "site.h"

#define MEMORY ((size_t)8 * REQUEST_MEMORY) /* for guessing, too */

struct values {
	const char   *config, *method, *client;
	struct texts  headers;
	struct amount now;
	int           as_json, with_file;
};

static const struct command_option options[] = {
	OPTION_CONFIG(values),
	{ "method", "NAME", OPTION_TEXT, offsetof(struct values, method),
	    "GET or HEAD; not given: GET" },
	{ "client", "IP", OPTION_TEXT, offsetof(struct values, client),
	    "the address that asks" },
	{ "header", "'N: V'", OPTION_TEXTS, offsetof(struct values, headers),
	    "a header of the request, as X-Forwarded-For; may be\n"
	    "repeated" },
	{ "now", "SECONDS", OPTION_TIME, offsetof(struct values, now),
	    "pretend that this is the time since 1970" },
	{ "file", NULL, OPTION_FLAG, offsetof(struct values, with_file),
	    "judge also whether the file can be found and sent" },
	{ "json", NULL, OPTION_FLAG, offsetof(struct values, as_json),
	    "print one JSON object" },
	OPTIONS_END,
};

/* ---------------------------------------------------------- the request */

/* RFC 3875 §4.1.18: "If-Range: x" --> HTTP_IF_RANGE=x; NULL: it is none. */
static char *
header_variable(struct arena *arena, const char *header)
{
	size_t      name = strcspn(header, ": \t");
	const char *value = header + name + 1;
	size_t      room = strlen(header) + sizeof("HTTP_=");
	char       *made;

	if (name == 0 || header[name] != ':')
		return NULL;
	value += strspn(value, " \t");
	made = arena_take(arena, room);
	if (made == NULL)
		return NULL;
	snprintf(made, room, "HTTP_%.*s=%s", (int)name, header, value);
	for (char *c = made; *c != '='; c++)
		*c = (char)(*c == '-' ? '_' : toupper((unsigned char)*c));
	return made;
}

/* The variables that a front server would send. */
static enum exit_code
read_environment(const struct command *command, const struct values *values,
    struct inspection *inspection)
{
	char  *variables[TEXTS_MAX + 1] = { NULL };
	size_t count = values->headers.count;

	for (size_t i = 0; i < count; i++) {
		variables[i] = header_variable(inspection->arena,
		    values->headers.at[i]);
		if (variables[i] == NULL)
			return misuse(command, "--header is 'NAME: VALUE'");
	}
	environment_read(variables, &inspection->environment);
	return EXIT_YES;
}

/* ------------------------------------------------------------- judging */

/* What the credential says, whatever was decided; for people alone. */
static const struct terms *
verified_terms(struct inspection *inspection)
{
	const struct post  *post = inspection->verdict.post;
	const struct grant *grant;
	struct claim        claim;

	if (post == NULL || verify(&post->verifier, &inspection->request,
	    inspection->arena, &claim, &grant) != STATUS_OK)
		return NULL;
	return grant_terms(grant);
}

/* Where it was asked, as the front server would say it. */
static void
read_origin(const char *url, struct environment *environment)
{
	const char *authority = strstr(url, "://");

	if (authority == NULL || url[0] == '/')
		return;
	environment->url_scheme =
	    (struct bytes){ url, (size_t)(authority - url) };
	authority += strlen("://");
	if (environment->host.at == NULL)
		environment->host =
		    (struct bytes){ authority, strcspn(authority, "/?#") };
}

/* Finds the file and asks the delivery, but sends nothing. */
static enum status
try_delivery(struct inspection *inspection)
{
	struct verdict *verdict = &inspection->verdict;
	struct file     file;
	struct response response;
	struct parcel   parcel = {
		  .route = verdict->post->route,
		  .permit = verdict->permit,
		  .file = &file,
		  .environment = &inspection->environment,
		  .now = inspection->now,
		  .asking = verdict->asking,
	};
	enum status     status;

	if (verdict->permit->passed_on.at != NULL)
		return STATUS_OK;
	status = resolve(parcel.route, verdict->post->root, parcel.permit,
	    inspection->arena, &file);
	if (status != STATUS_OK)
		return status;
	response_start(&response, 200);
	status = deliver(&parcel, inspection->arena, &response);
	file_close(&file);
	if (response.body_file >= 0)
		close(response.body_file);
	if (status == STATUS_OK) {
		inspection->http_status = response.status;
		inspection->file = file.path.at;
	}
	return status;
}

static void
inspect(struct inspection *inspection, int with_file)
{
	struct environment *environment = &inspection->environment;
	struct verdict     *verdict = &inspection->verdict;

	inspection->status = STATUS_METHOD_NOT_ALLOWED;
	inspection->http_status = 200;
	judge(inspection->gate, environment, &inspection->request,
	    inspection->now, inspection->arena, verdict);
	if (bytes_equal(environment->method, BYTES("GET")) ||
	    bytes_equal(environment->method, BYTES("HEAD")))
		inspection->status = verdict->status;
	inspection->terms = verified_terms(inspection);
	if (inspection->status == STATUS_OK && with_file)
		inspection->status = try_delivery(inspection);
	if (inspection->status != STATUS_OK)
		inspection->http_status =
		    denial_http_status(inspection->status);
}

static enum exit_code
report(const struct inspection *inspection, const struct values *values)
{
	if (gate_config(inspection->gate) == NULL)
		complain_of_config(gate_config_file(inspection->gate),
		    gate_complaint(inspection->gate));
	if (!values->as_json)
		report_text(inspection);
	else if (!report_json(inspection)) {
		complain("no JSON could be made");
		return EXIT_NO;
	}
	return inspection->status == STATUS_OK ? EXIT_YES : EXIT_NO;
}

static enum exit_code
verify_target(const struct command *command, const struct values *values,
    const char *target, struct inspection *inspection)
{
	struct environment *environment = &inspection->environment;
	enum exit_code      code;

	code = read_environment(command, values, inspection);
	if (code != EXIT_YES)
		return code;
	environment->target = bytes_of(target);
	read_origin(target, environment);
	environment->method = bytes_of(values->method != NULL ? values->method
							      : "GET");
	environment->remote_address =
	    bytes_of(values->client != NULL ? values->client : "");
	inspection->now = values->now.is_given ? values->now.value
					       : (int64_t)time(NULL);
	inspect(inspection, values->with_file);
	return report(inspection, values);
}

static enum exit_code
run(const struct command *command, int argc, char **argv)
{
	struct values     values = { 0 };
	struct inspection inspection = { 0 };
	struct operands   operands;
	enum exit_code    code;

	if (!options_read(command, argc, argv, &values, &operands, &code))
		return code;
	if (operands.count != 1)
		return misuse(command, "give one URL%s", operands.count == 0 ?
		    "" : ", in quotes: the shell cuts at & and ;");
	if (values.method != NULL && strcmp(values.method, "OPTIONS") == 0)
		return misuse(command, "OPTIONS carries no credential: it is "
		    "answered by the route's origins");
	inspection.gate = gate_open(site_config_file(values.config));
	inspection.arena = arena_new(MEMORY);
	code = EXIT_NO;
	if (inspection.gate != NULL && inspection.arena != NULL)
		code = verify_target(command, &values, operands.at[0],
		    &inspection);
	else
		complain("out of memory");
	arena_free(inspection.arena);
	gate_close(inspection.gate);
	return code;
}

const struct command command_verify = {
	.name = "verify",
	.operands = "URL",
	.summary = "judge a signed URL: say why it is allowed or denied",
	.details = "The URL may start with its path.  Exit status: 0 allow, 1 "
		   "deny, 2 misuse.",
	.example = "  postern verify 'https://example.org/img/cat.jpg?st=...'",
	.options = options,
	.run = run,
};
