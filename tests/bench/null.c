/*
 * The null responder: FastCGI by libfcgi's own loop and nothing else.  It names
 * a file for whatever is asked for, verifies nothing, looks at no file and
 * writes no log, so it is what every responder on plain libfcgi costs at least.
 *
 *	null [--listen SOCKET] [--threads N]
 *
 * Without --listen it serves descriptor 0, as mod_fcgid and lighttpd have it.
 * The first line of the file PROGRAM.header is what it answers with, but for the
 * rest of the path: "X-Accel-Redirect: /_postern/".
 *
 * SPDX-License-Identifier: ISC
 */
#include <fcgiapp.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define PREFIX "/img/"
#define MOST_THREADS 64

static char header[4096];
static int listener;

static void
read_header(const char *program)
{
	char name[4096];

	snprintf(name, sizeof(name), "%s.header", program);
	FILE *file = fopen(name, "r");
	if (!file || !fgets(header, sizeof(header), file)) {
		perror(name);
		exit(1);
	}
	header[strcspn(header, "\n")] = '\0';
	fclose(file);
}

static void *
serve(void *unused)
{
	FCGX_Request request;

	FCGX_InitRequest(&request, listener, 0);
	while (FCGX_Accept_r(&request) == 0) {
		const char *uri = FCGX_GetParam("REQUEST_URI", request.envp);
		const char *rest = uri && !strncmp(uri, PREFIX, strlen(PREFIX))
		    ? uri + strlen(PREFIX) : "";

		FCGX_FPrintF(request.out, "Content-Type: image/png\r\n"
		    "%s%.*s\r\n\r\n", header, (int)strcspn(rest, "?"), rest);
		FCGX_Finish_r(&request);
	}
	return unused;
}

int
main(int argc, char **argv)
{
	pthread_t threads[MOST_THREADS];
	int count = 1;

	read_header(argv[0]);
	FCGX_Init();
	for (int at = 1; at + 1 < argc; at += 2) {
		if (!strcmp(argv[at], "--listen"))
			listener = FCGX_OpenSocket(argv[at + 1], 1024);
		if (!strcmp(argv[at], "--threads"))
			count = (int)strtol(argv[at + 1], NULL, 10);
	}
	if (listener < 0 || count < 1 || count > MOST_THREADS)
		return 2;
	for (int at = 1; at < count; at++) {
		if (pthread_create(&threads[at], NULL, serve, NULL))
			return 1;
	}
	serve(NULL);
	return 0;
}
