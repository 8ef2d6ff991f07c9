#!/usr/bin/env bash
# Runs every test: Swift, the dashboard's types, lint and unit tests, and the browser tests against a
# server of its own on free ports with a temporary data directory. Installs what it needs; leaves
# nothing running. Ends with one line: "N passed, N failed".
#
# usage: ./test.sh [--quick]
#   --quick   leaves out the browser tests
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
server=
scratch=$(mktemp -d)
mkdir -p .qs/log

# Ends the server by its number, and waits for it: the database must be closed before its folder goes.
stop_server() {
  [ -n "$server" ] || return 0
  kill -TERM "$server" 2>/dev/null || true
  for _ in $(seq 300); do
    kill -0 "$server" 2>/dev/null || break
    sleep 0.1
  done
  wait "$server" 2>/dev/null || true
  server=
}

clean_up() {
  stop_server
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

free_port() {
  .qs/python/bin/python -c \
    'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])'
}

# Starts a server with the sample data for the browser; 1 when it is not well within two minutes.
start_server() {
  api=$(free_port)
  dashboard=$(free_port)
  QS_ADMIN_PASSWORD=$(.qs/python/bin/python -c 'import secrets; print(secrets.token_urlsafe(12))')
  export QS_ADMIN_PASSWORD
  QS_HOME=$PWD .build/debug/qs serve --core --data "$scratch/data" --port-api "$api" \
    --port-dashboard "$dashboard" </dev/null >.qs/log/test-server.log 2>&1 &
  server=$!
  for _ in $(seq 240); do
    kill -0 "$server" 2>/dev/null || return 1
    if .qs/python/bin/python - "$api" "$dashboard" <<'PYTHON'
import sys, urllib.request
try:
    for port, path in zip(sys.argv[1:], ("/api/health", "/")):
        urllib.request.urlopen(f"http://127.0.0.1:{port}{path}", timeout=2).read()
except OSError:
    sys.exit(1)
PYTHON
    then return 0; fi
    sleep 0.5
  done
  return 1
}

browser_tests() {
  if ! start_server; then
    tail -n 20 .qs/log/test-server.log
    echo "error: the server for the browser tests did not start; see .qs/log/test-server.log"
    return 1
  fi
  QS_API="http://127.0.0.1:$api" QS_DASHBOARD="http://127.0.0.1:$dashboard" Tests/Browser/run.sh
}

scripts/setup.sh --core --tests || exit 1
scripts/build-dashboard.sh || exit 1
suite swift swift test
if [ -x Dashboard/check.sh ]; then suite dashboard Dashboard/check.sh; fi
if [ -z "$quick" ] && [ -x Tests/Browser/run.sh ]; then suite browser browser_tests; fi

echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ] && [ "$passed" -gt 0 ]
