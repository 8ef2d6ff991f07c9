#!/usr/bin/env bash
# The server that tests talk to: a debug build on free ports, its data in a folder that the caller
# removes.
#
# usage: scripts/test-server.sh start|stop|restart FOLDER
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
folder=$2
python=.qs/python/bin/python

# Ends the server by its number, and waits for it: the database must be closed before its folder goes.
stop() {
  [ -f "$folder/pid" ] || return 0
  local pid
  pid=$(cat "$folder/pid")
  rm -f "$folder/pid"
  # Only a server over this very folder: the number may have been given to another process since.
  tr '\0' ' ' <"/proc/$pid/cmdline" 2>/dev/null | grep -qF "$folder/data" || return 0
  kill -TERM "$pid" 2>/dev/null || return 0
  for _ in $(seq 600); do
    [ -d "/proc/$pid" ] && ! grep -q '^State:.*zombie' "/proc/$pid/status" 2>/dev/null || return 0
    sleep 0.1
  done
  echo "error: the server of the tests (process $pid) does not end" >&2
  return 1
}

free_port() {
  "$python" -c \
    'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])'
}

is_well() {
  "$python" - "$(cat "$folder/api-port")" "$(cat "$folder/dashboard-port")" <<'PYTHON'
import sys, urllib.request
try:
    for port, path in zip(sys.argv[1:], ("/api/health", "/")):
        urllib.request.urlopen(f"http://127.0.0.1:{port}{path}", timeout=2).read()
except OSError:
    sys.exit(1)
PYTHON
}

start() {
  [ -f "$folder/api-port" ] || free_port >"$folder/api-port"
  [ -f "$folder/dashboard-port" ] || free_port >"$folder/dashboard-port"
  local log=.qs/log/test-server.log pid
  mkdir -p .qs/log
  QS_HOME=$PWD setsid .build/debug/qs serve --core --data "$folder/data" \
    --port-api "$(cat "$folder/api-port")" --port-dashboard "$(cat "$folder/dashboard-port")" \
    </dev/null >>"$log" 2>&1 &
  pid=$!
  echo "$pid" >"$folder/pid"
  for _ in $(seq 240); do
    if is_well; then return 0; fi
    [ -d "/proc/$pid" ] || break
    sleep 0.5
  done
  tail -n 20 "$log" >&2
  echo "error: the server of the tests did not start; see $log" >&2
  return 1
}

case $1 in
  start) start ;;
  stop) stop ;;
  restart) stop && start ;;
  *) echo "error: scripts/test-server.sh has no command $1" >&2; exit 2 ;;
esac
