#!/bin/bash
# MACs and secrets are compared in constant time (equal_secret), never by what
# stops at the first difference.
# SPDX-License-Identifier: ISC
set -eu
. "$(dirname "$0")/tree.sh"

while IFS=: read -r file line text; do
  seen=$((seen + 1))
  if echo "$text" | grep -qE '\b(memcmp|strn?cmp|strn?casecmp|bytes_equal|bytes_equal_fold)[ ]*\(' &&
    ! echo "$text" | grep -q CRYPTO_memcmp; then
    wrong "$file:$line: $text"
  fi
done < <(code $(sources $SHIPPED) | grep -iE \
  '^[^:]*:[^:]*:.*(\b|_|->|\.)(h?macs?|sig|sign?atures?|secrets?|mac_[a-z]+)\b')
[ "$(code $(sources lib) | grep -c 'equal_secret(')" -gt 1 ] ||
  wrong "nothing calls equal_secret"
close
