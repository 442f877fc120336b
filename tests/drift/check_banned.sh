#!/bin/bash
# What is not used here: calls that cannot be used safely, typedefs, and words
# of work that is not finished.
# SPDX-License-Identifier: ISC
set -eu
. "$(dirname "$0")/tree.sh"

calls='strcpy|stpcpy|strcat|strncpy|strncat|sprintf|vsprintf|gets|ato[ifl]|atoll|strtok|strtok_r|system|popen|execlp|execvp|[fs]?scanf|alloca|mktemp|tmpnam|tempnam|rand|srand|setjmp|longjmp|gethostbyname|inet_ntoa|inet_addr|inet_aton'
for file in $(sources $SHIPPED); do
  seen=$((seen + 1))
  while IFS=: read -r file line text; do
    wrong "$file:$line: $text"
  done < <(code "$file" | grep -E "\b($calls)[ ]*\(|\btypedef\b" || true)
done
unfinished='TO''DO|FIX''ME|XX''X|HA''CK|not yet imple''mented'
for file in $(tree | grep -vE '^tests/(fuzz/corpus|vectors/.*\.json)|\.png$'); do
  while IFS=: read -r line text; do
    wrong "$file:$line: $text"
  done < <(grep -nIE "\b($unfinished)\b" "$file" || true)
done
close
