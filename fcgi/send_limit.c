/* See send_limit.h.  SPDX-License-Identifier: ISC */
#include "send_limit.h"

#include <sys/socket.h>
#include <sys/time.h>

#define SECONDS 10

void
send_limit_set(int socket)
{
	static const struct timeval patience = { .tv_sec = SECONDS };

	setsockopt(socket, SOL_SOCKET, SO_SNDTIMEO, &patience,
	    sizeof(patience));
}
