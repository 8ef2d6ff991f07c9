#!/usr/bin/env bash
# Installs what QS needs and is not there yet, into this folder's own ignored places: .qs/ for the
# database library, the sample pack and the services; .web-tools/ for the dashboard's tools. System
# packages come from apt, all else from PyPI, each at a pinned version. A second run only looks.
#
# usage: scripts/setup.sh [--core] [--tests]
#   --core    leaves out the Strategy Lab (MLflow)
#   --tests   adds what the browser tests need
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

WANTS_SERVICES=1
WANTS_TESTS=
for option in "$@"; do
  case $option in
    --core) WANTS_SERVICES= ;;
    --tests) WANTS_TESTS=1 ;;
    *) echo "error: scripts/setup.sh has no option $option" >&2; exit 2 ;;
  esac
done

STAMPS=.qs/stamps
LOGS=.qs/log
mkdir -p $STAMPS $LOGS .qs/lib .qs/wheels

say() { printf '%s\n' "$*"; }
fail() { printf 'error: %s\nfix: %s\n' "$1" "$2" >&2; exit 1; }

# is_current STAMP KEY: whether a step already ran with this key.
is_current() { [ -f "$STAMPS/$1" ] && [ "$(cat "$STAMPS/$1")" = "$2" ]; }
stamp() { printf '%s' "$2" >"$STAMPS/$1"; }
digest_of() { cat "$@" | sha256sum | cut -d' ' -f1; }

# System packages: only the missing ones, and apt only when there are any.
install_system_packages() {
  local wanted=(
    ca-certificates python3 python3-venv
    esbuild node-react node-react-dom node-csstype fonts-inter fonts-jetbrains-mono
  )
  if [ -n "$WANTS_TESTS" ]; then wanted+=(chromium); fi
  if ! command -v dpkg-query >/dev/null; then
    fail "QS installs its system packages with apt, which this system does not have" \
      "install ${wanted[*]} by other means, or use Debian 12"
  fi
  local missing=() name
  for name in "${wanted[@]}"; do
    dpkg-query -W -f='${db:Status-Status}' "$name" 2>/dev/null | grep -qx installed ||
      missing+=("$name")
  done
  [ ${#missing[@]} -gt 0 ] || return 0

  local as_root=()
  if [ "$(id -u)" != 0 ]; then
    command -v sudo >/dev/null || fail "system packages are missing: ${missing[*]}" \
      "as root, run: apt-get update && apt-get install -y --no-install-recommends ${missing[*]}"
    as_root=(sudo)
  fi
  say "installing system packages: ${missing[*]}"
  {
    "${as_root[@]}" apt-get update -q </dev/null &&
      "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive \
        apt-get install -q -y --no-install-recommends "${missing[@]}" </dev/null
  } >$LOGS/setup-apt.log 2>&1 || {
    tail -n 15 $LOGS/setup-apt.log >&2
    fail "apt could not install ${missing[*]}" "see $LOGS/setup-apt.log"
  }
}

# A Python of our own with pip, since Debian's has none.
make_python() {
  PYTHON=${QS_PYTHON:-python3}
  command -v "$PYTHON" >/dev/null || fail "$PYTHON is not there" "install python3 (3.11 or newer)"
  "$PYTHON" -c 'import sys; sys.exit(sys.version_info < (3, 11))' ||
    fail "$("$PYTHON" --version) is too old" "set QS_PYTHON to a Python of 3.11 or newer"
  if ! .qs/python/bin/python -m pip --version >/dev/null 2>&1; then
    say "making a Python environment for the set-up"
    rm -rf .qs/python
    "$PYTHON" -m venv .qs/python ||
      fail "$PYTHON cannot make an environment" "install python3-venv, or set QS_PYTHON"
  fi
  PIP=(.qs/python/bin/python -m pip --disable-pip-version-check --no-input)
}

# The database's C library, out of a wheel that carries it; nothing of the wheel is ever imported.
DUCKDB_WHEEL=bareduckdb==0.12.155
DUCKDB_WHEEL_DIGEST=5b2071948525f26a3620a3fbbcf698c4c9d824bc51cd88446e5b13541b7fdaa8
DUCKDB_DIGEST=fc23f12e376c47be520f75221288281906e7942e8fd6f6ce4849198ba60d0405

fetch_duckdb() {
  local key=$DUCKDB_DIGEST library=.qs/lib/libduckdb.so
  if [ -f $library ] && is_current duckdb "$key-$(stat -c %s-%Y $library)"; then return 0; fi
  if [ ! -f $library ] || ! echo "$DUCKDB_DIGEST  $library" | sha256sum --check --status; then
    [ "$(uname -sm)" = "Linux x86_64" ] ||
      fail "the pinned database library is for Linux on x86-64, not $(uname -sm)" \
        "put a libduckdb.so of version 1.5.5 at $library"
    say "fetching the database library"
    local wheel folder
    wheel=$(find .qs/wheels -name 'bareduckdb-0.12.155-*.whl' | head -n 1)
    if [ -z "$wheel" ]; then
      "${PIP[@]}" download -q --no-deps --only-binary=:all: --python-version 3.13 \
        -d .qs/wheels $DUCKDB_WHEEL </dev/null >$LOGS/setup-duckdb.log 2>&1 || {
        tail -n 10 $LOGS/setup-duckdb.log >&2
        fail "pip could not download $DUCKDB_WHEEL" "see $LOGS/setup-duckdb.log"
      }
      wheel=$(find .qs/wheels -name 'bareduckdb-0.12.155-*.whl' | head -n 1)
    fi
    echo "$DUCKDB_WHEEL_DIGEST  $wheel" | sha256sum --check --status || {
      rm -f "$wheel"
      fail "$wheel is not the file that QS was tested with" \
        "run this again; if it stays so, do not use that package index"
    }
    folder=$(mktemp -d .qs/unpack.XXXXXX)
    .qs/python/bin/python -m zipfile -e "$wheel" "$folder"
    mv -f "$folder/bareduckdb/_libs/libduckdb.so" $library
    rm -rf "$folder"
    echo "$DUCKDB_DIGEST  $library" | sha256sum --check --status ||
      fail "$library is not the file that QS was tested with" "remove it and run this again"
  fi
  stamp duckdb "$key-$(stat -c %s-%Y $library)"
}

# The Strategy Lab's server in an environment of its own.
install_services() {
  local key
  key="$(digest_of scripts/services.lock.txt) $("$PYTHON" --version)"
  if is_current services "$key" && [ -x .qs/services/bin/mlflow ]; then return 0; fi
  say "installing the Strategy Lab (about a minute)"
  rm -rf .qs/services
  "$PYTHON" -m venv .qs/services
  .qs/services/bin/python -m pip --disable-pip-version-check --no-input install -q --no-deps \
    -r scripts/services.lock.txt </dev/null >$LOGS/setup-services.log 2>&1 || {
    tail -n 10 $LOGS/setup-services.log >&2
    fail "pip could not install the Strategy Lab" \
      "see $LOGS/setup-services.log, or start without it: ./start.sh --core"
  }
  stamp services "$key"
}

# run_part NAME COMMAND…: a part's own set-up, which looks for itself what is still to be done.
run_part() {
  local name=$1
  shift
  [ -f "$1" ] || return 0
  PYTHON=$PWD/.qs/python/bin/python "$@" </dev/null >"$LOGS/setup-$name.log" 2>&1 || {
    tail -n 20 "$LOGS/setup-$name.log" >&2
    fail "$1 stopped" "see $LOGS/setup-$name.log"
  }
}

install_system_packages
make_python
services=
if [ -n "$WANTS_SERVICES" ]; then
  install_services &
  services=$!
fi
# An early end must not leave pip at work.
trap '[ -z "$services" ] || kill "$services" 2>/dev/null || true' EXIT
fetch_duckdb
say "looking after the sample data and the dashboard's tools"
run_part sample scripts/fetch-sample.sh
if [ -n "$WANTS_TESTS" ]; then
  run_part dashboard Dashboard/setup.sh --browser
else
  run_part dashboard Dashboard/setup.sh
fi
if [ -n "$services" ]; then
  wait "$services"
  services=
fi
