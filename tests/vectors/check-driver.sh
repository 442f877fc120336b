#!/bin/sh
# Is the driver awake?  It must fail when a denial is taken for an allowance,
# whichever, and for a scheme, a file or a key that there is not.
#
#   check-driver.sh build/tests/vectors
#
# SPDX-License-Identifier: ISC
set -eu
driver=$1
here=$(dirname "$0")
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
passed=0
failed=0

# must_report TEXT COMMAND...: it exits 1 and says so
must_report() {
  text=$1
  shift
  status=0
  "$@" >"$scratch/out" 2>&1 || status=$?
  if [ "$status" -eq 1 ] && grep -q "$text" "$scratch/out"; then
    passed=$((passed + 1))
    return
  fi
  failed=$((failed + 1))
  echo "not reported (exit $status): $*"
}

for reason in all bad-signature malformed ambiguous no-credential unknown-key \
  expired not-yet-valid method-not-granted wrong-client outside-grant; do
  must_report "mutant is" "$driver" --ignore "$reason" "$here/native.json"
done
for reason in all bad-signature malformed foreign-credential no-credential \
  outside-grant; do
  must_report "mutant is" "$driver" --ignore "$reason" "$here/sealed.json"
done
sed 's/"expect":"allow"/"expect":"deny-expired"/' "$here/native.json" \
  >"$scratch/denied.json"
must_report "expected deny-expired, got allow" "$driver" "$scratch/denied.json"
sed 's/"expect":"deny-expired"/"expect":"deny-malformed"/' \
  "$here/native.json" >"$scratch/reason.json"
must_report "expected deny-malformed, got deny-expired" \
  "$driver" "$scratch/reason.json"
sed 's/"link_id":""/"link_id":"x"/' "$here/native.json" >"$scratch/claim.json"
must_report 'claim "link_id" differs' "$driver" "$scratch/claim.json"
sed 's/"site": *"example.org"/"site":"example.net"/' "$here/native.json" \
  >"$scratch/site.json"
must_report "expected allow, got deny-bad-signature" \
  "$driver" "$scratch/site.json"
echo '{"scheme": "no-such", "cases": [{}]}' >"$scratch/scheme.json"
must_report 'scheme "no-such" is not supported' "$driver" "$scratch/scheme.json"
echo '{"scheme": "native", "cases": []}' >"$scratch/empty.json"
must_report "has no cases" "$driver" "$scratch/empty.json"
echo '{' >"$scratch/broken.json"
must_report "broken.json:" "$driver" "$scratch/broken.json"
must_report "absent.json:" "$driver" "$scratch/absent.json"

echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ]
