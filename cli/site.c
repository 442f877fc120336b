/* See site.h.  SPDX-License-Identifier: ISC */
#include "site.h"

#include <errno.h>
#include <unistd.h>

#include "../fcgi/route_verifier.h"
#include "../fcgi/text.h"

const char *
site_config_file(const char *given)
{
	if (given != NULL)
		return given;
	return config_default_file(program_invocation_name);
}

void
complain_of_config(const char *config_file, const struct complaint *complaint)
{
	complain("%s", complaint->text);
	if (access(config_file, F_OK) != 0 && errno == ENOENT)
		complain("copy the postern.ini for your web server there "
		    "(apache/, lighttpd/ or nginx/), or name yours with "
		    "--config or $POSTERN_CONFIG");
}

int
site_open(const char *config_file, struct site *site)
{
	struct complaint complaint = { "" };

	*site = (struct site){ 0 };
	site->config = config_load(config_file, &complaint);
	if (site->config != NULL)
		site->keyring = keyring_load(site->config->keys, &complaint);
	if (site->keyring != NULL)
		return 1;
	complain_of_config(config_file, &complaint);
	site_close(site);
	return 0;
}

void
site_close(struct site *site)
{
	keyring_free(site->keyring);
	config_free(site->config);
	*site = (struct site){ 0 };
}

struct verifier
site_verifier(const struct site *site, const struct route *route)
{
	return route_verifier(site->config, route, site->keyring);
}

static int
is_among(const struct words *words, struct bytes id)
{
	for (size_t i = 0; i < words->count; i++)
		if (bytes_equal(words->at[i], id))
			return 1;
	return words->count == 0;
}

struct shown_text
key_ids(const struct keyring *keyring, const struct words *only)
{
	struct shown_text list = { "none" };
	size_t            used = 0;

	for (size_t i = 0; i < keyring_count(keyring); i++) {
		struct bytes id = key_id(keyring_at(keyring, i));
		size_t       left = sizeof(list.text) - used;

		if (!is_among(only, id))
			continue;
		if (left < id.len + sizeof(", ...")) {
			snprintf(list.text + used, left, "...");
			break;
		}
		used += (size_t)snprintf(list.text + used, left, "%s%.*s",
		    used > 0 ? ", " : "", TEXT(id));
	}
	return list;
}
