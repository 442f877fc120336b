#!/bin/bash
# docs/postern.ini.5 explains the settings of fcgi/config_options.c, each of
# them and no others.
# SPDX-License-Identifier: ISC
set -eu
. "$(dirname "$0")/tree.sh"

table=$(sed -n 's/^	{ SECTION_[A-Z]*, "\([a-z_]*\)",.*/\1/p' \
  fcgi/config_options.c | LC_ALL=C sort)
manual=$(sed -n 's/^\.It Ic \([a-z_]*\)\( .*\)\{0,1\}$/\1/p' \
  docs/postern.ini.5 | LC_ALL=C sort)
seen=$(echo "$table" | grep -c . || true)
rows=$(grep -c '{ SECTION_' fcgi/config_options.c)
[ "$seen" -eq "$rows" ] || wrong "read $seen of $rows rows of the table"
difference=$(diff <(echo "$table") <(echo "$manual") || true)
[ -z "$difference" ] ||
  wrong "< is in config_options.c alone, > in postern.ini.5:
$difference"
close
