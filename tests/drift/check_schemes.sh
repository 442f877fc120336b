#!/bin/bash
# Every scheme that is written is listed, has vectors, and stands in the documentation.
# SPDX-License-Identifier: ISC
set -eu
. "$(dirname "$0")/tree.sh"

for file in lib/schemes/*.c; do
  [ -f "$file" ] || continue
  row="X($(basename "$file" .c))"
  grep -qxF "	$row \\" lib/schemes.c ||
    wrong "$file: $row is not in the list of lib/schemes.c"
  names=$(sed -n 's/^	\.name = "\(.*\)",$/\1/p' "$file")
  [ -n "$names" ] || wrong "$file: has no .name"
  for name in $names; do
    seen=$((seen + 1))
    compgen -G "tests/vectors/$name/*.json" >/dev/null ||
      grep -q "\"scheme\": *\"$name\"" tests/vectors/*.json ||
      wrong "$name: no vectors in tests/vectors/$name"
    grep -qw -- "$name" docs/postern.ini.5 ||
      grep -q -- "^| \`$name\`" docs/schemes.md ||
      wrong "$name: neither in docs/postern.ini.5 nor a row of docs/schemes.md"
  done
done
close
