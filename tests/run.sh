#!/bin/bash
# Runs test suites one after the other, each a make target, and adds up what
# they say: tests/run.sh TARGET...  Logs are in build/log/.  The last line is
# "N passed, N failed"; a suite that fails without counting counts as one.
# SPDX-License-Identifier: ISC
set -u
cd "$(dirname "$0")/.."
make=${MAKE:-make}
mkdir -p build/log
passed=0
failed=0
broken=

# The sums of one log: cmocka, Node's runner, and our own closing lines.
count() {
	sed 's/\x1b\[[0-9;]*m//g' "$1" | awk '
	/^\[  PASSED  \] [0-9]+ test/ { passed += $4 }
	/^\[  FAILED  \] [0-9]+ test/ { failed += $4 }
	/^(# |ℹ )pass [0-9]+$/ { passed += $NF }
	/^(# |ℹ )(fail|cancelled|skipped|todo) [0-9]+$/ { failed += $NF }
	/^([a-z-]+: )?[0-9]+ passed, [0-9]+ failed$/ {
		failed += $(NF - 1); passed += $(NF - 3) }
	END { print passed + 0, failed + 0 }'
}

for target in "$@"; do
	log=build/log/$target.log
	started=$(date +%s)
	"$make" -j"$(nproc)" --no-print-directory "$target" \
		>"$log" 2>&1 </dev/null
	code=$?
	read -r good bad < <(count "$log")
	[ $((good + bad)) -gt 0 ] || good=$((code == 0))
	[ "$code" -eq 0 ] || [ "$bad" -gt 0 ] || bad=1
	printf '%-16s %6d passed, %d failed  (%d s)\n' \
		"$target" "$good" "$bad" $(($(date +%s) - started))
	if [ "$bad" -gt 0 ]; then
		broken="$broken $target"
		tail -n 60 "$log"
	fi
	passed=$((passed + good))
	failed=$((failed + bad))
done
[ -z "$broken" ] || echo "failed:$broken (whole logs in build/log/)"
echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ]
