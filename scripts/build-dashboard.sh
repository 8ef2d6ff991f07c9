#!/usr/bin/env bash
# Builds Mission Control when its sources changed since the last build.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
[ -f Dashboard/build.sh ] || { echo "error: Dashboard/build.sh is missing" >&2; exit 1; }
key=$(find Dashboard -type f -not -path '*/node_modules/*' -not -path '*/dist/*' \
  -not -path '*/.dist-*' -not -path '*/tests/*' -print0 | sort -z | xargs -0 sha256sum |
  cat - <(cat Dashboard/node_modules/.stamp 2>/dev/null || true) | sha256sum)
stamp=.qs/stamps/dashboard-build
mkdir -p .qs/stamps .qs/log
if [ -f Dashboard/dist/index.html ] && [ "$(cat $stamp 2>/dev/null)" = "$key" ]; then exit 0; fi
echo "building the dashboard"
Dashboard/build.sh >.qs/log/build-dashboard.log 2>&1 || {
  tail -n 20 .qs/log/build-dashboard.log >&2
  echo "error: the dashboard does not build; see .qs/log/build-dashboard.log" >&2
  exit 1
}
printf '%s' "$key" >$stamp
