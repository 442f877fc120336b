/*
 * Whose request it is, when proxies stand in front of the front server.
 *
 * SPDX-License-Identifier: ISC
 */
#include "gate.h"

static int
is_trusted(const struct networks *networks, struct bytes address)
{
	for (size_t i = 0; i < networks->count; i++)
		if (network_holds(&networks->at[i], address))
			return 1;
	return 0;
}

static int
is_space(char c)
{
	return c == ' ' || c == '\t';
}

/* Takes the last element off a comma-separated list. */
static struct bytes
take_last(struct bytes *list)
{
	size_t       start = list->len;
	struct bytes last;

	while (start > 0 && list->at[start - 1] != ',')
		start--;
	last = (struct bytes){ list->at + start, list->len - start };
	list->len = start > 0 ? start - 1 : 0;
	while (last.len > 0 && is_space(last.at[0])) {
		last.at++;
		last.len--;
	}
	while (last.len > 0 && is_space(last.at[last.len - 1]))
		last.len--;
	return last;
}

/*
 * Each proxy appends the address that it saw, so only what trusted proxies
 * appended is worth anything: the rightmost address that is none of theirs.
 */
struct bytes
gate_client(const struct gate *gate, const struct environment *environment)
{
	const struct config *config = gate_config(gate);
	struct bytes         client = environment->remote_address;
	struct bytes         forwarded = environment->forwarded_for;

	while (config != NULL && forwarded.len > 0 &&
	    is_trusted(&config->trusted_proxies, client))
		client = take_last(&forwarded);
	return client;
}
