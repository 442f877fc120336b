/* See input.h.  SPDX-License-Identifier: ISC */
#include "input.h"

#include <string.h>

#include "api.h"
#include "api_json.h"
#include "duration.h"

/* Beside the body its answer.  What is not used is address space alone. */
static size_t
memory_of(const struct api *api)
{
	return REQUEST_MEMORY + (size_t)api->body_limit +
	    sign_answer_most(api);
}

void
input_open(struct input *input, const struct gate *gate,
    const struct environment *environment, struct arena *shared)
{
	const struct route *route = api_of_body(gate, environment, shared);

	*input = (struct input){ 0 };
	if (route == NULL)
		return;
	input->is_wanted = 1;
	input->arena = arena_new(memory_of(&route->api));
	if (input->arena == NULL)
		return;
	input->limit = (size_t)route->api.body_limit;
	input->body = arena_take(input->arena, input->limit);
}

void
input_add(struct input *input, const char *bytes, size_t length)
{
	if (input->body != NULL && input->length < input->limit) {
		const size_t room = input->limit - input->length;

		memcpy(input->body + input->length, bytes,
		    length < room ? length : room);
	}
	input->length += length;
}

/* Where the front server has said it, it is what a whole body has. */
static int
has_length(const struct environment *environment, size_t length)
{
	int64_t said;

	return environment->content_length.len == 0 ||
	    (number_parse(environment->content_length, &said) &&
	        (size_t)said == length);
}

static int
says_too_long(const struct environment *environment, size_t limit)
{
	int64_t said;

	return number_parse(environment->content_length, &said) &&
	    (size_t)said > limit;
}

static enum body
state_of(const struct input *input, int ended,
    const struct environment *environment)
{
	if (input->body == NULL)
		return input->is_wanted ? BODY_UNREAD : BODY_NONE;
	if (input->length > input->limit ||
	    says_too_long(environment, input->limit))
		return BODY_TOO_LONG;
	if (!ended || !has_length(environment, input->length))
		return BODY_CUT_SHORT;
	return input->length > 0 ? BODY_WHOLE : BODY_NONE;
}

void
input_end(const struct input *input, int ended,
    struct environment *environment)
{
	environment->body_state = state_of(input, ended, environment);
	environment->body = (struct bytes){ "", 0 };
	if (environment->body_state == BODY_WHOLE)
		environment->body = (struct bytes){ input->body,
			input->length };
}

void
input_close(struct input *input)
{
	arena_free(input->arena);
	input->arena = NULL;
}
