#!/bin/bash
# docs/reasons.md explains the statuses of postern_status.h, each of them and no
# others, and none twice.
# SPDX-License-Identifier: ISC
set -eu
. "$(dirname "$0")/tree.sh"

list=$(sed -n 's/^	X([A-Z_]*, "\([a-z-]*\)",.*/\1/p' \
  lib/include/postern_status.h | LC_ALL=C sort)
table=$(sed -n 's/^| `\([a-z-]*\)` |.*/\1/p' docs/reasons.md | LC_ALL=C sort)
seen=$(echo "$list" | grep -c . || true)
rows=$(grep -c '^	X([A-Z_]*,' lib/include/postern_status.h)
[ "$seen" -eq "$rows" ] || wrong "read $seen of $rows statuses"
difference=$(diff <(echo "$list") <(echo "$table") || true)
[ -z "$difference" ] ||
  wrong "< is in postern_status.h alone, > in reasons.md:
$difference"
close
