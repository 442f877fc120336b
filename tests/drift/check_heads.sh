#!/bin/bash
# Each source says whose it is (SPDX) among its first lines, a header has its
# guard, and a script its "set".
# SPDX-License-Identifier: ISC
set -eu
. "$(dirname "$0")/tree.sh"

for file in $(tree | grep -E '\.(c|h|m?js|sh|py|php)$'); do
  seen=$((seen + 1))
  head -n 60 "$file" | grep -q 'SPDX-License-Identifier: ISC' ||
    wrong "$file: no SPDX line"
  case $file in
  *.h) grep -q '^#ifndef [A-Z0-9_]*_H$' "$file" || wrong "$file: no guard" ;;
  */tree.sh) ;;
  *.sh) grep -qE '^set -[a-z]*u' "$file" || wrong "$file: no set -eu" ;;
  esac
done
close
