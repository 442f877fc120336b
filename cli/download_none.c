/* See download.h.  SPDX-License-Identifier: ISC */
#include "download.h"
#include "print.h"

int
download(const char *url, const char *ca_file, struct arena *arena,
    struct bytes *content)
{
	(void)url, (void)ca_file, (void)arena, (void)content;
	complain("this program was built without libcurl (WITH_CURL=0): it "
	    "cannot fetch");
	return 0;
}
