/* The least a CGI program can do.  SPDX-License-Identifier: ISC */
#include <stdio.h>

int
main(void)
{
	return puts("Content-Type: text/plain\n\nhello") < 0;
}
