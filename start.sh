#!/usr/bin/env bash
# Installs what is missing, builds what changed, and starts QS: the API, Mission Control and the
# Strategy Lab. Ctrl-C ends all of it in order. Run it again at any time.
#
# usage: ./start.sh [--core] [--data DIR] [--no-sample] [--debug] [--detach]
#                   [--port-api N] [--port-dashboard N] [--port-mlflow N]
#   --core        leaves out the Strategy Lab (MLflow); runs are kept and delivered later
#   --data DIR    keeps the database and all else in DIR instead of ./data
#   --no-sample   does not load the sample data into an empty warehouse
#   --debug       builds without optimisation (quick to build, slow to run)
#   --detach      returns when all is well; qs down ends it
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"

configuration=release
setup=()
services=()
while [ $# -gt 0 ]; do
  case $1 in
    --core) setup+=(--core); services+=(--core) ;;
    --debug) configuration=debug ;;
    --no-sample | --detach) services+=("$1") ;;
    --data | --port-api | --port-dashboard | --port-mlflow)
      [ $# -ge 2 ] || { echo "error: $1 needs a value" >&2; exit 2; }
      services+=("$1" "$2")
      shift
      ;;
    -h | --help) sed -n '2,11s/^# \{0,1\}//p' "${BASH_SOURCE[0]}"; exit 0 ;;
    *)
      echo "error: ./start.sh has no option $1" >&2
      echo "fix: ./start.sh --help lists them" >&2
      exit 2
      ;;
  esac
  shift
done

command -v swift >/dev/null || {
  echo "error: there is no swift on the PATH" >&2
  echo "fix: install Swift 6.3.1 or newer for your system, then run ./start.sh again" >&2
  exit 1
}

scripts/setup.sh "${setup[@]}"
scripts/build-dashboard.sh
scripts/build-qs.sh "$configuration"
exec ".build/$configuration/qs" up "${services[@]}"
