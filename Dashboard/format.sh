#!/usr/bin/env bash
# Formats the sources; with --check, only says what would change.
set -euo pipefail
cd "$(dirname "$0")"
export DENO_NO_UPDATE_CHECK=1 NO_COLOR=1 DENO_DIR=../.web-tools/deno
../.web-tools/venv/bin/deno fmt --quiet --line-width=110 --ignore=src/api "$@" src tests types
