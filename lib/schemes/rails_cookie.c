/*
 * rails-cookie: encrypted cookies of Rails, and other messages of
 * MessageEncryptor with AES-256-GCM (api.rubyonrails.org,
 * ActionDispatch::Cookies).
 *
 *	COOKIE = NAME "=" BOX, percent-encoded
 *	BOX    = base64 of the ciphertext "--" of 12 bytes "--" of 16 bytes
 *	inside = an envelope with the payload: rails_message.h
 *
 * The payload is JSON, as cookies_serializer = :json has it: the session with
 * {"image": PATH, ...}, or with whatever the rules of the route look at.  A
 * session never expires, unless the application says expire_after: endless =
 * yes.  The purpose is cookie.NAME, unless the route has another one.  The key
 * is one of alg "dir" and enc "A256GCM".  It is derived; this prints it:
 *
 *	bin/rails runner 'puts Rails.application.key_generator.generate_key(
 *	    "authenticated encrypted cookie", 32).unpack1("H*")'
 *
 * With that in $KEY, a box for an hour:
 *
 *	ruby -rjson -ractive_support/all -e 'puts ActiveSupport::
 *	    MessageEncryptor.new([ENV["KEY"]].pack("H*"),
 *	    cipher: "aes-256-gcm", serializer: JSON).encrypt_and_sign(
 *	    { image: "cat.jpg" }, purpose: "cookie.st", expires_in: 3600)'
 *
 * SPDX-License-Identifier: ISC
 */
#include <string.h>

#include "arena.h"
#include "base64.h"
#include "bytes.h"
#include "payload.h"
#include "rails_message.h"

#define KEY_BYTES 32
#define IV_BYTES  12
#define TAG_BYTES 16

extern const struct scheme scheme_rails_cookie;

static const struct scheme_setting settings[] = {
	{ "purpose", "", NULL,
	    "what it must have been made for; not set: cookie.NAME" },
	PAYLOAD_SETTING("subject"),
	{ NULL, NULL, NULL, NULL },
};

struct rails_box {
	struct bytes ciphertext, iv, tag;
};

/* What stands before the next "--"; at is NULL: there is none. */
static struct bytes
cut_part(struct bytes *text)
{
	const char  *found = memmem(text->at, text->len, "--", 2);
	struct bytes part = { found == NULL ? NULL : text->at, 0 };

	if (found == NULL)
		return part;
	part.len = (size_t)(found - text->at);
	text->at = found + 2;
	text->len -= part.len + 2;
	return part;
}

static enum status
decode_box(const struct rails_box *text, struct arena *arena,
    struct rails_box *box)
{
	enum status status = base64_decode(text->ciphertext, BASE64_PADDED,
	    arena, &box->ciphertext);

	if (status == STATUS_OK)
		status = base64_decode(text->iv, BASE64_PADDED, arena,
		    &box->iv);
	if (status == STATUS_OK)
		status = base64_decode(text->tag, BASE64_PADDED, arena,
		    &box->tag);
	if (status != STATUS_OK)
		return status;
	return box->iv.len == IV_BYTES && box->tag.len == TAG_BYTES
	    ? STATUS_OK : STATUS_MALFORMED;
}

static enum status
cookie_read(const struct source *source, struct arena *arena,
    struct credential *credential)
{
	struct rails_box *box = arena_take(arena, sizeof(*box));
	struct rails_box  text;
	struct bytes      token;
	enum status       status;

	if (box == NULL)
		return STATUS_TOO_LARGE;
	status = payload_token(source, 1, arena, &token);
	if (status != STATUS_OK)
		return status;
	text.ciphertext = cut_part(&token);
	text.iv = cut_part(&token);
	text.tag = token;
	if (text.ciphertext.at == NULL || text.iv.at == NULL)
		return STATUS_FOREIGN_CREDENTIAL;
	credential->detail = box;
	return decode_box(&text, arena, box);
}

static enum status
purpose_of(const struct source *source, struct arena *arena,
    struct bytes *purpose)
{
	const int is_cookie = source->carrier == CARRIER_COOKIE;

	*purpose = source_setting(source, &scheme_rails_cookie, "purpose");
	if (purpose->len > 0)
		return STATUS_OK;
	return arena_join(arena, (const struct bytes[]){ BYTES("cookie."),
	    is_cookie ? source->cookie : source->verifier->cookie }, 2,
	    purpose);
}

static enum status
cookie_verify(const struct source *source, const struct credential *credential,
    const struct key *key, struct arena *arena, struct grant *grant)
{
	const struct rails_box *box = credential->detail;
	struct rails_content    content;
	struct bytes            purpose, text;
	enum status             status;

	if (key->secret.len != KEY_BYTES)
		return STATUS_BAD_SIGNATURE;
	status = gcm_open(key->secret, box->iv, EMPTY, box->ciphertext,
	    box->tag, arena, &text);
	if (status == STATUS_OK)
		status = purpose_of(source, arena, &purpose);
	if (status == STATUS_OK)
		status = rails_envelope_open(text, purpose, arena,
		    &grant->terms, &content);
	return status == STATUS_OK
	    ? rails_payload_read(source, &scheme_rails_cookie, &content, arena,
	          grant)
	    : status;
}

static const char *const algorithms[] = { "dir", NULL };

const struct scheme scheme_rails_cookie = {
	.name = "rails-cookie",
	.algorithms = algorithms,
	.settings = settings,
	.tries_keys = 1,
	.names_file = 1,
	.read = cookie_read,
	.verify = cookie_verify,
};
