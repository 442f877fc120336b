# Signs and encrypts as Rails does, with Debian's packages: reads a list of jobs
# as JSON, prints a list of tokens.  {"kind": "verifier", "secret", "digest",
# "serializer": "json" or "marshal", "value", "seconds": or null, "purpose": or
# null} is for ActiveSupport::MessageVerifier; {"kind": "signed_id", "base":
# secret_key_base, "id", "seconds"} is what Active Storage makes with one;
# {"kind": "encrypted", "signed": cookies of ActionDispatch, "base", "name",
# "value", "seconds", "serializer"}.
# SPDX-License-Identifier: ISC
require "json"
require "active_support"
require "active_support/core_ext"
require "active_support/message_verifier"
require "active_support/key_generator"
require "active_support/messages/rotation_configuration"
require "action_dispatch"
require "action_dispatch/middleware/cookies"

def generator(base)
  ActiveSupport::CachingKeyGenerator.new(ActiveSupport::KeyGenerator.new(base, iterations: 1000))
end

def options(job)
  { purpose: job["purpose"], expires_in: job["seconds"]&.seconds }
end

def verifier(job)
  serializer = job["serializer"] == "marshal" ? Marshal : JSON
  ActiveSupport::MessageVerifier.new(job["secret"], digest: job["digest"] || "SHA256", serializer: serializer)
    .generate(job["value"], **options(job))
end

def signed_id(job)
  secret = generator(job["base"]).generate_key("ActiveStorage")
  ActiveSupport::MessageVerifier.new(secret).generate(job["id"], purpose: :blob_id, expires_in: job["seconds"]&.seconds)
end

# As Rails::Application#env_config has it, with the defaults of 5.2 and later.
def environment(job)
  { "action_dispatch.key_generator" => generator(job["base"]),
    "action_dispatch.secret_key_base" => job["base"],
    "action_dispatch.signed_cookie_salt" => "signed cookie",
    "action_dispatch.encrypted_cookie_salt" => "encrypted cookie",
    "action_dispatch.encrypted_signed_cookie_salt" => "signed encrypted cookie",
    "action_dispatch.authenticated_encrypted_cookie_salt" => "authenticated encrypted cookie",
    "action_dispatch.use_authenticated_cookie_encryption" => true,
    "action_dispatch.use_cookies_with_metadata" => true,
    "action_dispatch.cookies_serializer" => (job["serializer"] || "json").to_sym,
    "action_dispatch.cookies_rotations" => ActiveSupport::Messages::RotationConfiguration.new,
    "HTTP_HOST" => "example.org" }
end

# What the browser gets, and sends back as it is.
def cookie(job)
  jar = ActionDispatch::Request.new(environment(job)).cookie_jar
  entry = { value: job["value"] }
  entry[:expires] = job["seconds"].seconds.from_now if job["seconds"]
  jar.public_send(job["kind"])[job["name"]] = entry
  headers = {}
  jar.write(headers)
  headers["Set-Cookie"][/\A#{Regexp.escape(job["name"])}=([^;]*)/, 1]
end

MAKERS = { "verifier" => :verifier, "signed_id" => :signed_id, "encrypted" => :cookie, "signed" => :cookie }.freeze

puts JSON.generate(JSON.parse($stdin.read).map { |job| send(MAKERS.fetch(job["kind"]), job) })
