/*
 * What the request of a case has beside its URL: cookies, headers, a host.
 *
 * SPDX-License-Identifier: ISC
 */
#include <stdio.h>
#include <string.h>

#include "vectors.h"

struct bytes
host_of(const char *url)
{
	const char *start = strstr(url, "://");

	if (url[0] == '/' || start == NULL)
		return BYTES("");
	return (struct bytes){ start + 3, strcspn(start + 3, "/?#") };
}

const char *
cookies_of(const json_t *item, char header[COOKIES_SIZE])
{
	const json_t *cookies = json_object_get(item, "cookies");
	const json_t *headers = json_object_get(item, "headers");
	const char   *name;
	const json_t *value;
	size_t        length = 0;

	if (json_is_string(cookies))
		return json_string_value(cookies);
	if (!json_is_object(cookies))
		return json_string_value(json_object_get(headers,
		    "Cookie"));
	header[0] = '\0';
	json_object_foreach((json_t *)cookies, name, value)
		length += (size_t)snprintf(header + length,
		    COOKIES_SIZE - length, "%s%s=%s", length > 0 ? "; " : "",
		    name, json_string_value(value));
	return header;
}

size_t
headers_of(const json_t *item, struct request_header headers[HEADERS_MAX])
{
	const char   *name;
	const json_t *value;
	size_t        count = 0;

	json_object_foreach(json_object_get(item, "headers"), name, value)
		if (count < HEADERS_MAX && strcmp(name, "Cookie") != 0)
			headers[count++] = (struct request_header){
				bytes_of(name),
				bytes_of(json_string_value(value))
			};
	return count;
}
