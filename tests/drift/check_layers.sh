#!/bin/bash
# Who may include and call whom (DESIGN: "Who may depend on whom").
# SPDX-License-Identifier: ISC
set -eu
. "$(dirname "$0")/tree.sh"

# only WHAT PATTERN FILE...: includes of PATTERN stand in these files alone
only() {
  what=$1
  pattern=$2
  shift 2
  while IFS=: read -r file line text; do
    seen=$((seen + 1))
    for allowed in "$@"; do
      # shellcheck disable=SC2254  # it is a pattern
      case $file in $allowed) continue 2 ;; esac
    done
    wrong "$file:$line: $what is not for this file: $text"
  done < <(grep -nE "^[ 	]*#[ 	]*include[ 	]*[<\"]($pattern)" \
    $(sources $SHIPPED) /dev/null || true)
}

only OpenSSL 'openssl/' lib/digest.c lib/public_key.c lib/public_pem.c lib/private_key.c \
  'lib/openssl_key.[ch]' lib/ed25519_point.c lib/seal.c lib/siv.c lib/cipher.c
only libcurl 'curl/' cli/download_curl.c
only zlib 'zlib\.h' lib/deflated.c
only iniparser 'iniparser|dictionary\.h' 'fcgi/config*.c'
only "the outside" '(\.\./)+(fcgi|cli|tests|demo)/' 'cli/*'
only "a test" '.*tests/' /none
only "an internal header of lib" '(\.\./)*lib/' /none
only "syslog" 'syslog\.h' 'fcgi/log*.c'

# lib/ knows no log, no clock and no output; of stdio.h it has snprintf.
while IFS=: read -r file line text; do
  wrong "$file:$line: lib/ may not: $text"
done < <(code $(sources lib) | grep -E \
  '\b(time|clock_gettime|gettimeofday|localtime|gmtime|localtime_r|syslog|v?f?printf|f?puts|putchar|putc|fputc|perror|fopen|fwrite|warnx?|errx?|getenv|secure_getenv|abort|exit)[ ]*\(' || true)

# A scheme knows scheme.h and tools; no other scheme, and no core.
for file in $(sources lib/schemes); do
  seen=$((seen + 1))
  own=$(basename "$file" .c)
  if grep -nE '#include "(.*schemes/|.*\.c"|key_file\.h|key_scope\.h|grant\.h|keyring)' \
    "$file"; then
    wrong "$file: includes a scheme or the core"
  fi
  for other in $(sources lib/schemes); do
    name=$(basename "$other" .c)
    [ "$name" = "$own" ] || ! grep -nw "scheme_$name" "$file" ||
      wrong "$file: knows scheme_$name"
  done
done

# fcgi/ and cli/ are compiled where lib's own headers cannot be found.
for object in fcgi/log cli/main demo/draw; do
  [ -f "$object.c" ] || continue
  seen=$((seen + 1))
  command=$(make -n V=1 BUILD=build/drift "build/drift/obj/$object.o")
  case "$command " in
  *"-Ilib "*) wrong "$object.c is compiled with -Ilib" ;;
  *"-Ilib/include "*) ;;
  *) wrong "$object.c is compiled without -Ilib/include" ;;
  esac
done
close
