#!/usr/bin/env bash
# Assembles the web tool chain and the third-party code from Debian and PyPI; no npm.
#
#   Dashboard/setup.sh             what building and checking need
#   Dashboard/setup.sh --browser   also what Tests/Browser needs
#
# Debian packages it expects: python3-venv esbuild node-react node-react-dom node-csstype fonts-inter
# fonts-jetbrains-mono (and chromium for the browser tests).
set -euo pipefail
cd "$(dirname "$0")"
tools=../.web-tools
python=$tools/venv/bin/python
wheels=$tools/wheels
mkdir -p "$wheels"

missing=()
command -v esbuild >/dev/null || missing+=(esbuild)
[ -d /usr/share/nodejs/@types/react ] || missing+=(node-react)
[ -d /usr/share/nodejs/@types/react-dom ] || missing+=(node-react-dom)
[ -d /usr/share/nodejs/csstype ] || missing+=(node-csstype)
[ -d /usr/share/fonts/opentype/inter ] || missing+=(fonts-inter)
[ -d /usr/share/fonts/truetype/jetbrains-mono ] || missing+=(fonts-jetbrains-mono)
if [ ${#missing[@]} -gt 0 ]; then
  echo "Dashboard/setup.sh: missing Debian packages; run:" >&2
  echo "  apt-get install -y --no-install-recommends ${missing[*]}" >&2
  exit 1
fi

[ -x "$python" ] || python3 -m venv "$tools/venv"
install() {
  local stamp=$tools/$1.stamp want
  want=$(sha256sum "tools/$1.txt")
  if [ "$(cat "$stamp" 2>/dev/null)" != "$want" ]; then
    "$python" -m pip install -q --disable-pip-version-check --no-deps --only-binary=:all: \
      --require-hashes -r "tools/$1.txt"
    echo "$want" >"$stamp"
  fi
}
install requirements
if [ "${1:-}" = --browser ]; then install requirements-browser; fi

# Laid out again only when a wheel, a typing or the layout itself changed.
want=$(cat tools/carriers.txt tools/vendor.py types/*.d.ts types/node/*.d.ts | sha256sum)
if [ "$(cat node_modules/.stamp 2>/dev/null)" != "$want" ] || [ ! -d public/fonts ]; then
  "$python" -m pip download -q --disable-pip-version-check --no-deps --only-binary=:all: \
    --require-hashes --find-links "$wheels" -d "$wheels" -r tools/carriers.txt
  "$python" tools/vendor.py "$wheels" node_modules public/fonts
  echo "$want" >node_modules/.stamp
fi
