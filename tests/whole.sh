#!/bin/sh
# Runs a command and prints what it says in one piece, so that several can run
# at once into one log: tests/whole.sh COMMAND ARG...
# SPDX-License-Identifier: ISC
set -u
said=$(mktemp)
trap 'rm -f "$said"' EXIT
"$@" >"$said" 2>&1
code=$?
flock "$0" cat "$said"
exit "$code"
