#!/bin/sh
# Installs Chromium and its driver from Debian where they are missing, and makes a virtual environment with Selenium in $1;
# says nothing and touches nothing where all is there. Needs Python 3 with venv, and PyPI.
set -eu

folder=$1
requirements=$(dirname "$0")/requirements.txt
if ! command -v chromedriver >/dev/null || ! command -v chromium >/dev/null; then
    if [ "$(id -u)" != 0 ]; then
        echo "Pages are tested in Chromium: apt-get install chromium chromium-driver" >&2
        exit 1
    fi
    apt-get update -qq >/dev/null
    DEBIAN_FRONTEND=noninteractive apt-get install -qq --no-install-recommends chromium chromium-driver >/dev/null
fi
if [ -f "$folder/installed" ] && cmp -s "$folder/installed" "$requirements"; then exit 0; fi
rm -rf -- "$folder"
python3 -m venv "$folder"
"$folder/bin/pip" install --quiet --disable-pip-version-check -r "$requirements"
cp "$requirements" "$folder/installed"
