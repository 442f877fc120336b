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

enum status
judge(const struct adapter *adapter, const struct policy *policy,
    const struct attempt *attempt, struct arena *arena,
    const struct grant **grant, const struct permit **permit)
{
	struct verifier verifier = policy->verifier;
	struct request  request = {
		 .method = bytes_of(attempt->method),
		 .target = bytes_of(attempt->url),
		 .client_address = bytes_of(attempt->client_ip),
	};
	struct claim claim;
	enum status  status;

	*grant = NULL;
	*permit = NULL;
	verifier.site = bytes_of(attempt->site);
	arena_reset(arena);
	status = request_read(&request, arena);
	if (status == STATUS_OK)
		status = verify(&verifier, &request, arena, &claim, grant);
	if (status != STATUS_OK)
		return status;
	status = authorise(*grant, &request, attempt->now, arena, permit);
	if (status == STATUS_HOSTILE_PATH && !adapter->is_own)
		return STATUS_OK;
	return status;
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
	    strcmp(a->client_ip, b->client_ip) == 0 &&
	    strcmp(a->site, b->site) == 0;
}

void
bench_try(struct bench *bench, const char *what, const struct attempt *mutant)
{
	const struct grant  *grant;
	const struct permit *permit;
	enum status          status;

	if (is_unchanged(mutant, &bench->original) &&
	    url_says_the_same(bench->adapter, &bench->terms,
	        bench->original.url, mutant->url))
		return;
	if (bench->tried++ % every != 0)
		return;
	status = judge(bench->adapter, bench->policy, mutant, bench->arena,
	    &grant, &permit);
	if (is_refusal(status))
		return;
	if (bench->allowed++ < SHOWN_MAX)
		printf("  %s: %s: mutant is %s: %s %s at %" PRId64
		       " from %s on %s\n",
		    bench->id, what, status_name(status), mutant->method,
		    mutant->url, mutant->now, mutant->client_ip, mutant->site);
}

static const char *
text_of(const json_t *object, const char *name, const char *fallback)
{
	const char *text = json_string_value(json_object_get(object, name));

	return text != NULL ? text : fallback;
}

static json_t *
json_of(struct bytes bytes)
{
	return json_stringn(bytes.len > 0 ? bytes.at : "", bytes.len);
}

/* What a grant says, by the names that "claims" has for it. */
static json_t *
claims_of(const struct grant *grant)
{
	static const char *const dispositions[] = { "none", "inline",
		"attachment" };
	const struct terms      *terms = &grant->terms;

	return json_pack("{s:o s:b s:I s:I s:o s:o s:o s:o s:I s:b s:s s:o s:o}",
	    "path", json_of(terms->path), "is_prefix", terms->is_prefix,
	    "expires_at", (json_int_t)terms->expires_at, "not_before",
	    (json_int_t)terms->not_before, "methods", json_of(terms->methods),
	    "client", json_of(terms->client), "link_id",
	    json_of(terms->link_id), "subject", json_of(terms->subject), "uses",
	    (json_int_t)terms->uses, "shared", terms->shared, "disposition",
	    dispositions[terms->disposition], "file_name",
	    json_of(terms->file_name), "key_id", json_of(grant->key->id));
}

static int
claims_agree(const char *id, const json_t *wanted, const struct grant *grant)
{
	json_t     *got = claims_of(grant);
	const char *name;
	json_t     *value;
	int         agree = 1;

	json_object_foreach((json_t *)(uintptr_t)wanted, name, value)
	{
		if (json_equal(json_object_get(got, name), value))
			continue;
		printf("  %s: claim \"%s\" differs\n", id, name);
		agree = 0;
	}
	json_decref(got);
	return agree;
}

/* The permit must lead where the request asks, and outlive no grant. */
static int
permit_agrees(const char *id, const struct permit *permit,
    const struct grant *grant)
{
	int agrees = permit == NULL ||
	    (permit->expires_at == grant->terms.expires_at &&
	        bytes_start_with(permit->path, grant->terms.path) &&
	        bytes_equal(permit->key_id, grant->key->id));

	if (!agrees)
		printf("  %s: the permit is not the grant's\n", id);
	return agrees;
}

static int
is_expected(const struct adapter *adapter, const char *expect,
    enum status status)
{
	if (strcmp(expect, "allow") == 0)
		return status == STATUS_OK;
	if (strncmp(expect, "deny-", 5) != 0 || status == STATUS_OK)
		return 0;
	return !adapter->is_own || strcmp(expect + 5, status_name(status)) == 0;
}

static int
mutants_are_refused(const struct adapter *adapter, const struct policy *policy,
    const char *id, const struct attempt *attempt, const struct grant *grant)
{
	struct bench bench = {
		.adapter = adapter,
		.policy = policy,
		.arena = arena_new(1 << 16),
		.id = id,
		.original = *attempt,
		.terms = grant->terms,
	};

	mutate_url(&bench);
	mutate_request(&bench);
	arena_free(bench.arena);
	total.mutants += bench.tried / every;
	if (bench.allowed > SHOWN_MAX)
		printf("  %s: and %lu more\n", id, bench.allowed - SHOWN_MAX);
	return bench.allowed == 0;
}

static int
run_case(const struct adapter *adapter, const struct policy *policy,
    const json_t *item, struct arena *arena)
{
	const char          *id = text_of(item, "id", "(no id)");
	const char          *expect = text_of(item, "expect", "(nothing)");
	const struct attempt attempt = {
		.method = text_of(item, "method", "GET"),
		.url = text_of(item, "url", ""),
		.client_ip = text_of(item, "client_ip", ""),
		.site = policy->verifier.site.at,
		.now = json_integer_value(json_object_get(item, "now")),
	};
	const struct grant  *grant;
	const struct permit *permit;
	enum status          status;

	status = judge(adapter, policy, &attempt, arena, &grant, &permit);
	if (!is_expected(adapter, expect, status)) {
		printf("  %s: expected %s, got %s%s\n", id, expect,
		    status == STATUS_OK ? "allow" : "deny-",
		    status == STATUS_OK ? "" : status_name(status));
		return 0;
	}
	if (status != STATUS_OK)
		return 1;
	return claims_agree(id, json_object_get(item, "claims"), grant) &&
	    permit_agrees(id, permit, grant) &&
	    mutants_are_refused(adapter, policy, id, &attempt, grant);
}

static void
run_cases(const char *path, const struct adapter *adapter, const json_t *file)
{
	const json_t *cases = json_object_get(file, "cases");
	struct policy policy = { .keyring = NULL };
	struct arena *arena = arena_new(1 << 16);
	unsigned long failed = total.failed, mutants = total.mutants;

	if (json_array_size(cases) == 0 || !adapter->open(file, &policy)) {
		printf("%s: has no cases, or no valid key\n", path);
		total.failed++;
	}
	for (size_t i = 0; policy.keyring && i < json_array_size(cases); i++) {
		if (run_case(adapter, &policy, json_array_get(cases, i), arena))
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
	json_t               *file = json_load_file(path, 0, &error);
	const char           *scheme = text_of(file, "scheme", "");
	const struct adapter *adapter = adapter_of(scheme);

	if (file == NULL) {
		printf("%s: %s\n", path, error.text);
		total.failed++;
		return;
	}
	if (adapter == NULL) {
		printf("%s: scheme \"%s\" is not supported\n", path, scheme);
		total.failed++;
	}
	if (adapter != NULL)
		run_cases(path, adapter, file);
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
	for (; i < argc; i++)
		run_file(argv[i]);
	printf("%lu passed, %lu failed\n", total.passed, total.failed);
	return total.failed == 0 ? 0 : 1;
}
