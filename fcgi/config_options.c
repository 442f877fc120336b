/* The table.  See config_options.h.  SPDX-License-Identifier: ISC */
#include "config_options.h"

#define IN_CONFIG(member) offsetof(struct config, member)
#define IN_ROUTE(member)  offsetof(struct route, member)
#define IN_POLICY(member) offsetof(struct route, policy.member)
#define IN_API(member)    offsetof(struct route, api.member)

const struct option config_options[] = {
	{ SECTION_POSTERN, "site", parse_site, IN_CONFIG(site), NULL, 1,
	    "the site's name, bound into every credential, as example.org" },
	{ SECTION_POSTERN, "keys", parse_directory, IN_CONFIG(keys), NULL, 1,
	    "the directory of the key files, as /etc/postern/keys" },
	{ SECTION_POSTERN, "log", parse_log, IN_CONFIG(log), "stderr", 0,
	    "where log lines go: stderr, syslog or a file" },
	{ SECTION_POSTERN, "directory_cache", parse_moment,
	    IN_CONFIG(directory_cache), "1s", 0,
	    "how long a directory that was entered is used; 0: not at all" },
	{ SECTION_POSTERN, "trusted_proxies", parse_networks,
	    IN_CONFIG(trusted_proxies), NULL, 0,
	    "networks whose X-Forwarded-For is believed, as 10.0.0.0/8" },

	{ SECTION_ROUTE, "role", parse_role, IN_ROUTE(role), "files", 0,
	    "what the route does: sends files, lets the front server send them "
	    "(authorizer), or is an API that signs URLs" },
	{ SECTION_ROUTE, "prefix", parse_url_prefix, IN_ROUTE(prefix), NULL, 1,
	    "the URL prefix that the route guards, as /img/" },
	{ SECTION_FILES, "root", parse_directory, IN_ROUTE(root), NULL, 0,
	    "the directory of its files, as /srv/private/img" },
	{ SECTION_FILES, "accept", parse_schemes, 0, "native", 0,
	    "the schemes of the credentials that open it" },
	{ SECTION_FILES, "carrier", parse_carriers, IN_ROUTE(carriers),
	    "query", 0, "where a credential may stand: query, cookie, header, "
			"path" },
	{ SECTION_ROUTE, "parameter", parse_parameter, IN_ROUTE(parameter),
	    "st", 0, "the query parameter that holds the credential" },
	{ SECTION_ROUTE, "cookie", parse_cookie, IN_ROUTE(cookie),
	    "__Host-postern", 0, "the name of the cookie that holds it" },
	{ SECTION_FILES, "segment", parse_parameter, IN_ROUTE(segment), NULL,
	    0, "the segment of the path that stands before it, as t" },
	{ SECTION_ROUTE, "keys", parse_key_ids, IN_ROUTE(keys), NULL, 0,
	    "the ids of the keys that open it; not set: every key" },
	{ SECTION_FILES, "allow", parse_rules, IN_ROUTE(rules), NULL, 0,
	    "the paths that the claims of a token open, as /users/{sub}/**" },
	{ SECTION_FILES, "access", parse_file, IN_ROUTE(access), NULL, 0,
	    "a file of such rules by subject and group" },
	{ SECTION_FILES, "group_claim", parse_text, IN_ROUTE(group_claim),
	    "groups", 0, "the claim that lists the groups of a subject" },
	{ SECTION_FILES, "ids", parse_ids, IN_ROUTE(ids), NULL, 0,
	    "what the ids of sealed tokens stand for: a file, or a pattern as "
	    "by-id/{id}.jpg" },
	{ SECTION_ROUTE, "issuer", parse_words, IN_POLICY(issuers), NULL, 0,
	    "whose tokens open it (iss); not set: any key's" },
	{ SECTION_ROUTE, "audience", parse_words, IN_POLICY(audiences), NULL,
	    0, "for whom a token must be made (aud); not set: anyone" },
	{ SECTION_ROUTE, "token_types", parse_words, IN_POLICY(types), "JWT",
	    0, "what a token's header may say that it is (typ)" },
	{ SECTION_ROUTE, "required_claims", parse_words, IN_POLICY(required),
	    NULL, 0, "claims that a token must have, beside its expiry" },
	{ SECTION_ROUTE, "leeway", parse_duration, IN_POLICY(leeway), "0", 0,
	    "how far the clock of an issuer may be wrong" },
	{ SECTION_ROUTE, "longest_age", parse_duration, IN_POLICY(longest_age),
	    "0", 0, "how old a token may be (iat)" },
	{ SECTION_ROUTE, "path_field", parse_text, IN_POLICY(path_field),
	    "image", 0, "the field of an encrypted payload with the path" },
	{ SECTION_ROUTE, "token_field", parse_text, IN_POLICY(token_field),
	    "jwt", 0, "the field of an encrypted payload with the JWT" },
	{ SECTION_ROUTE, "base", parse_text, IN_POLICY(base), NULL, 0,
	    "the scheme and host of URLs that are signed as a whole" },
	{ SECTION_ROUTE, "endless", parse_answer, IN_POLICY(endless), "no", 0,
	    "whether links that never expire open it: yes or no" },
	{ SECTION_ROUTE, "assertion", parse_text, IN_POLICY(assertion), NULL,
	    0, "the implicit assertion of PASETO tokens" },

	{ SECTION_FILES, "delivery", parse_delivery, IN_ROUTE(delivery), NULL,
	    1, "how files are sent, as x-sendfile" },
	{ SECTION_FILES, "accel", parse_accel, IN_ROUTE(accel), NULL, 0,
	    "the URL prefix by which the front server itself reaches root, "
	    "as /_postern/" },
	{ SECTION_FILES, "encoding", parse_encoding, IN_ROUTE(encoding), NULL,
	    0, "what the front server does with the path in X-Sendfile: takes "
	       "it literal, or decodes percent" },
	{ SECTION_FILES, "mode", parse_mode, IN_ROUTE(mode), "enforce", 0,
	    "enforce, report-only or off" },
	{ SECTION_FILES, "cache", parse_cache, IN_ROUTE(cache), "grant", 0,
	    "who may keep a file: as the grant says, private or no-store" },
	{ SECTION_FILES, "cache_limit", parse_duration, IN_ROUTE(cache_limit),
	    "0", 0, "the longest time that a cache may keep a file" },
	{ SECTION_ROUTE, "origins", parse_origins, IN_ROUTE(origins), NULL, 0,
	    "the origins whose scripts may read files" },
	{ SECTION_FILES, "types", parse_types, IN_ROUTE(types), "images", 0,
	    "the extensions and groups of files that may be sent" },
	{ SECTION_FILES, "placeholder", parse_file, IN_ROUTE(placeholder),
	    NULL, 0, "an image file to show where a file is denied" },
	{ SECTION_FILES, "exchange", parse_duration, IN_ROUTE(exchange), "0",
	    0, "how long the signed URL lives that replaces a token's URL" },

	{ SECTION_API, "signs", parse_words, IN_API(signs), NULL, 1,
	    "the names of the routes whose URLs it signs" },
	{ SECTION_API, "accept", parse_schemes, 0, "jwt", 0,
	    "the schemes of the tokens that may call it" },
	{ SECTION_API, "carrier", parse_carriers, IN_ROUTE(carriers),
	    "header", 0, "where such a token may stand: header, cookie" },
	{ SECTION_API, "sign_scheme", parse_url_scheme, IN_API(sign_scheme),
	    NULL, 0, "the scheme of its URLs: native or sealed" },
	{ SECTION_API, "ttl", parse_duration, IN_API(ttl), "10m", 0,
	    "how long its URLs live at least" },
	{ SECTION_API, "window", parse_duration, IN_API(window), "5m", 0,
	    "the step of their expiry, so that they stay the same" },
	{ SECTION_API, "ttl_limit", parse_duration, IN_API(ttl_limit), "1h",
	    0, "how long they live at most, whatever is asked for" },
	{ SECTION_API, "paths_limit", parse_count, IN_API(paths_limit),
	    "1000", 0, "how many paths one call may list" },
	{ SECTION_API, "body_limit", parse_size, IN_API(body_limit), "256k",
	    0, "how long the body of a call may be" },
	{ SECTION_API, "session_limit", parse_duration, IN_API(session_limit),
	    "8h", 0, "how long its cookies live at most" },
	{ SECTION_API, "same_site", parse_same_site, IN_API(same_site), "lax",
	    0, "which sites' requests bring the cookie: lax, strict, none" },
	{ SECTION_API, "partitioned", parse_answer, IN_API(partitioned), "no",
	    0, "whether the cookie is kept apart by top-level site" },
};

const size_t config_option_count =
    sizeof(config_options) / sizeof(config_options[0]);

int
option_sends(const struct option *option)
{
	static const char *const names[] = { "delivery", "accel", "encoding",
		"placeholder", "exchange" };
	const struct bytes name = bytes_of(option->name);

	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++)
		if (bytes_equal(name, bytes_of(names[i])))
			return 1;
	return 0;
}

int
option_is_for(const struct option *option, const struct section *section)
{
	return option->section == section->kind ||
	    (section->kind == SECTION_ROUTE &&
	        option->section == section->role &&
	        !(section->is_authorizer && option_sends(option)));
}

const struct option *
config_option(enum section_kind section, struct bytes name)
{
	for (size_t i = 0; i < config_option_count; i++) {
		const struct option *option = &config_options[i];

		if (option->section == section &&
		    bytes_equal(name, bytes_of(option->name)))
			return option;
	}
	return NULL;
}
