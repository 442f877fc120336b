/*
 * rails-signed-id: the signed ids of Active Storage, which stand for a number
 * (api.rubyonrails.org, ActiveStorage::Blob).
 *
 *	URL   = PREFIX TOKEN ["/" NAME] / PREFIX "?st=" TOKEN
 *	TOKEN = DATA "--" MAC: rails_message.h
 *	DATA  = base64 of an envelope with the blob's id, in JSON or Marshal
 *
 * The route's "ids" say which file a number stands for.  NAME is decoration, as
 * it is in Rails: with carrier = path and the prefix
 * /rails/active_storage/blobs/redirect/ the URLs of Rails open the files.  They
 * never expire, unless signed_id was given expires_in: endless = yes.  In
 * Rails:
 *
 *	user.avatar.blob.signed_id(expires_in: 1.hour)
 *
 * The key is HS256 or, without the defaults of Rails 7.0, HS1.  It is derived;
 * this prints it, in hexadecimal digits:
 *
 *	bin/rails runner 'puts Rails.application.key_generator
 *	    .generate_key("ActiveStorage").unpack1("H*")'
 *
 * With openssl, for the blob 42:
 *
 *	d=$(printf '{"_rails":{"data":42,"pur":"blob_id"}}' | openssl base64 -A)
 *	echo "$d--$(printf %s $d | openssl dgst -sha256 -mac HMAC \
 *	    -macopt hexkey:$SECRET -r | cut -c-64)"
 *
 * SPDX-License-Identifier: ISC
 */
#include <string.h>

#include "bytes.h"
#include "id_map.h"
#include "rails_message.h"
#include "source.h"

extern const struct scheme scheme_rails_signed_id;

static const struct scheme_setting settings[] = {
	{ "purpose", "blob_id", NULL, "what it must have been made for" },
	{ NULL, NULL, NULL, NULL },
};

/* What stands in the path behind the token is no more than a name. */
static int
has_name_alone(const struct source *source)
{
	const struct bytes prefix = source->verifier->prefix;
	const struct bytes path = source->request->path;

	return source->carrier == CARRIER_PATH &&
	    bytes_start_with(path, prefix) && path.len > prefix.len &&
	    memchr(path.at + prefix.len, '/', path.len - prefix.len) == NULL;
}

static enum status
id_verify(const struct source *source, const struct credential *credential,
    const struct key *key, struct arena *arena, struct grant *grant)
{
	const struct bytes purpose = source_setting(source,
	    &scheme_rails_signed_id, "purpose");
	struct terms        *terms = &grant->terms;
	struct rails_content content;
	enum status          status = rails_signed_open(credential, key,
	             purpose, arena, terms, &content);

	if (status == STATUS_OK)
		status = rails_number(&content, arena, &terms->file_id);
	if (status != STATUS_OK)
		return status;
	terms->has_file_id = 1;
	status = id_map_name_file(source->verifier, arena, terms);
	if (status == STATUS_OK && has_name_alone(source)) {
		grant->path = terms->path;
		grant->raw_path = terms->path;
	}
	return status;
}

static const char *const algorithms[] = { "HS256", "HS1", "HS384", "HS512",
	NULL };

const struct scheme scheme_rails_signed_id = {
	.name = "rails-signed-id",
	.algorithms = algorithms,
	.settings = settings,
	.tries_keys = 1,
	.names_file = 1,
	.others_keys = 1,
	.read = rails_signed_read,
	.verify = id_verify,
};
