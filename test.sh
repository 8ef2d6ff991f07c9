#!/usr/bin/env bash
# Runs every test: Swift, the dashboard's types, lint and unit tests, crashes, and the browser against a
# server of its own on free ports with a temporary data directory. Installs what it needs; leaves
# nothing running. Ends with one line: "N passed, N failed".
#
# usage: ./test.sh [--quick]
#   --quick   leaves out the tests that start servers: crashes, a rehearsed market, the browser
set -uo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"

quick=
case ${1:-} in
  '') ;;
  --quick) quick=1 ;;
  *) echo "error: ./test.sh has no option $1" >&2; exit 2 ;;
esac

passed=0
failed=0
scratch=$(mktemp -d)
mkdir -p .qs/log

clean_up() {
  scripts/test-server.sh stop "$scratch"
  rm -rf "$scratch"
}
trap clean_up EXIT
trap 'exit 130' INT TERM

# count_from LOG: adds what the runners' closing lines in a log say; 1 when there was none.
count_from() {
  local counts
  counts=$(.qs/python/bin/python scripts/count_tests.py "$1") || return 1
  read -r ok bad <<<"$counts"
  passed=$((passed + ok))
  failed=$((failed + bad))
  [ $((ok + bad)) -gt 0 ]
}

# suite NAME COMMAND…: runs a command, shows and keeps what it prints, and counts its tests.
suite() {
  local name=$1 log=.qs/log/test-$1.log before=$failed status
  shift
  echo "── $name"
  "$@" </dev/null 2>&1 | tee "$log" | grep --line-buffered -v -E '^\[[0-9]+/[0-9]+\] |^. Test .* (started|passed)|^. Suite .* started'
  status=${PIPESTATUS[0]}
  if ! count_from "$log"; then
    echo "error: $name ran no test; see $log" >&2
    failed=$((failed + 1))
  elif [ "$status" -ne 0 ] && [ "$failed" -eq "$before" ]; then
    echo "error: $name ended with status $status; see $log" >&2
    failed=$((failed + 1))
  fi
}

browser_tests() {
  QS_ADMIN_PASSWORD=$(.qs/python/bin/python -c 'import secrets; print(secrets.token_urlsafe(12))')
  export QS_ADMIN_PASSWORD
  scripts/test-server.sh start "$scratch" || return 1
  QS_URL="http://127.0.0.1:$(cat "$scratch/dashboard-port")" \
    QS_RESTART="$PWD/scripts/test-server.sh restart $scratch" \
    .web-tools/venv/bin/python Tests/Browser/run.py
}

scripts/setup.sh --core --tests || exit 1
scripts/build-dashboard.sh || exit 1
suite swift swift test
if [ -x Dashboard/check.sh ]; then suite dashboard Dashboard/check.sh; fi
if [ -z "$quick" ]; then
  for program in crash ingest_crash market fmp_clients; do
    if [ -f "Tests/System/$program.py" ]; then
      suite "$program" .qs/python/bin/python "Tests/System/$program.py"
    fi
  done
  if [ -f Tests/Browser/run.py ]; then suite browser browser_tests; fi
fi

echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ] && [ "$passed" -gt 0 ]
