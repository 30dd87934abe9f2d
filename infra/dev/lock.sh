#!/bin/sh
# Resolves what pyproject.toml names for every platform that we run on, and of that what the product
# itself needs, in the same versions. Needs uv: `pip install uv`.
set -eu

if ! command -v uv >/dev/null 2>&1; then
    echo "make lock needs uv: pip install uv" >&2
    exit 1
fi

lock() {
    uv pip compile --universal --python-version 3.11 --generate-hashes --no-header \
        --quiet --prerelease if-necessary-or-explicit "$@"
}

lock pyproject.toml --group dev --output-file requirements.lock
lock pyproject.toml --constraint requirements.lock --output-file infra/deploy/requirements.lock
lock --group clients --output-file tests/clients/requirements.lock
