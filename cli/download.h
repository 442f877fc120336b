/*
 * What stands at a URL.  download_curl.c does it with libcurl; in builds
 * without it, download_none.c says so.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef CLI_DOWNLOAD_H
#define CLI_DOWNLOAD_H

#include "postern.h"

#define DOWNLOAD_MAX 65536 /* bytes */

/*
 * https://, by way of three redirects to https:// at most, or file://.
 * ca_file: certificates to trust in place of the system's; NULL: those.
 * Zero: said why.
 */
int download(const char *url, const char *ca_file, struct arena *,
    struct bytes *content);

#endif
