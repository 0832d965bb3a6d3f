#!/bin/sh
# What the tests need beyond Python packages: Chromium, for the report. Installed where we may, else the command is told.
set -eu
for name in chromium chromium-browser google-chrome; do
    if command -v "$name" >/dev/null 2>&1; then exit 0; fi
done
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
    echo "installing chromium for the browser tests"
    apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq chromium >/dev/null
elif [ "${CI:-}" = true ]; then
    echo "the browser tests need Chromium: sudo apt-get install chromium" >&2
    exit 1
else
    echo "Chromium is missing, so the browser tests will be skipped: sudo apt-get install chromium" >&2
fi
