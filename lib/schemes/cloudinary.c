/*
 * cloudinary: signed delivery URLs of Cloudinary, as its SDKs make them with
 * sign_url (cloudinary.com/documentation/delivery_url_signatures).
 *
 *	URL  = PREFIX [[[CLOUD "/"] RESOURCE "/"] TYPE "/"] "s--" SIGNATURE
 *	       "--/" [TRANSFORMATIONS "/"] [VERSION "/"] PUBLIC-ID
 *	RESOURCE  = "image" / "raw" / "video"
 *	TYPE      = "upload" / "private" / "authenticated" / "fetch"
 *	VERSION   = "v" 1*DIGIT, the first segment of that form
 *	SIGNATURE = the first 8 or 32 characters of base64url(HASH(TEXT SECRET))
 *	TEXT      = [TRANSFORMATIONS "/"] PUBLIC-ID
 *
 * PREFIX is the route's, which may hold any part of what stands in brackets.
 * TEXT is as it stands in the URL, or with "%20" of TRANSFORMATIONS as a blank.
 *
 * Only TEXT is signed, so that it alone names the file: PREFIX TEXT beneath the
 * root, with transformations as directories, as "c_fill,w_300/cat.jpg".  Who
 * keeps several types or clouds apart gives each a route and a key of its own.
 * Nothing is fetched or transformed.
 *
 * These URLs never end: the route must say endless = yes.  HASH is SHA-256 or
 * SHA-1, by the key's alg: SHA256, SHA1.  Signatures of 8 characters have 48
 * bits, and can be guessed: that is why the scheme is weak.  32 are the SDK's
 * long_url_signature, with SHA-256.  "both" lets a signature of 32 be cut to 8.
 * By hand:
 *
 *	t=c_fill,w_300/cat.jpg; s=$(printf %s "$t$SECRET" |
 *	    openssl dgst -sha256 -binary | openssl base64 | tr +/ -_)
 *	echo "/demo/image/upload/s--$(printf %.32s "$s")--/$t"
 *
 * SPDX-License-Identifier: ISC
 */
#include <string.h>

#include "arena.h"
#include "base64url.h"
#include "bytes.h"
#include "source.h"

#define PLACES 3 /* CLOUD, RESOURCE, TYPE */

extern const struct scheme scheme_cloudinary;

static const struct scheme_setting settings[] = {
	{ "cloud", "", NULL, "the CLOUD that must be there; empty: any" },
	{ "length", "32", "32 8 both", "characters of a signature" },
	{ NULL, NULL, NULL, NULL },
};

/* What may have been signed, raw. */
struct texts {
	struct bytes plain;
	struct bytes blanks; /* at is NULL: the same */
};

/* ---------------------------------------------------------------- reading */

/* "s--SIGNATURE--" */
static int
is_signature(struct bytes segment)
{
	return segment.len >= 5 &&
	    bytes_start_with(segment, BYTES("s--")) &&
	    memcmp(segment.at + segment.len - 2, "--", 2) == 0;
}

static int
is_among(const char *words, struct bytes wanted)
{
	struct bytes rest = bytes_of(words);

	while (rest.len > 0)
		if (bytes_equal(bytes_cut(&rest, ' '), wanted))
			return 1;
	return 0;
}

/* What stands before the signature: none of it is signed. */
static enum status
check_places(const struct source *source, const struct bytes *places,
    size_t count)
{
	const struct bytes        cloud = source_setting(source,
	           &scheme_cloudinary, "cloud");
	const struct bytes *const end = places + count;

	if (count >= 1 && !is_among("upload private authenticated fetch",
	        end[-1]))
		return STATUS_MALFORMED;
	if (count >= 2 && !is_among("image raw video", end[-2]))
		return STATUS_MALFORMED;
	if (count == PLACES && end[-PLACES].len == 0)
		return STATUS_MALFORMED;
	if (cloud.len == 0)
		return STATUS_OK;
	return count == PLACES && bytes_equal(cloud, end[-PLACES])
	    ? STATUS_OK : STATUS_OUTSIDE_GRANT;
}

/* *rest: what stands behind the signature. */
static enum status
find_signature(const struct source *source, struct bytes *signature,
    struct bytes *rest)
{
	struct bytes places[PLACES];
	size_t       count = 0;
	struct bytes segment;
	enum status  status = source_behind_prefix(source, rest);

	if (status != STATUS_OK)
		return status;
	for (;;) {
		segment = bytes_cut(rest, '/');
		if (is_signature(segment))
			break;
		if (count == PLACES || rest->len == 0)
			return STATUS_NO_CREDENTIAL;
		places[count++] = segment;
	}
	*signature = (struct bytes){ segment.at + 3, segment.len - 5 };
	return check_places(source, places, count);
}

static int
is_right_length(const struct source *source, size_t length)
{
	static const struct {
		const char *setting;
		size_t      length;
	} lengths[] = { { "8", 8 }, { "32", 32 }, { "both", 8 },
		{ "both", 32 } };
	const struct bytes wanted = source_setting(source, &scheme_cloudinary,
	    "length");

	for (size_t i = 0; i < sizeof(lengths) / sizeof(*lengths); i++)
		if (lengths[i].length == length &&
		    bytes_equal(wanted, bytes_of(lengths[i].setting)))
			return 1;
	return 0;
}

/* "v1234567890" */
static int
is_version(struct bytes segment)
{
	if (segment.len < 2 || segment.at[0] != 'v')
		return 0;
	for (size_t i = 1; i < segment.len; i++)
		if (segment.at[i] < '0' || segment.at[i] > '9')
			return 0;
	return 1;
}

/* "c_fit,w_300/v7/cat.jpg" --> "c_fit,w_300/" and "cat.jpg" */
static enum status
cut_version(struct bytes rest, struct bytes *before, struct bytes *behind)
{
	const size_t slash = bytes_last(rest, '/');
	struct bytes cursor = rest;
	int          is_cut = 0;

	*before = (struct bytes){ rest.at, slash < rest.len ? slash + 1 : 0 };
	*behind = (struct bytes){ rest.at + before->len,
		rest.len - before->len };
	while (cursor.len > 0) {
		const struct bytes segment = bytes_cut(&cursor, '/');

		if (is_signature(segment))
			return STATUS_MALFORMED;
		/* What stands last is a name. */
		if (is_cut || cursor.len == 0 || !is_version(segment))
			continue;
		is_cut = 1;
		before->len = (size_t)(segment.at - rest.at);
		*behind = cursor;
	}
	return STATUS_OK;
}

/* "l_text:Arial:Hello%20World/" is signed with its blank. */
static enum status
write_blanks(struct bytes text, struct arena *arena, struct bytes *written)
{
	char  *out = arena_take(arena, text.len);
	size_t n = 0;

	if (out == NULL)
		return STATUS_TOO_LARGE;
	while (text.len > 0) {
		const size_t taken = bytes_start_with(text, BYTES("%20"))
		    ? 3 : 1;

		out[n++] = (char)(taken == 3 ? ' ' : *text.at);
		text = (struct bytes){ text.at + taken, text.len - taken };
	}
	*written = (struct bytes){ out, n };
	return STATUS_OK;
}

static enum status
write_texts(struct bytes before, struct bytes behind, struct arena *arena,
    struct texts *texts)
{
	struct bytes blanks;
	enum status  status;

	status = arena_join(arena, (const struct bytes[]){ before, behind }, 2,
	    &texts->plain);
	if (status == STATUS_OK)
		status = write_blanks(before, arena, &blanks);
	if (status != STATUS_OK || blanks.len == before.len)
		return status;
	return arena_join(arena, (const struct bytes[]){ blanks, behind }, 2,
	    &texts->blanks);
}

static enum status
cloudinary_read(const struct source *source, struct arena *arena,
    struct credential *credential)
{
	struct texts *texts = arena_take(arena, sizeof(*texts));
	struct bytes  rest, before, behind;
	enum status   status;

	if (texts == NULL)
		return STATUS_TOO_LARGE;
	status = find_signature(source, &credential->signature, &rest);
	if (status != STATUS_OK)
		return status;
	if (!is_right_length(source, credential->signature.len) ||
	    rest.len == 0)
		return STATUS_MALFORMED;
	status = cut_version(rest, &before, &behind);
	if (status == STATUS_OK)
		status = write_texts(before, behind, arena, texts);
	if (status != STATUS_OK)
		return status;
	credential->detail = texts;
	credential->terms.expires_at = TIME_NEVER;
	return source_take_path(source, texts->plain, arena, credential);
}

/* -------------------------------------------------------------- verifying */

static enum status
check_text(struct bytes text, struct bytes signature, const struct key *key,
    struct arena *arena)
{
	unsigned char hash[HMAC_MAX];
	size_t        length;
	struct bytes  wanted;
	enum status   status;

	if (text.at == NULL)
		return STATUS_BAD_SIGNATURE;
	status = hash_compute(key->algorithm->digest,
	    (const struct bytes[]){ text, key->secret }, 2, hash, &length);
	if (status == STATUS_OK)
		status = base64url_encode((struct bytes){ (char *)hash,
		    length }, arena, &wanted);
	if (status != STATUS_OK)
		return status;
	/* A short hash has no long signature. */
	if (wanted.len > signature.len)
		wanted.len = signature.len;
	return equal_secret(wanted, signature) ? STATUS_OK
					       : STATUS_BAD_SIGNATURE;
}

static enum status
cloudinary_verify(const struct source *source,
    const struct credential *credential, const struct key *key,
    struct arena *arena, struct grant *grant)
{
	const struct texts *texts = credential->detail;
	enum status         status = check_text(texts->plain,
	            credential->signature, key, arena);

	(void)source, (void)grant;
	return status == STATUS_BAD_SIGNATURE
	    ? check_text(texts->blanks, credential->signature, key, arena)
	    : status;
}

static const char *const algorithms[] = { "SHA256", "SHA1", NULL };

const struct scheme scheme_cloudinary = {
	.name = "cloudinary",
	.algorithms = algorithms,
	.weak = 1,
	.reads_request = 1,
	.tries_keys = 1,
	.others_keys = 1,
	.settings = settings,
	.in_path = "",
	.read = cloudinary_read,
	.verify = cloudinary_verify,
};
