/*
 * postern.fcgi: one binary that a web server runs as FastCGI or CGI program,
 * that systemd starts on demand, or that listens on its own.
 *
 * SPDX-License-Identifier: ISC
 */
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "config.h"
#include "gate.h"
#include "listener.h"
#include "log.h"
#include "serve.h"
#include "supervisor.h"

struct options {
	const char *config;
	const char *listen; /* NULL: a socket is inherited */
	int         workers;
	int         is_authorizer;
};

static const char usage[] =
    "usage: postern.fcgi [--config FILE] [--listen unix:/PATH] [--workers N]\n"
    "                    [--role authorizer]\n"
    "\n"
    "A web server starts it as FastCGI or CGI program; with --listen it\n"
    "serves FastCGI on a Unix socket of its own.  See postern.fcgi(8).\n"
    "\n"
    "  --config FILE        default: $POSTERN_CONFIG, .htpostern.ini beside\n"
    "                       the program, /etc/postern/postern.ini\n"
    "  --listen unix:/PATH  create this socket, mode 0660\n"
    "  --workers N          1 to 64 processes; default 1, with --listen 2\n"
    "  --role ROLE          responder (the default) sends files; authorizer\n"
    "                       only says yes or no, to nginx's auth_request\n"
    "  --version, --help\n";

static const char version[] = "postern.fcgi " POSTERN_VERSION "\n";

static int
misuse(const char *what)
{
	fprintf(stderr, "postern.fcgi: %s\n%s", what, usage);
	return 2;
}

/* -1: not a number of workers. */
static int
workers_of(const char *text)
{
	char *end;
	long  workers = strtol(text, &end, 10);

	return *end == '\0' && workers >= 1 && workers <= WORKERS_MAX
	    ? (int)workers
	    : -1;
}

/* -1: it is no role. */
static int
is_authorizer_role(const char *text)
{
	if (strcmp(text, "responder") == 0)
		return 0;
	return strcmp(text, "authorizer") == 0 ? 1 : -1;
}

/* -1: go on; else the exit code. */
static int
read_options(int argc, char **argv, struct options *options)
{
	static const struct option known[] = {
		{ "config", required_argument, NULL, 'c' },
		{ "listen", required_argument, NULL, 'l' },
		{ "workers", required_argument, NULL, 'w' },
		{ "role", required_argument, NULL, 'r' },
		{ "version", no_argument, NULL, 'v' },
		{ "help", no_argument, NULL, 'h' },
		{ NULL, 0, NULL, 0 },
	};
	int letter;

	opterr = 0; /* misuse says it */
	while ((letter = getopt_long(argc, argv, "", known, NULL)) != -1) {
		if (letter == 'c')
			options->config = optarg;
		else if (letter == 'l')
			options->listen = optarg;
		else if (letter == 'w')
			options->workers = workers_of(optarg);
		else if (letter == 'r')
			options->is_authorizer = is_authorizer_role(optarg);
		else if (letter == 'v' || letter == 'h')
			return fputs(letter == 'h' ? usage : version,
			           stdout) < 0;
		else
			return misuse("unknown option, or no value");
	}
	if (options->workers == 0)
		options->workers = options->listen != NULL ? 2 : 1;
	if (options->listen != NULL &&
	    strncmp(options->listen, "unix:/", 6) != 0)
		return misuse("--listen takes unix:/PATH");
	if (options->is_authorizer < 0)
		return misuse("--role takes responder or authorizer");
	if (optind < argc || options->workers < 0)
		return misuse("it takes options only, and 1 to 64 workers");
	return -1;
}

static int
is_cgi(void)
{
	return !listener_is_inherited();
}

static int
is_cgi_request(void)
{
	return getenv("REQUEST_METHOD") != NULL;
}

/*
 * A client can write the arguments of a CGI program: Apache makes them of the
 * words of a query without "=" (RFC 3875 §4.4).  Then none of them counts.
 */
static int
are_arguments_the_clients(void)
{
	const char *query = getenv("QUERY_STRING");

	return is_cgi_request() && query != NULL && query[0] != '\0' &&
	    strchr(query, '=') == NULL;
}

/* By who starts it; a CGI program has the environment of its request. */
static int
is_config_given(const struct options *options)
{
	const char *named = getenv("POSTERN_CONFIG");

	return options->config != NULL ||
	    (!is_cgi_request() && named != NULL && named[0] != '\0');
}

static int
complain(const struct complaint *complaint)
{
	fprintf(stderr, "postern.fcgi: %s\n", complaint->text);
	return 1;
}

static int
serve(struct gate *gate, int listener, int workers)
{
	return workers > 1 ? supervise(gate, listener, workers)
			   : serve_fastcgi(gate, listener);
}

/* On its own, a broken configuration is refused at once. */
static int
listen_and_serve(struct gate *gate, const struct options *options)
{
	struct complaint complaint;
	struct listener  listener;
	int              code;

	if (gate_config(gate) == NULL)
		return complain(gate_complaint(gate));
	if (!listener_open(options->listen, &listener, &complaint))
		return complain(&complaint);
	gate_open_log(gate);
	/* Even one worker is replaced when it dies. */
	code = supervise(gate, listener.socket, options->workers);
	listener_close(&listener);
	return code;
}

/*
 * A program that ends behind one request reads openssl.cnf only where the
 * environment names one, which is how FIPS is asked for (postern.fcgi(8)).
 */
static enum status
start_crypto(int is_for_one)
{
	return is_for_one && getenv("OPENSSL_CONF") == NULL
	    ? crypto_start_once() : crypto_start();
}

static int
is_run_by_hand(void)
{
	return is_cgi() && !is_cgi_request();
}

int
main(int argc, char **argv)
{
	struct options options = { 0 };
	struct gate   *gate;
	int            code = are_arguments_the_clients()
	               ? -1
	               : read_options(argc, argv, &options);
	int            systemd = listener_from_systemd();

	if (code >= 0)
		return code;
	if (options.listen == NULL && systemd < 0 && is_run_by_hand())
		return misuse("standard input is no socket and this is no CGI "
			      "request");
	block_signals();
	if (start_crypto(options.listen == NULL && systemd < 0 && is_cgi()) !=
	    STATUS_OK)
		return misuse("OpenSSL does not work here");
	gate = gate_open(options.config != NULL ? options.config
						: config_default_file(argv[0]));
	if (gate == NULL)
		return 1;
	if (is_config_given(&options))
		gate_pin(gate);
	if (options.is_authorizer)
		gate_authorize_only(gate);
	if (options.listen != NULL)
		return listen_and_serve(gate, &options);
	/*
	 * A web server would start a program that exits again and again, so a
	 * broken configuration is said once and answered with 503 from then on.
	 */
	gate_open_log(gate);
	if (gate_config(gate) == NULL)
		log_message("%s", gate_complaint(gate)->text);
	if (systemd >= 0)
		return serve(gate, systemd, options.workers);
	if (!is_cgi())
		return serve(gate, STDIN_FILENO, options.workers);
	code = serve_cgi(gate, environ);
	gate_close(gate);
	return code;
}
