/*
 * rails-message: what MessageVerifier of Rails signs, and signed cookies
 * (api.rubyonrails.org, ActiveSupport::MessageVerifier).
 *
 *	TOKEN  = DATA "--" MAC, percent-encoded in a query or a cookie
 *	DATA   = base64 of an envelope with the payload: rails_message.h
 *	MAC    = hex of HMAC(SECRET, DATA)
 *
 * The payload is JSON: {"image": PATH, ...}, PATH, or who asks: payload.h; of
 * Ruby's Marshal nothing is read, so that Rails before 7.1 needs "serializer:
 * JSON".  The hash is the key's: HS256, or HS1 for what is older than the
 * defaults of Rails 7.0.  "purpose" is that of generate, for a signed cookie
 * cookie.NAME.  In Rails:
 *
 *	Rails.application.message_verifier("images").generate(
 *	    { image: "cat.jpg" }, expires_in: 1.hour)
 *
 * SECRET is derived; this prints it, in hexadecimal digits ("signed cookie" for
 * signed cookies):
 *
 *	bin/rails runner 'puts Rails.application.key_generator
 *	    .generate_key("images").unpack1("H*")'
 *
 * With openssl, for the route's prefix and a text that is a path:
 *
 *	p=$(printf %s '"cat.jpg"' | openssl base64 -A)
 *	e=$(date -u -d +1hour +%Y-%m-%dT%H:%M:%S.000Z)
 *	d=$(printf '{"_rails":{"message":"%s","exp":"%s","pur":null}}' $p $e |
 *	    openssl base64 -A)
 *	echo "$d--$(printf %s $d | openssl dgst -sha256 -mac HMAC \
 *	    -macopt hexkey:$SECRET -r | cut -c-64)"
 *
 * SPDX-License-Identifier: ISC
 */
#include "payload.h"
#include "rails_message.h"

extern const struct scheme scheme_rails_message;

static const struct scheme_setting settings[] = {
	{ "purpose", "", NULL, "what it must have been made for" },
	PAYLOAD_SETTING("path"),
	{ NULL, NULL, NULL, NULL },
};

static enum status
message_verify(const struct source *source,
    const struct credential *credential, const struct key *key,
    struct arena *arena, struct grant *grant)
{
	const struct bytes purpose = source_setting(source,
	    &scheme_rails_message, "purpose");
	struct rails_content content;
	enum status          status = rails_signed_open(credential, key,
	             purpose, arena, &grant->terms, &content);

	return status == STATUS_OK
	    ? rails_payload_read(source, &scheme_rails_message, &content,
	          arena, grant)
	    : status;
}

static enum status
message_sign(const struct terms *terms, const struct key *key,
    const struct verifier *verifier, struct arena *arena, struct bytes *token)
{
	const struct source source = { .verifier = verifier };

	return rails_signed_write(terms, key, verifier,
	    source_setting(&source, &scheme_rails_message, "purpose"), arena,
	    token);
}

static const char *const algorithms[] = { "HS256", "HS1", "HS384", "HS512",
	NULL };

const struct scheme scheme_rails_message = {
	.name = "rails-message",
	.algorithms = algorithms,
	.settings = settings,
	.tries_keys = 1,
	.names_file = 1,
	.others_keys = 1,
	.read = rails_signed_read,
	.verify = message_verify,
	.sign = message_sign,
};
