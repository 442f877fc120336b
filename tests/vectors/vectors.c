/*
 * vectors FILE...: runs the cases of each file, mutates every accepted one,
 * prints what differs and closes with "N passed, N failed".  README.md has the
 * format of the files, and how to add a scheme.
 *
 *	--ignore REASON   takes that denial for an allowance ("all": each one);
 *	                  a driver that then reports nothing is asleep
 *	--every N         tries every Nth mutant only
 *
 * SPDX-License-Identifier: ISC
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "arena.h"
#include "request.h"
#include "vectors.h"

#define SHOWN_MAX 5 /* mutants of one case that are printed */

static const char   *ignored;
static unsigned long every = 1;

static struct {
	unsigned long passed, failed, mutants;
} total;

static int
is_ignored(enum status status)
{
	return ignored != NULL && (strcmp(ignored, "all") == 0 ||
	    strcmp(ignored, status_name(status)) == 0);
}

static struct bytes
bytes_or_empty(const char *text)
{
	return text != NULL ? bytes_of(text) : BYTES("");
}

static enum status
judge_whole(const struct adapter *adapter, const struct policy *policy,
    const struct attempt *attempt, struct arena *arena,
    struct judgement *judgement)
{
	/* As long as the grant, which points to it. */
	struct verifier *verifier = arena_take(arena, sizeof(*verifier));
	struct request   request = {
		 .method = bytes_of(attempt->method),
		 .target = bytes_of(attempt->url),
		 .client_address = bytes_of(attempt->client_ip),
		 .cookies = bytes_or_empty(attempt->cookies),
		 .host = host_of(attempt->url),
		 .is_https = strncmp(attempt->url, "https:", 6) == 0,
		 .headers = attempt->headers,
		 .header_count = attempt->header_count,
	};
	const struct bytes header[] = { BYTES("Bearer "), attempt->token };
	struct claim claim;
	enum status  status = STATUS_OK;

	if (verifier == NULL)
		return STATUS_TOO_LARGE;
	*verifier = policy->verifier;
	verifier->site = bytes_of(attempt->site);
	if (attempt->token.at != NULL)
		status = arena_join(arena, header, 2, &request.authorization);
	if (status == STATUS_OK)
		status = adapter->normalises_paths
		    ? request_split(&request, arena)
		    : request_read(&request, arena);
	if (status == STATUS_OK)
		status = verify(verifier, &request, arena, &claim,
		    &judgement->grant);
	if (status != STATUS_OK)
		return status;
	judgement->claims = judgement->grant->claims;
	status = authorise(judgement->grant, &request, attempt->now, arena,
	    &judgement->permit);
	if (status == STATUS_HOSTILE_PATH && !adapter->is_own)
		return STATUS_OK;
	return status;
}

enum status
judge(const struct adapter *adapter, const struct policy *policy,
    const struct attempt *attempt, struct arena *arena,
    struct judgement *judgement)
{
	*judgement = (struct judgement){ 0 };
	arena_reset(arena);
	if (adapter->judge != NULL)
		return adapter->judge(policy, attempt, arena,
		    &judgement->claims);
	return judge_whole(adapter, policy, attempt, arena, judgement);
}

/* A request that is refused because something broke was not understood. */
static int
is_refusal(enum status status)
{
	return status != STATUS_OK && status != STATUS_UNDECIDED &&
	    status != STATUS_INTERNAL && status != STATUS_TOO_LARGE &&
	    !is_ignored(status);
}

static int
is_unchanged(const struct attempt *a, const struct attempt *b)
{
	return a->now == b->now && strcmp(a->method, b->method) == 0 &&
	    a->token.at == b->token.at && a->cookies == b->cookies &&
	    strcmp(a->client_ip, b->client_ip) == 0 &&
	    strcmp(a->site, b->site) == 0;
}

static int
says_the_same(const struct bench *bench, const char *url)
{
	const struct adapter *adapter = bench->adapter;
	const char           *original = bench->original.url;

	return url_says_the_same(adapter, &bench->terms, original, url) ||
	    (adapter->says_the_same != NULL &&
	        adapter->says_the_same(bench->policy, original, url));
}

void
bench_try(struct bench *bench, const char *what, const struct attempt *mutant)
{
	struct judgement judgement;
	enum status      status;

	if (is_unchanged(mutant, &bench->original) &&
	    says_the_same(bench, mutant->url))
		return;
	if (bench->tried++ % every != 0)
		return;
	status = judge(bench->adapter, bench->policy, mutant, bench->arena,
	    &judgement);
	if (is_refusal(status))
		return;
	if (bench->allowed++ < SHOWN_MAX)
		printf("  %s: %s: mutant is %s: %s %s %s%s at %" PRId64
		       " from %s on %s\n",
		    bench->id, what, status_name(status), mutant->method,
		    mutant->url, mutant->token.at != NULL ? mutant->token.at : "",
		    mutant->cookies != NULL ? mutant->cookies : "", mutant->now,
		    mutant->client_ip, mutant->site);
}

static const char *
text_of(const json_t *object, const char *name, const char *fallback)
{
	const char *text = json_string_value(json_object_get(object, name));

	return text != NULL ? text : fallback;
}

static int
is_expected(const struct adapter *adapter, const char *expect,
    enum status status)
{
	if (strcmp(expect, "allow") == 0)
		return status == STATUS_OK;
	if (strncmp(expect, "deny-", 5) != 0 || status == STATUS_OK)
		return 0;
	if (adapter->expiry_is_told && (strcmp(expect, "deny-expired") == 0) !=
	    (status == STATUS_EXPIRED))
		return 0;
	return !adapter->is_own || strcmp(expect + 5, status_name(status)) == 0;
}

static int
mutants_are_refused(const struct adapter *adapter, const struct policy *policy,
    const char *id, const struct attempt *attempt, const struct terms *terms)
{
	const int in_url = attempt->token.at == NULL && attempt->cookies == NULL;

	struct bench bench = {
		.adapter = adapter,
		.policy = policy,
		.arena = arena_new(1 << 18),
		.id = id,
		.original = *attempt,
	};

	if (terms != NULL)
		bench.terms = *terms;
	if (in_url)
		mutate_url(&bench);
	else
		mutate_token(&bench);
	if (terms != NULL)
		mutate_request(&bench);
	arena_free(bench.arena);
	total.mutants += bench.tried / every;
	if (bench.allowed > SHOWN_MAX)
		printf("  %s: and %lu more\n", id, bench.allowed - SHOWN_MAX);
	return bench.allowed == 0;
}

/* JSON_ALLOW_NUL: one may stand in it, as a client could send it. */
static struct bytes
token_of(const json_t *item)
{
	const json_t *token = json_object_get(item, "token");

	return (struct bytes){ json_string_value(token),
		json_string_length(token) };
}

static int
run_case(const struct adapter *adapter, const struct policy *policy,
    const json_t *item, struct arena *arena)
{
	char                  cookies[COOKIES_SIZE];
	struct request_header headers[HEADERS_MAX];
	const char          *id = text_of(item, "id", "(no id)");
	const char          *expect = text_of(item, "expect", "(nothing)");
	const struct attempt attempt = {
		.method = text_of(item, "method", "GET"),
		.url = text_of(item, "url", adapter->url != NULL
		    ? adapter->url : "/img/cat.jpg"),
		.token = token_of(item),
		.cookies = cookies_of(item, cookies),
		.headers = headers,
		.header_count = headers_of(item, headers),
		.client_ip = text_of(item, "client_ip", ""),
		.site = policy->verifier.site.len > 0 ? policy->verifier.site.at
						      : "",
		.now = json_integer_value(json_object_get(item, "now")),
	};
	struct judgement judgement;
	struct terms     terms = { 0 };
	enum status      status;

	status = judge(adapter, policy, &attempt, arena, &judgement);
	if (!is_expected(adapter, expect, status)) {
		printf("  %s: expected %s, got %s%s\n", id, expect,
		    status == STATUS_OK ? "allow" : "deny-",
		    status == STATUS_OK ? "" : status_name(status));
		return 0;
	}
	if (status != STATUS_OK)
		return 1;
	if (!judgement_agrees(id, json_object_get(item, "claims"), &judgement))
		return 0;
	if (adapter->is_unsigned)
		return 1;
	if (judgement.grant == NULL)
		return mutants_are_refused(adapter, policy, id, &attempt, NULL);
	terms = judgement.grant->terms;
	return permit_agrees(id, judgement.permit, judgement.grant) &&
	    mutants_are_refused(adapter, policy, id, &attempt, &terms);
}

static void
run_cases(const char *path, const struct adapter *adapter, const json_t *file)
{
	const json_t *cases = json_object_get(file, "cases");
	struct policy policy = { .file = file };
	struct arena *arena = arena_new(1 << 18);
	unsigned long failed = total.failed, mutants = total.mutants;
	const int     is_open = adapter->open(file, &policy);

	if (json_array_size(cases) == 0 || !is_open) {
		printf("%s: has no cases, or no valid key\n", path);
		total.failed++;
	}
	for (size_t i = 0; is_open && i < json_array_size(cases); i++) {
		const json_t *item = json_array_get(cases, i);

		if (adapter->prepare != NULL)
			adapter->prepare(item, &policy);
		if (run_case(adapter, &policy, item, arena))
			total.passed++;
		else
			total.failed++;
	}
	printf("%s: %zu cases, %lu of them differ, %lu mutants tried\n", path,
	    json_array_size(cases), total.failed - failed,
	    total.mutants - mutants);
	arena_free(arena);
	policy_close(&policy);
}

static void
run_file(const char *path)
{
	json_error_t          error;
	json_t               *file = json_load_file(path, JSON_ALLOW_NUL,
	           &error);
	const char           *scheme = text_of(file, "scheme", "");
	const struct adapter *adapter = adapter_of(scheme);
	struct adapter        generic = adapter_generic;

	if (adapter == &adapter_generic) {
		generic_parameters(file, &generic);
		adapter = &generic;
	}
	if (json_object_get(file, "testGroups") != NULL) {
		wycheproof_run(path, file, &total.passed, &total.failed);
	} else if (adapter != NULL) {
		run_cases(path, adapter, file);
	} else {
		printf("%s: scheme \"%s\" is not supported%s%s\n", path, scheme,
		    file == NULL ? ": " : "", file == NULL ? error.text : "");
		total.failed++;
	}
	json_decref(file);
}

int
main(int argc, char **argv)
{
	int i = 1;

	for (; i + 1 < argc && strncmp(argv[i], "--", 2) == 0; i += 2) {
		if (strcmp(argv[i], "--ignore") == 0)
			ignored = argv[i + 1];
		if (strcmp(argv[i], "--every") == 0)
			every = strtoul(argv[i + 1], NULL, 10);
	}
	if (i == argc || every == 0) {
		fprintf(stderr, "usage: vectors [--ignore REASON] "
				"[--every N] FILE...\n");
		return 2;
	}
	/* So that mutants come upon what is remembered of the good ones. */
	if (crypto_start() != STATUS_OK)
		return 2;
	for (; i < argc; i++)
		run_file(argv[i]);
	printf("%lu passed, %lu failed\n", total.passed, total.failed);
	return total.failed == 0 ? 0 : 1;
}
