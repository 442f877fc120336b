/* See download.h.  SPDX-License-Identifier: ISC */
#include <stdio.h>
#include <string.h>

#include <curl/curl.h>

#include "download.h"
#include "print.h"

#define CONNECT_SECONDS 10L
#define TOTAL_SECONDS   30L
#define REDIRECTS_MAX   3L

struct receiving {
	char  *at;
	size_t length;
	int    is_too_large;
};

static size_t
receive(char *data, size_t one, size_t count, void *context)
{
	struct receiving *receiving = context;

	(void)one; /* is 1 */
	if (count > DOWNLOAD_MAX - receiving->length) {
		receiving->is_too_large = 1;
		return 0;
	}
	memcpy(receiving->at + receiving->length, data, count);
	receiving->length += count;
	return count;
}

static int
set_texts(CURL *curl, const char *url, const char *ca_file)
{
	const struct {
		CURLoption  option;
		const char *text;
	} rows[] = {
		{ CURLOPT_URL, url },
		{ CURLOPT_PROTOCOLS_STR, "https,file" },
		{ CURLOPT_REDIR_PROTOCOLS_STR, "https" },
		{ CURLOPT_USERAGENT, "postern/" POSTERN_VERSION },
		{ CURLOPT_CAINFO, ca_file },
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++)
		if (rows[i].text != NULL &&
		    curl_easy_setopt(curl, rows[i].option, rows[i].text) !=
		        CURLE_OK)
			return 0;
	return 1;
}

static int
set_numbers(CURL *curl)
{
	static const struct {
		CURLoption option;
		long       number;
	} rows[] = {
		{ CURLOPT_SSL_VERIFYPEER, 1 },
		{ CURLOPT_SSL_VERIFYHOST, 2 },
		{ CURLOPT_SSLVERSION, CURL_SSLVERSION_TLSv1_2 },
		{ CURLOPT_FOLLOWLOCATION, 1 },
		{ CURLOPT_MAXREDIRS, REDIRECTS_MAX },
		{ CURLOPT_FAILONERROR, 1 },
		{ CURLOPT_CONNECTTIMEOUT, CONNECT_SECONDS },
		{ CURLOPT_TIMEOUT, TOTAL_SECONDS },
		{ CURLOPT_NOSIGNAL, 1 },
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++)
		if (curl_easy_setopt(curl, rows[i].option, rows[i].number) !=
		    CURLE_OK)
			return 0;
	return 1;
}

/* An answer that is neither the content nor an error is not the content. */
static int
is_content(CURL *curl)
{
	long status = 0;

	return curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &status) ==
	           CURLE_OK &&
	    (status == 200 || status == 0 /* of file:// */);
}

static int
perform(CURL *curl, const char *url, struct receiving *receiving)
{
	char     detail[CURL_ERROR_SIZE] = "";
	CURLcode code;

	curl_easy_setopt(curl, CURLOPT_ERRORBUFFER, detail);
	curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, receive);
	curl_easy_setopt(curl, CURLOPT_WRITEDATA, receiving);
	code = curl_easy_perform(curl);
	curl_easy_setopt(curl, CURLOPT_ERRORBUFFER, NULL);
	if (code == CURLE_OK && is_content(curl))
		return 1;
	if (receiving->is_too_large)
		snprintf(detail, sizeof(detail), "it is larger than 64 KiB");
	if (detail[0] == '\0')
		snprintf(detail, sizeof(detail), "%s", code != CURLE_OK
		    ? curl_easy_strerror(code) : "the answer is not 200 OK");
	complain("cannot fetch %s: %s", shown_path(bytes_of(url)).text,
	    shown(bytes_of(detail)).text);
	return 0;
}

int
download(const char *url, const char *ca_file, struct arena *arena,
    struct bytes *content)
{
	struct receiving receiving = { .at = arena_take(arena, DOWNLOAD_MAX) };
	CURL            *curl = NULL;
	int              done = 0;

	if (receiving.at != NULL && curl_global_init(CURL_GLOBAL_DEFAULT) == 0)
		curl = curl_easy_init();
	if (curl != NULL && set_texts(curl, url, ca_file) && set_numbers(curl))
		done = perform(curl, url, &receiving);
	else
		complain("libcurl cannot be used");
	curl_easy_cleanup(curl);
	curl_global_cleanup();
	if (done)
		*content = (struct bytes){ receiving.at, receiving.length };
	return done;
}
