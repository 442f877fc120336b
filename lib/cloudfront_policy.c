/* See cloudfront_policy.h.  SPDX-License-Identifier: ISC */
#include "cloudfront_policy.h"

#include <string.h>

#include "arena.h"
#include "bytes.h"
#include "json.h"
#include "terms.h"
#include "wildcard.h"

/* Nothing that is not understood may stand in it. */
static int
has_only(const json_t *object, const char *const *names)
{
	const char *name;
	json_t     *value;

	json_object_foreach((json_t *)object, name, value)
	{
		size_t i = 0;

		while (names[i] != NULL && strcmp(names[i], name) != 0)
			i++;
		if (names[i] == NULL)
			return 0;
	}
	return json_is_object(object);
}

static enum status
read_time(const json_t *condition, const char *name, int64_t *seconds)
{
	static const char *const names[] = { "AWS:EpochTime", NULL };
	const json_t *bound = json_member(condition, bytes_of(name));
	const json_t *time = json_member(bound, BYTES("AWS:EpochTime"));

	*seconds = 0;
	if (bound == NULL)
		return STATUS_OK;
	if (!has_only(bound, names) || !json_is_integer(time) ||
	    json_integer_value(time) < 1 ||
	    json_integer_value(time) > TIME_MAX)
		return STATUS_MALFORMED;
	*seconds = json_integer_value(time);
	return STATUS_OK;
}

static enum status
read_client(const json_t *condition, struct terms *terms)
{
	static const char *const names[] = { "AWS:SourceIp", NULL };
	const json_t  *bound = json_member(condition, BYTES("IpAddress"));
	struct network network;

	if (bound == NULL)
		return STATUS_OK;
	terms->client = json_bytes(json_member(bound,
	    BYTES("AWS:SourceIp")));
	return has_only(bound, names) &&
	    network_parse(terms->client, &network) == STATUS_OK
	    ? STATUS_OK : STATUS_MALFORMED;
}

static enum status
read_condition(const json_t *condition, struct terms *terms)
{
	static const char *const names[] = { "DateLessThan",
		"DateGreaterThan", "IpAddress", NULL };
	int64_t     before, after;
	enum status status;

	if (!has_only(condition, names))
		return STATUS_MALFORMED;
	status = read_time(condition, "DateLessThan", &before);
	if (status == STATUS_OK)
		status = read_time(condition, "DateGreaterThan", &after);
	if (status == STATUS_OK)
		status = read_client(condition, terms);
	if (status != STATUS_OK)
		return status;
	if (before == 0)
		return STATUS_CLAIM_MISSING;
	terms->expires_at = before - 1;
	terms->not_before = after > 0 ? after + 1 : 0;
	return STATUS_OK;
}

enum status
cloudfront_policy_read(struct bytes policy, struct bytes url,
    struct arena *arena, struct terms *terms)
{
	static const char *const top[] = { "Statement", NULL };
	static const char *const names[] = { "Resource", "Condition", NULL };
	const json_t *object, *statement, *resource;
	enum status   status = json_read(policy, arena, &object);

	if (status != STATUS_OK)
		return status;
	statement = json_member(object, BYTES("Statement"));
	if (!has_only(object, top) || json_array_size(statement) != 1)
		return STATUS_MALFORMED;
	statement = json_array_get(statement, 0);
	resource = json_member(statement, BYTES("Resource"));
	if (!has_only(statement, names) ||
	    (resource != NULL && !json_is_string(resource)))
		return STATUS_MALFORMED;
	status = read_condition(json_member(statement, BYTES("Condition")),
	    terms);
	if (status != STATUS_OK)
		return status;
	/* Without one it is for all that the key signs for. */
	return resource == NULL || wildcard_fits(json_bytes(resource), url)
	    ? STATUS_OK : STATUS_OUTSIDE_GRANT;
}

enum status
cloudfront_policy_write(struct bytes url, struct bytes expires,
    struct arena *arena, struct bytes *policy)
{
	return arena_join(arena, (const struct bytes[]){
	    BYTES("{\"Statement\":[{\"Resource\":\""), url,
	    BYTES("\",\"Condition\":{\"DateLessThan\":{\"AWS:EpochTime\":"),
	    expires, BYTES("}}}]}") }, 5, policy);
}
