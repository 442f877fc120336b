#!/bin/bash
# What one CGI request costs, as a ratio to a C program that says hello: the
# static build, and the one with shared libraries.
#	tests/bench/spawn.sh BUILD [ROUNDS]
# SPDX-License-Identifier: ISC
set -eu
build=$(cd "$1" && pwd)
rounds=${2:-300}
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT

mkdir -m 750 "$scratch/keys"
mkdir "$scratch/img"
printf '\211PNG\r\n\032\n' >"$scratch/img/cat.png"
cat >"$scratch/postern.ini" <<INI
[postern]
site = example.org
keys = $scratch/keys
log = $scratch/log

[route images]
prefix = /img/
root = $scratch/img
accept = native
carrier = query
delivery = x-sendfile
INI
export POSTERN_CONFIG=$scratch/postern.ini
"$build/postern" keygen --id k1 >/dev/null 2>&1
url=$("$build/postern" sign --ttl 1h /img/cat.png 2>/dev/null)

export GATEWAY_INTERFACE=CGI/1.1 SERVER_PROTOCOL=HTTP/1.1 REQUEST_METHOD=GET \
  REMOTE_ADDR=192.0.2.1 HTTP_HOST=example.org
for program in "$build/static/postern.fcgi" "$build/postern.fcgi"; do
  answer=$(REQUEST_URI=$url "$program" </dev/null)
  case $answer in *"X-Sendfile: $scratch/img/cat.png"*) ;;
  *) echo "$program does not deliver" && exit 1 ;; esac
  answer=$(REQUEST_URI=${url%?}_ "$program" </dev/null)
  case $answer in "Status: 403"*) ;;
  *) echo "$program delivers what was not signed" && exit 1 ;; esac
done
REQUEST_URI=$url "$build/tests/bench/spawn" "$rounds" \
  "$build/tests/bench/hello" "$build/static/postern.fcgi" "$build/postern.fcgi"
