#!/bin/sh
# Makes .venv with exactly the packages of requirements.lock; needs Python 3.11 to 3.13 and nothing else.
set -eu

enough='import sys, venv, ensurepip; raise SystemExit(not (3, 11) <= sys.version_info[:2] <= (3, 13))'

candidates=${PYTHON:-python3 python3.13 python3.12 python3.11}

find_python() {
    for candidate in $candidates; do
        if command -v "$candidate" >/dev/null 2>&1 && "$candidate" -c "$enough" 2>/dev/null; then
            echo "$candidate"
            return
        fi
    done
}

python=$(find_python)
if [ -z "$python" ]; then
    found=$("${candidates%% *}" --version 2>/dev/null || echo none)
    echo "Reinstate needs Python 3.11, 3.12 or 3.13 with its venv module, found $found:" \
        "install one (e.g. apt install python3.13-venv), or name it: make PYTHON=/path/to/python3" >&2
    exit 1
fi

total=$(grep -c '^[a-zA-Z0-9].*==' requirements.lock)
echo "Installing the $total packages of requirements.lock into .venv, with $("$python" --version)"
if ! .venv/bin/python -c "import pip; $enough" 2>/dev/null; then
    "$python" -m venv --clear .venv
fi

log=.venv/install.log
# The log gets everything that pip says, the terminal its milestones.
{
    .venv/bin/python -m pip install --require-hashes --no-deps --no-input \
        --disable-pip-version-check --no-cache-dir --progress-bar off \
        --root-user-action ignore -r requirements.lock 2>&1 || echo "REINSTATE-INSTALL-FAILED"
} | tee "$log" | awk -v total="$total" '
    /^Collecting / {
        if (++count % 10 == 0) { printf "  %d of %d fetched\n", count, total; fflush() }
    }
    /^Installing collected/ { print "  all fetched, unpacking them"; fflush() }'

if grep -q '^REINSTATE-INSTALL-FAILED' "$log"; then
    grep -E '^(ERROR|WARNING)' "$log" >&2 || tail -n 5 "$log" >&2
    echo "The packages could not be installed; all of pip's words are in $log" >&2
    exit 1
fi
touch .venv/.ready
echo "Installed."
