/*
 * Proofs of slips: what may have happened to a URL, or to what was signed, is
 * undone, and told when the signature is right then.
 *
 * SPDX-License-Identifier: ISC
 */
#include <string.h>

#include "verify.h"

/* Each "found" becomes "instead", in the path alone or everywhere. */
static const struct repair {
	struct {
		const char *found, *instead;
	} pairs[2];
	int         in_path_alone;
	const char *text;
} repairs[] = {
	{ { { "&amp;", "&" } }, 0,
	    "the URL was copied out of HTML source: write & for &amp;" },
	{ { { "%3F", "?" }, { "%3D", "=" } }, 0,
	    "the query was percent-encoded: write ? and = for %3F and %3D" },
	{ { { "%3f", "?" }, { "%3d", "=" } }, 0,
	    "the query was percent-encoded: write ? and = for %3f and %3d" },
	{ { { "=3D", "=" } }, 0,
	    "the URL was copied out of a mail's source: write = for =3D" },
	{ { { " ", "%20" } }, 1, "a space in a URL must be %20" },
	{ { { "+", "%20" } }, 1,
	    "a + in a path is a plus: a space must be %20" },
	{ { { "%25", "%" } }, 1, "the path was percent-encoded twice" },
	{ { { "%", "%25" } }, 1, "the signer signed the percent-encoded path: "
	    "it must sign the decoded one" },
};

/* What text around a URL leaves at its end. */
static const char clutter[] = " \t\r\n.,;:!?)]}>'\"";

/* Zero: no room. */
static int
replace(const char *found, const char *instead, int in_path_alone,
    struct arena *arena, struct bytes *target)
{
	const struct bytes from = bytes_of(found);
	const struct bytes to = bytes_of(instead);
	const char        *query = memchr(target->at, '?', target->len);
	char              *made = arena_take(arena, 3 * target->len);
	char              *end = made;
	struct bytes       rest = *target;

	if (made == NULL)
		return 0;
	while (rest.len > 0) {
		struct bytes piece = { rest.at, 1 };
		size_t       step = 1;

		if (bytes_start_with(rest, from) &&
		    !(in_path_alone && query != NULL && rest.at > query)) {
			piece = to;
			step = from.len;
		}
		end = mempcpy(end, piece.at, piece.len);
		rest = (struct bytes){ rest.at + step, rest.len - step };
	}
	*target = (struct bytes){ made, (size_t)(end - made) };
	return 1;
}

/* Whether the signature of this URL, or for this site, is right. */
static int
is_right(const struct inspection *inspection, struct bytes target,
    const struct bytes *site)
{
	struct request      request = {
		     .target = target,
		     .cookies = inspection->environment.cookies,
		     .authorization = inspection->environment.authorization,
	};
	const struct post  *post;
	struct verifier     verifier;
	struct claim        claim;
	const struct grant *grant;

	if (request_read(&request, inspection->arena) != STATUS_OK)
		return 0;
	post = gate_post(inspection->gate, request.path);
	if (post == NULL)
		return 0;
	verifier = post->verifier;
	if (site != NULL)
		verifier.site = *site;
	return verify(&verifier, &request, inspection->arena, &claim,
	    &grant) == STATUS_OK;
}

static int
helps(const struct repair *repair, const struct inspection *inspection)
{
	struct bytes target = inspection->environment.target;

	for (size_t i = 0; i < 2 && repair->pairs[i].found != NULL; i++)
		if (!replace(repair->pairs[i].found, repair->pairs[i].instead,
		        repair->in_path_alone, inspection->arena, &target))
			return 0;
	/* What changes nothing mends nothing. */
	return !bytes_equal(target, inspection->environment.target) &&
	    is_right(inspection, target, NULL);
}

const char *
repair_for(const struct inspection *inspection)
{
	struct bytes target = inspection->environment.target;

	for (size_t i = 0; i < sizeof(repairs) / sizeof(*repairs); i++)
		if (helps(&repairs[i], inspection))
			return repairs[i].text;
	while (target.len > 0 && strchr(clutter, target.at[target.len - 1]))
		target.len--;
	if (target.len < inspection->environment.target.len &&
	    is_right(inspection, target, NULL))
		return "the end of the URL is of the text around it: take it "
		       "off";
	return NULL;
}

struct bytes
other_site(const struct inspection *inspection)
{
	struct bytes target = inspection->environment.target;
	const char  *slashes = memmem(target.at, target.len, "://", 3);
	struct bytes site;

	if (target.len == 0 || target.at[0] == '/' || slashes == NULL)
		return BYTES("");
	site.at = slashes + 3;
	site.len = strcspn(site.at, "/?#");
	if (is_right(inspection, target, &site))
		return site;
	site.len = strcspn(site.at, ":/?#");
	return is_right(inspection, target, &site) ? site : BYTES("");
}
