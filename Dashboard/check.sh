#!/usr/bin/env bash
# Format, types, lint and unit tests of Mission Control.
set -euo pipefail
cd "$(dirname "$0")"
bin=../.web-tools/venv/bin
export DENO_NO_UPDATE_CHECK=1 NO_COLOR=1 DENO_DIR=../.web-tools/deno
log=$(mktemp)
trap 'rm -f "$log"' EXIT
./format.sh --check
"$bin/deno" check src tests >"$log" 2>&1 || { grep -v '^Check ' "$log" >&2; exit 1; }
"$bin/oxlint" -c .oxlintrc.json --deny-warnings src
"$bin/deno" test --no-check --quiet --allow-env=NODE_ENV tests
