#!/bin/sh
# The browser tests in the system's Chromium (`make browser`), installed first where that is possible: by preference
# without its windows, which costs a sixth less.
# Arguments go to pytest. OCOP_CHROMIUM names another executable.
set -eu
cd "$(dirname "$0")/.."

find_chromium() {
    for candidate in "${OCOP_CHROMIUM:-}" chromium-headless-shell chromium chromium-browser google-chrome; do
        if [ -n "$candidate" ] && command -v "$candidate"; then return; fi
    done
}

install() { DEBIAN_FRONTEND=noninteractive apt-get install -qy --no-install-recommends "$1"; }

chromium=$(find_chromium)
if [ -z "$chromium" ] && [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
    echo "Installing Chromium with apt-get."
    log=$(mktemp)
    if ! { apt-get update -q && { install chromium-headless-shell || install chromium; }; } >"$log" 2>&1; then
        tail -n 3 "$log"
    fi
    rm -f "$log"
    chromium=$(find_chromium)
fi
if [ -z "$chromium" ]; then
    echo "SKIPPED: the browser tests; no Chromium here. As root: apt-get install chromium; or set OCOP_CHROMIUM."
    exit 0
fi
OCOP_CHROMIUM=$chromium exec .venv/bin/python -m pytest -q -n 2 --dist worksteal -m browser "$@"
