/* See claims.h.  SPDX-License-Identifier: ISC */
#include "claims.h"

#include "bytes.h"
#include "json.h"
#include "rules.h"
#include "terms.h"
#include "timestamp.h"

/* Beyond it a double skips integers (RFC 8259 §6). */
#define EXACT_MAX 9007199254740992

/* ------------------------------------------------------------------- time */

static enum status
read_integer(json_int_t number, struct instant *instant)
{
	if (number < 0 || number > EXACT_MAX)
		return STATUS_MALFORMED;
	if (number > SECONDS_MAX)
		return STATUS_MILLISECONDS;
	*instant = (struct instant){ number, 0 };
	return STATUS_OK;
}

static enum status
read_number(const json_t *value, struct instant *instant)
{
	double      number = json_number_value(value);
	enum status status;

	if (json_is_integer(value))
		return read_integer(json_integer_value(value), instant);
	if (!json_is_real(value) || number < 0 || number > (double)EXACT_MAX)
		return STATUS_MALFORMED;
	status = read_integer((json_int_t)number, instant);
	if (status == STATUS_OK)
		instant->has_fraction = number > (double)instant->seconds;
	return status;
}

static enum status
read_text(const json_t *value, struct instant *instant)
{
	if (!json_is_string(value))
		return STATUS_MALFORMED;
	return timestamp_read(json_bytes(value), instant);
}

static enum status
time_of(const json_t *claims, struct bytes name, enum time_form form,
    struct instant *instant)
{
	const json_t *value = json_member(claims, name);

	if (value == NULL)
		return STATUS_CLAIM_MISSING;
	return form == TIME_TEXT ? read_text(value, instant)
				 : read_number(value, instant);
}

/* The first whole second that is not before it. */
static int64_t
ceiling(struct instant instant)
{
	return instant.seconds + (instant.has_fraction ? 1 : 0);
}

/* last: the last second that is good. */
static void
end_at(struct terms *terms, int64_t last)
{
	/* Zero would be none; it is as long past a second later. */
	if (last < 1)
		last = 1;
	if (terms->expires_at == 0 || last < terms->expires_at)
		terms->expires_at = last;
}

static void
start_at(struct terms *terms, struct instant instant, int64_t leeway)
{
	if (ceiling(instant) - leeway > terms->not_before)
		terms->not_before = ceiling(instant) - leeway;
}

static enum status
judge_age(const json_t *claims, const struct claim_policy *policy,
    enum time_form form, struct terms *terms)
{
	struct instant issued;
	enum status    status = time_of(claims, BYTES("iat"), form, &issued);
	int64_t        last;

	if (status == STATUS_CLAIM_MISSING && policy->longest_age == 0)
		return STATUS_OK;
	if (status != STATUS_OK)
		return status;
	/* The second in which it was issued is good for it already. */
	issued.has_fraction = 0;
	start_at(terms, issued, policy->leeway);
	last = issued.seconds + policy->longest_age + policy->leeway;
	if (policy->longest_age > 0 && last < terms->expires_at)
		terms->expires_at = last;
	return STATUS_OK;
}

static enum status
judge_times(const json_t *claims, const struct claim_policy *policy,
    enum time_form form, struct terms *terms)
{
	struct instant at;
	enum status    status = time_of(claims, BYTES("exp"), form, &at);

	if (status == STATUS_OK)
		end_at(terms, ceiling(at) + policy->leeway - 1);
	if (status != STATUS_OK && (status != STATUS_CLAIM_MISSING ||
	    terms->expires_at == 0))
		return status;
	status = time_of(claims, BYTES("nbf"), form, &at);
	if (status == STATUS_OK)
		start_at(terms, at, policy->leeway);
	if (status != STATUS_OK && status != STATUS_CLAIM_MISSING)
		return status;
	return judge_age(claims, policy, form, terms);
}

/* --------------------------------------------------------- whose, for whom */

static int
is_one_of(const json_t *value, const struct bytes_list *list)
{
	for (size_t i = 0; i < list->count; i++)
		if (json_is(value, list->at[i]))
			return 1;
	return 0;
}

static enum status
judge_issuer(const json_t *claims, const struct bytes_list *issuers)
{
	const json_t *issuer = json_member(claims, BYTES("iss"));

	if (issuers->count == 0)
		return STATUS_OK;
	if (issuer == NULL)
		return STATUS_CLAIM_MISSING;
	return is_one_of(issuer, issuers) ? STATUS_OK : STATUS_WRONG_ISSUER;
}

/* RFC 7519 §4.1.3: one text, or an array of nothing but texts. */
static enum status
judge_audience(const json_t *claims, const struct bytes_list *audiences)
{
	const json_t *audience = json_member(claims, BYTES("aud"));
	int           is_ours = is_one_of(audience, audiences);

	if (audiences->count == 0)
		return STATUS_OK;
	if (audience == NULL)
		return STATUS_CLAIM_MISSING;
	if (!json_is_string(audience) && !json_is_array(audience))
		return STATUS_MALFORMED;
	for (size_t i = 0; i < json_array_size(audience); i++) {
		const json_t *one = json_array_get(audience, i);

		if (!json_is_string(one))
			return STATUS_MALFORMED;
		is_ours |= is_one_of(one, audiences);
	}
	return is_ours ? STATUS_OK : STATUS_WRONG_AUDIENCE;
}

static enum status
judge_required(const json_t *claims, const struct bytes_list *required)
{
	for (size_t i = 0; i < required->count; i++) {
		const json_t *claim = rules_claim(claims, required->at[i]);

		if (claim == NULL || json_is_null(claim))
			return STATUS_CLAIM_MISSING;
	}
	return STATUS_OK;
}

/* Whether terms may say this one thing. */
static int
fits(struct terms one)
{
	one.path = BYTES("/");
	return terms_check(&one) == STATUS_OK;
}

enum status
claims_read(const json_t *claims, const struct claim_policy *policy,
    enum time_form form, struct terms *terms)
{
	struct terms read = *terms;
	enum status  status;

	read.expires_at = 0;
	read.not_before = 0;
	status = claims_read_within(claims, policy, form, &read);
	if (status == STATUS_OK)
		*terms = read;
	return status;
}

enum status
claims_read_within(const json_t *claims, const struct claim_policy *policy,
    enum time_form form, struct terms *terms)
{
	struct terms read = *terms;
	struct bytes subject = json_bytes(json_member(claims, BYTES("sub")));
	struct bytes id = json_bytes(json_member(claims, BYTES("jti")));
	enum status  status = judge_times(claims, policy, form, &read);

	if (status == STATUS_OK)
		status = judge_issuer(claims, &policy->issuers);
	if (status == STATUS_OK)
		status = judge_audience(claims, &policy->audiences);
	if (status == STATUS_OK)
		status = judge_required(claims, &policy->required);
	if (status != STATUS_OK)
		return status;
	if (fits((struct terms){ .subject = subject }))
		read.subject = subject;
	if (fits((struct terms){ .link_id = id }))
		read.link_id = id;
	*terms = read;
	return STATUS_OK;
}
