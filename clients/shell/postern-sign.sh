#!/bin/sh
# Signs URLs for Postern (docs/native.md) with openssl, od and awk.
#
#     postern-sign.sh KEYFILE SITE PATH [TTL [WINDOW [FIELD...]]]
#
# PATH: decoded, as it is on disk; one that ends in "/" opens all below it.
# TTL, WINDOW: seconds; within one window the URL stays the same.
#
# The secret goes through pipes alone: an argument of openssl ("-hmac KEY",
# "-macopt hexkey:KEY") would show it to everyone who can run ps.
#
# SPDX-License-Identifier: ISC
set -eu
LC_ALL=C
export LC_ALL

member() { # NAME: of the key file
  tr -d '\n' <"$file" | sed -n "s/.*\"$1\" *: *\"\([A-Za-z0-9_-]*\)\".*/\1/p"
}
to_hex() {
  od -An -v -tx1 | tr -d ' \n'
}
sha256() {
  openssl dgst -sha256 -binary
}
base64url() {
  openssl base64 -A | tr '+/' '-_' | tr -d '='
}

# Bytes of $secret (hex), filled up to one block of 64, each xor'ed (RFC 2104).
pad() { # BYTE
  rest=$secret
  for _ in 1 2 3 4 5 6 7 8; do for _ in 1 2 3 4 5 6 7 8; do
    two=${rest%"${rest#??}"} rest=${rest#??}
    # shellcheck disable=SC2059 # the escape is the point
    printf "\\$(printf %03o $((0x${two:-0} ^ $1)))"
  done; done
}
hmac_sha256() { # of standard input
  { pad 0x36; cat; } | sha256 | { pad 0x5c; cat; } | sha256
}

file=$1 site=$2 path=$3 ttl=${4:-3600}
step=${5:-$((ttl / 4))}
shift $(($# < 5 ? $# : 5))

k=$(member k)
[ -n "$k" ] || { echo "postern-sign: there is no key in $file" >&2; exit 1; }
case $((${#k} % 4)) in 2) k=$k== ;; 3) k=$k= ;; esac
secret=$(printf %s "$k" | tr -- '-_' '+/' | openssl base64 -d -A | to_hex)
[ ${#secret} -le 128 ] ||
  secret=$(printf %s "$k" | tr -- '-_' '+/' | openssl base64 -d -A | sha256 | to_hex)

[ "$step" -ge 1 ] || step=1
token=1.$(member kid).$((($(date +%s) + ttl + step - 1) / step * step))
case $path in */) set -- "$@" "p$(printf %s "$path" | base64url)" ;; esac
[ $# -eq 0 ] || token=$token.$(printf '%s\n' "$@" | sort | paste -s -d . -)
mac=$(printf 'postern/1\n%s\n%s\n%s' "$site" "$path" "$token" |
  hmac_sha256 | head -c 16 | base64url)

url=$(printf %s "$path" | od -An -v -tu1 | awk '{ for (i = 1; i <= NF; i++) {
  c = sprintf("%c", $i + 0)
  printf "%s", c ~ /[A-Za-z0-9._~\/-]/ ? c : sprintf("%%%02X", $i) } }')
printf '%s?st=%s.%s\n' "$url" "$token" "$mac"
