#!/bin/bash
# Keeps true what nobody would see drifting apart: one line a check, then
# "N passed, N failed".  run.sh [NAME...] runs some of them.
# SPDX-License-Identifier: ISC
set -u
cd "$(dirname "$0")"
passed=0
failed=0

for check in check_*.sh; do
  name=${check#check_}
  name=${name%.sh}
  [ $# -eq 0 ] || case " $* " in *" $name "*) ;; *) continue ;; esac
  if output=$(bash "$check" 2>&1); then
    echo "ok      $name"
    passed=$((passed + 1))
  else
    echo "FAILED  $name"
    echo "$output" | sed 's/^/        /'
    failed=$((failed + 1))
  fi
done
[ $((passed + failed)) -gt 0 ] || failed=1
echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ]
