/*
 * Origins, as browsers send them: scheme://host[:port] (RFC 6454 §6.2).  They
 * are compared byte by byte, so another spelling would never match.
 *
 * SPDX-License-Identifier: ISC
 */
#include <string.h>

#include "config_options.h"

#define PORT_MAX 65535

static const struct origin_scheme {
	struct bytes start, default_port;
} origin_schemes[] = {
	{ { "https://", 8 }, { ":443", 4 } },
	{ { "http://", 7 }, { ":80", 3 } },
};

static const struct origin_scheme *
origin_scheme(struct bytes origin)
{
	for (size_t i = 0; i < 2; i++)
		if (bytes_start_with(origin, origin_schemes[i].start))
			return &origin_schemes[i];
	return NULL;
}

static int
has_upper_case(struct bytes text)
{
	for (size_t i = 0; i < text.len; i++)
		if (text.at[i] >= 'A' && text.at[i] <= 'Z')
			return 1;
	return 0;
}

static int
is_host_byte(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '.' ||
	    c == '-';
}

/* A name, an IPv4 address, or an IPv6 address in brackets. */
static int
is_host(struct bytes host)
{
	struct network address;

	if (host.len > 2 && host.at[0] == '[' && host.at[host.len - 1] == ']') {
		host = (struct bytes){ host.at + 1, host.len - 2 };
		return memchr(host.at, ':', host.len) != NULL &&
		    network_parse(host, &address) == STATUS_OK;
	}
	for (size_t i = 0; i < host.len; i++)
		if (!is_host_byte(host.at[i]))
			return 0;
	return host.len > 0 && host.at[0] != '.' && host.at[0] != '-';
}

/* ":8443", or nothing. */
static int
is_port(struct bytes port)
{
	int number = 0;

	if (port.len == 0)
		return 1;
	if (port.len < 2 || port.len > 6 || port.at[1] == '0')
		return 0;
	for (size_t i = 1; i < port.len; i++) {
		if (port.at[i] < '0' || port.at[i] > '9')
			return 0;
		number = number * 10 + (port.at[i] - '0');
	}
	return number <= PORT_MAX;
}

/* The position of the port's colon; len: there is no port. */
static size_t
port_at(struct bytes authority)
{
	for (size_t i = authority.len; i > 0; i--) {
		if (authority.at[i - 1] == ':')
			return i - 1;
		if (authority.at[i - 1] == ']')
			break;
	}
	return authority.len;
}

static const char *
authority_reason(struct bytes authority, struct bytes default_port)
{
	size_t       at = port_at(authority);
	struct bytes host = { authority.at, at };
	struct bytes port = { authority.at + at, authority.len - at };

	if (memchr(authority.at, '/', authority.len) != NULL)
		return "an origin has no path and no '/' at its end";
	if (!is_host(host) || !is_port(port))
		return "an origin is https://HOST or https://HOST:PORT";
	if (bytes_equal(port, default_port))
		return "leave the default port out: browsers do";
	return NULL;
}

const char *
origin_reason(struct bytes origin)
{
	const struct origin_scheme *scheme = origin_scheme(origin);
	struct bytes                authority = origin;

	if (bytes_equal(origin, BYTES("*")))
		return "* would let every site read private files: list the "
		       "origins";
	if (bytes_equal(origin, BYTES("null")))
		return "null is sent by sandboxed pages of any site: list the "
		       "origins";
	if (has_upper_case(origin))
		return "an origin is in lower case";
	if (scheme == NULL)
		return "an origin is https://HOST or https://HOST:PORT";
	authority.at += scheme->start.len;
	authority.len -= scheme->start.len;
	return authority_reason(authority, scheme->default_port);
}
