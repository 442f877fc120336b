/*
 * Files of links that are a template of named parts.
 *
 * SPDX-License-Identifier: ISC
 */
#include <string.h>

#include "same_links.h"

/* One secret under one algorithm. */
static int
open_with(const json_t *file, struct policy *policy, const char *scheme,
    const char *algorithm, const char *member)
{
	const json_t *key = json_object_get(file, "key");

	return foreign_open(policy, scheme, json_pack("[o]",
	    secret_key("k", algorithm, scheme, member_text(key, member, ""))));
}

/* "SECRET" stands for the secret in the file's expression. */
static int
nginx_open(const json_t *file, struct policy *policy)
{
	const json_t *key = json_object_get(file, "key");

	if (!open_with(file, policy, "nginx-secure-link", "MD5", "secret"))
		return 0;
	if (strcmp(member_text(key, "expression", "").at,
	        "$arg_expires$uri SECRET") != 0)
		return 0;
	foreign_set(policy, "expression", BYTES("$arg_expires$uri $secret"));
	return 1;
}

static int
nginx_old_open(const json_t *file, struct policy *policy)
{
	if (!open_with(file, policy, "nginx-secure-link", "MD5", "secret"))
		return 0;
	policy->verifier.prefix = member_text(json_object_get(file, "key"),
	    "prefix", "/");
	foreign_set(policy, "mode", BYTES("path"));
	return 1;
}

static int
cdn_md5_open(const json_t *file, struct policy *policy)
{
	return open_with(file, policy, "nginx-secure-link", "MD5", "secret");
}

static void
cdn_md5_prepare(const json_t *item, struct policy *policy)
{
	const json_t *key = json_object_get(policy->file, "key");
	const char   *name = json_object_get(item, "client_ip") != NULL
	      ? "expression" : "expression_no_ip";

	foreign_set(policy, "expression", member_text(key, name, ""));
}

static int
nginx_hmac_open(const json_t *file, struct policy *policy)
{
	const json_t *key = json_object_get(file, "key");
	const char   *algorithm = member_text(key, "algorithm", "").at;

	if (!open_with(file, policy, "nginx-hmac-secure-link",
	        strcmp(algorithm, "sha1") == 0 ? "HS1" : "HS256", "secret"))
		return 0;
	policy->verifier.policy.endless = 0;
	return 1;
}

static int
secdownload_open(const json_t *file, struct policy *policy)
{
	static const struct {
		const char *name, *algorithm;
	} algorithms[] = {
		{ "md5", "MD5" },
		{ "hmac-sha1", "HS1" },
		{ "hmac-sha256", "HS256" },
	};
	const json_t *key = json_object_get(file, "key");
	const char   *name = member_text(key, "algorithm", "").at;
	size_t        i = 0;

	while (i < COUNT(algorithms) && strcmp(algorithms[i].name, name) != 0)
		i++;
	if (i == COUNT(algorithms) || !open_with(file, policy,
	        "lighttpd-secdownload", algorithms[i].algorithm, "secret"))
		return 0;
	policy->verifier.prefix = member_text(key, "prefix", "/");
	policy->verifier.policy.longest_age =
	    json_integer_value(json_object_get(key, "timeout"));
	if (json_is_true(json_object_get(key, "hash_querystr")))
		foreign_set(policy, "hash_querystr", BYTES("yes"));
	return 1;
}

static int
auth_token_open(const json_t *file, struct policy *policy)
{
	const json_t *key = json_object_get(file, "key");

	if (!open_with(file, policy, "mod-auth-token", "MD5", "secret"))
		return 0;
	policy->verifier.prefix = member_text(key, "prefix", "/");
	policy->verifier.policy.longest_age =
	    json_integer_value(json_object_get(key, "timeout"));
	return 1;
}

static void
auth_token_prepare(const json_t *item, struct policy *policy)
{
	foreign_set(policy, "ip", json_object_get(item, "client_ip") != NULL
	    ? BYTES("yes") : BYTES("no"));
}

static int
keycdn_open(const json_t *file, struct policy *policy)
{
	return open_with(file, policy, "keycdn", "MD5", "secret");
}

static int
cdn77_open(const json_t *file, struct policy *policy)
{
	return open_with(file, policy, "cdn77", "MD5", "secret");
}

static void
cdn77_prepare(const json_t *item, struct policy *policy)
{
	foreign_set(policy, "place",
	    strstr(member_text(item, "url", "").at, "secure=") != NULL
	    ? BYTES("query") : BYTES("path"));
}

static int
fastly_open(const json_t *file, struct policy *policy)
{
	return foreign_open(policy, "fastly", json_pack("[o]",
	    encoded_key("k", "HS1", "fastly", member_text(
	        json_object_get(file, "key"), "key_base64", ""))));
}

static int
china_open(const json_t *file, struct policy *policy, const char *scheme)
{
	if (!open_with(file, policy, scheme, "MD5", "private_key"))
		return 0;
	policy->verifier.policy.longest_age = json_integer_value(
	    json_object_get(json_object_get(file, "key"), "ttl"));
	return 1;
}

static int
tencent_open(const json_t *file, struct policy *policy)
{
	return china_open(file, policy, "tencent");
}

static int
aliyun_open(const json_t *file, struct policy *policy)
{
	return china_open(file, policy, "aliyun");
}

static void
china_prepare(const json_t *item, struct policy *policy)
{
	struct bytes type = member_text(item, "auth_type", "A");

	if (strcmp(type.at, "C2") == 0)
		type = BYTES("C-query");
	foreign_set(policy, "type", type);
}

const struct adapter template_adapters[] = {
	{
	    .scheme = "nginx-secure-link",
	    .open = nginx_open,
	    .parameters = { "md5", "expires" },
	    .order_is_free = 1,
	    .expiry_is_told = 1,
	    .normalises_paths = 1,
	    .says_the_same = same_to_nginx,
	},
	{
	    .scheme = "nginx-secure-link-old",
	    .open = nginx_old_open,
	    .hex_case_is_free = 1,
	},
	{
	    .scheme = "nginx-secure_link_md5",
	    .open = cdn_md5_open,
	    .prepare = cdn_md5_prepare,
	    .parameters = { "md5", "expires" },
	    .order_is_free = 1,
	    .expiry_is_told = 1,
	},
	{
	    .scheme = "nginx-hmac-secure-link",
	    .open = nginx_hmac_open,
	    .parameters = { "st", "ts", "e" },
	    .order_is_free = 1,
	    .expiry_is_told = 1,
	},
	{
	    .scheme = "lighttpd-secdownload-md5",
	    .open = secdownload_open,
	    .parameters = { "none" },
	    .hex_case_is_free = 1,
	},
	{
	    .scheme = "lighttpd-secdownload-hmac-sha1",
	    .open = secdownload_open,
	    .parameters = { "none" },
	},
	{
	    .scheme = "lighttpd-secdownload-hmac-sha256",
	    .open = secdownload_open,
	    .parameters = { "none" },
	},
	{
	    .scheme = "apache-mod_auth_token",
	    .open = auth_token_open,
	    .prepare = auth_token_prepare,
	    .parameters = { "none" },
	    .expiry_is_told = 1,
	},
	{
	    .scheme = "keycdn-secure-token",
	    .open = keycdn_open,
	    .parameters = { "token", "expire" },
	    .order_is_free = 1,
	    .expiry_is_told = 1,
	},
	{
	    .scheme = "cdn77-secure-token",
	    .open = cdn77_open,
	    .prepare = cdn77_prepare,
	    .says_the_same = same_to_cdn77,
	    .parameters = { "secure" },
	    .expiry_is_told = 1,
	},
	{
	    .scheme = "fastly-url-token",
	    .open = fastly_open,
	    .parameters = { "token" },
	    .expiry_is_told = 1,
	},
	{
	    .scheme = "tencent-cdn-url-auth types A,B,C,D",
	    .open = tencent_open,
	    .prepare = china_prepare,
	    .parameters = { "sign", "t" },
	    .order_is_free = 1,
	    .expiry_is_told = 1,
	},
	{
	    .scheme = "aliyun-cdn-url-auth types A,B,C",
	    .open = aliyun_open,
	    .prepare = china_prepare,
	    .parameters = { "auth_key", "KEY1", "KEY2" },
	    .order_is_free = 1,
	    .expiry_is_told = 1,
	},
	{ .scheme = NULL },
};
