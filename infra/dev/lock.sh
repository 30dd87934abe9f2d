#!/bin/sh
# Resolves requirements.in for every platform that we run on. Needs uv: `pip install uv`.
set -eu

if ! command -v uv >/dev/null 2>&1; then
    echo "make lock needs uv: pip install uv" >&2
    exit 1
fi
uv pip compile requirements.in --output-file requirements.lock --universal --python-version 3.11 \
    --generate-hashes --no-header --quiet --prerelease if-necessary-or-explicit
