/*
 * What the web server may read: root, who tries things out, may read all.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef CLI_WEB_SERVER_H
#define CLI_WEB_SERVER_H

/* As which Debian's web servers, and the responder with them, run. */
#define WEB_SERVER "www-data"

/* For good.  Zero: we are not root, or there is no such user. */
int become_web_server(void);

/* Why we cannot; NULL: we can.  A log need not be there yet. */
const char *reading_fails(const char *file);
const char *entering_fails(const char *directory);
const char *logging_fails(const char *file);

#endif
