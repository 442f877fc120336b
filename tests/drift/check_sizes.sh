#!/bin/bash
# Files of 300 lines, functions of 70, lines of 80 columns: at most.
# SPDX-License-Identifier: ISC
set -eu
. "$(dirname "$0")/tree.sh"

functions=0
for file in $(sources $SHIPPED); do
  seen=$((seen + 1))
  lines=$(wc -l <"$file")
  [ "$lines" -le 300 ] || wrong "$file: $lines lines"
  while read -r kind line length; do
    case $kind in
    function)
      functions=$((functions + 1))
      [ "$length" -le 70 ] || wrong "$file:$line: a function of $length lines"
      ;;
    wide) wrong "$file:$line: $length columns" ;;
    esac
  done < <(expand -t 8 "$file" | awk '
    length($0) > 80 { print "wide", NR, length($0) }
    /^{$/ { start = NR }
    /^}$/ && start { print "function", start, NR - start + 1; start = 0 }')
done
[ "$functions" -gt 0 ] || seen=0
close
