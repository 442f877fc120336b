#!/bin/bash
# Every test that is written is run: "make test" or "make check" names it.
# SPDX-License-Identifier: ISC
set -eu
. "$(dirname "$0")/tree.sh"

suites=$(make -pnq 2>/dev/null |
  sed -n 's/^\(SUITES\|CHECK_SUITES\) :\{0,1\}= //p' || true)
[ -n "$suites" ] || wrong "the Makefile has no SUITES"
commands=$(make -n BUILD=build/drift $suites 2>&1 || true)

# named FILE NAME: the commands have the name
named() {
  seen=$((seen + 1))
  case $commands in
  *"$2"*) ;;
  *) wrong "$1 is not run by: make $suites" ;;
  esac
}

for file in tests/unit/test_*.c; do
  named "$file" "tests/unit/$(basename "$file" .c)"
done
for file in tests/fuzz/fuzz_*.c; do
  name=$(basename "$file" .c)
  name=${name#fuzz_}
  named "$file" "tests/fuzz/$name"
  ls "tests/fuzz/corpus/$name"/* >/dev/null 2>&1 ||
    wrong "$file: no corpus in tests/fuzz/corpus/$name"
done
for file in tests/vectors/*.json; do
  named "$file" "$file"
done
for file in $(tree | grep -E '^tests/.*\.test\.m?js$'); do
  named "$file" "$file"
done
named tests/vectors/check-driver.sh tests/vectors/check-driver.sh
named tests/drift/run.sh tests/drift/run.sh
close
