#!/usr/bin/env bash
# Builds the program qs when its sources changed.
#
# usage: scripts/build-qs.sh [release|debug]
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
configuration=${1:-release}
mkdir -p .qs/stamps .qs/log
# Swift's own look at what changed takes seconds; names, sizes and times of the sources take none.
sources_key() {
  {
    find Package.swift Package.resolved Sources -type f -printf '%p %s %T@\n' 2>/dev/null | sort
    swift --version 2>/dev/null
  } | sha256sum
}
stamp=.qs/stamps/qs-$configuration
if [ -x ".build/$configuration/qs" ] && [ "$(cat "$stamp" 2>/dev/null)" = "$(sources_key)" ]; then exit 0; fi
if [ -x ".build/$configuration/qs" ]; then
  echo "building qs ($configuration)"
else
  echo "building qs ($configuration); the first time takes some minutes"
fi
log=.qs/log/build-qs.log
if [ -t 1 ]; then
  # For a person: the builder's own counter, on one line.
  swift build -c "$configuration" --product qs 2>&1 | tee "$log" |
    while IFS= read -r line; do
      case $line in '['*) printf '\r\033[2K%.100s' "$line" ;; esac
    done || { printf '\n'; grep -E 'error:' "$log" | sort -u | head -n 20 >&2; exit 1; }
  printf '\r\033[2K'
else
  swift build -c "$configuration" --product qs >"$log" 2>&1 || {
    grep -E 'error:' "$log" | sort -u | head -n 20 >&2
    echo "error: qs does not build; see $log" >&2
    exit 1
  }
fi
printf '%s' "$(sources_key)" >"$stamp"
