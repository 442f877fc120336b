#!/bin/bash
# Every scheme that is written is listed, has vectors, can be run by their
# driver, and stands in the documentation.
# SPDX-License-Identifier: ISC
set -eu
. "$(dirname "$0")/tree.sh"

for file in lib/schemes/*.c; do
  [ -f "$file" ] || continue
  symbol=scheme_$(basename "$file" .c)
  grep -q "^	&$symbol,$" lib/schemes.c ||
    wrong "$file: &$symbol is not in the list of lib/schemes.c"
  names=$(sed -n 's/^	\.name = "\(.*\)",$/\1/p' "$file")
  [ -n "$names" ] || wrong "$file: has no .name"
  for name in $names; do
    seen=$((seen + 1))
    grep -q "\"scheme\": *\"$name\"" tests/vectors/*.json ||
      wrong "$name: no vectors in tests/vectors"
    grep -q "\.scheme = \"$name\"" tests/vectors/adapters.c ||
      wrong "$name: no row in tests/vectors/adapters.c"
    grep -qw -- "$name" docs/postern.ini.5 ||
      wrong "$name: not in docs/postern.ini.5"
  done
done
close
