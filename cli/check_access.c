/*
 * postern check: whether the user of the web server may use it all.
 *
 * SPDX-License-Identifier: ISC
 */
#include <stdio.h>
#include <unistd.h>

#include "../fcgi/gate.h"
#include "check.h"
#include "web_server.h"

static void
check_files(struct checking *checking, const char *who)
{
	const struct config *config = checking->config;
	const char          *reason = logging_fails(config->log);

	if (reason != NULL)
		warn(checking, "log %s cannot be written by %s: %s; lines go "
		    "to stderr", config->log, who, reason);
	for (size_t i = 0; i < config->route_count; i++) {
		if (config->routes[i].root == NULL)
			continue; /* an API */
		reason = entering_fails(config->routes[i].root);
		if (reason != NULL)
			warn(checking, "root %s cannot be entered by %s: %s",
			    config->routes[i].root, who, reason);
	}
}

/* Root may read everything; so the responder's user has a look of its own. */
void
check_access(struct checking *checking)
{
	struct gate *gate;

	if (geteuid() != 0) {
		check_files(checking, "you");
		return;
	}
	if (!become_web_server()) {
		puts("note     root may read everything: run this as the web "
		     "server's user as well");
		return;
	}
	gate = gate_open(checking->config->file);
	if (gate != NULL && gate_config(gate) == NULL)
		warn(checking, WEB_SERVER " cannot use it: %s",
		    gate_complaint(gate)->text);
	gate_close(gate);
	check_files(checking, WEB_SERVER);
	puts("note     looked as " WEB_SERVER " too; run this as your web "
	     "server's user if that is another");
}
