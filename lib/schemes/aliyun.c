/*
 * aliyun: URL signing of Alibaba Cloud CDN, types A, B and C (its document
 * "Configure URL signing").
 *
 *	A:  PATH "?auth_key=" TIME "-" RAND "-" UID "-"
 *	    hex of MD5(PATH "-" TIME "-" RAND "-" UID "-" KEY)
 *	B:  "/" YYYYMMDDhhmm "/" hex of MD5(KEY YYYYMMDDhhmm PATH) PATH,
 *	    in UTC+8
 *	C:  "/" hex of MD5(KEY PATH HEXTIME) "/" HEXTIME PATH
 *	C-query:  PATH "?KEY1=" hex of MD5(KEY PATH HEXTIME) "&KEY2=" HEXTIME
 *
 * PATH is as received.  TIME is when it was made; the route's longest_age says
 * how long it lives.  Types B and C stand behind the route's prefix, and their
 * PATH begins at its last "/".  Who knows a link of B, C or D can lengthen what
 * was hashed, but the bytes that MD5 puts in between are none that a path may
 * hold; A has the key at the end.  By hand, type A:
 *
 *	s=/img/cat.jpg-$(date +%s)-0-0; m=$(printf %s "$s-$KEY" |
 *	    openssl dgst -md5 -r); echo "/img/cat.jpg?auth_key=${s#*-}-${m%% *}"
 *
 * SPDX-License-Identifier: ISC
 */
#include "link_format.h"

extern const struct scheme scheme_aliyun;

static const struct link_format types[] = {
	{ .when = "A",
	    .parameters = { LINK_PARAMETER("auth_key",
	        "$issued-$random-$user-$mac") },
	    .message = LINK_TEXT("$raw_path-$issued-$random-$user-$secret") },
	{ .when = "B",
	    .path = "$issued/$mac/",
	    .message = LINK_TEXT("$secret$issued$raw_rest"),
	    .clock = CLOCK_CHINA },
	{ .when = "C",
	    .path = "$mac/$issued/",
	    .message = LINK_TEXT("$secret$raw_rest$issued"),
	    .clock = CLOCK_HEX },
	{ .when = "C-query",
	    .parameters = { LINK_PARAMETER("KEY1", "$mac"),
	        LINK_PARAMETER("KEY2", "$issued") },
	    .message = LINK_TEXT("$secret$raw_path$issued"),
	    .clock = CLOCK_HEX },
	{ .when = NULL },
};

static const struct scheme_setting settings[] = {
	{ "type", "A", "A B C C-query", "the type of its URLs" },
	{ NULL, NULL, NULL, NULL },
};

static const struct link_format *
type_of(const struct verifier *verifier)
{
	return link_format_when(verifier, &scheme_aliyun, "type", types);
}

static enum status
aliyun_read(const struct source *source, struct arena *arena,
    struct credential *credential)
{
	return link_read(source, type_of(source->verifier), arena,
	    credential);
}

static enum status
aliyun_sign(const struct terms *terms, const struct key *key,
    const struct verifier *verifier, struct arena *arena, struct bytes *url)
{
	return link_sign(type_of(verifier), terms, key, verifier, arena,
	    url);
}

static const char *const algorithms[] = { "MD5", NULL };

const struct scheme scheme_aliyun = {
	.name = "aliyun",
	.algorithms = algorithms,
	.weak = 1,
	.reads_request = 1,
	.tries_keys = 1,
	.others_keys = 1,
	.states_issue = 1,
	.settings = settings,
	.in_path = "B C",
	.read = aliyun_read,
	.verify = link_verify,
	.sign = aliyun_sign,
};
