#!/usr/bin/env bash
# Builds Mission Control into dist/: index.html, and everything else under a name that holds its
# content's hash in dist/assets/, so that a server may let browsers keep it for ever.
#
#   Dashboard/build.sh          production
#   Dashboard/build.sh --dev    unminified, with source maps and React's development build
set -euo pipefail
cd "$(dirname "$0")"
bin=../.web-tools/venv/bin
mode=production
flags=(--minify)
compress=(--compress)
if [ "${1:-}" = --dev ]; then mode=development; flags=(--sourcemap=linked); compress=(); fi

out=$(mktemp -d ./.dist-XXXXXX)
# The style sheet may still be written when the scripts fail; only then can the folder go.
trap 'wait; rm -rf "$out"' EXIT
mkdir -p "$out/assets"

"$bin/tailwindcss" -i styles/app.css -o "$out/app.css" --minify >"$out/tailwind.log" 2>&1 &
css=$!
esbuild src/main.tsx --bundle --splitting --format=esm "${flags[@]}" \
  --outdir="$out/assets" --target=es2022 --jsx=automatic \
  "--define:process.env.NODE_ENV=\"$mode\"" --entry-names='[name]-[hash]' \
  --chunk-names='chunks/[name]-[hash]' --legal-comments=linked --log-level=warning \
  --metafile="$out/meta.json"
wait "$css" || { cat "$out/tailwind.log" >&2; exit 1; }
"$bin/python" tools/assemble.py "$out" "${compress[@]}"

rm -f "$out/meta.json" "$out/app.css" "$out/tailwind.log"
rm -rf dist
mv "$out" dist
chmod 755 dist
trap - EXIT
