#!/bin/sh
# Installs the sqlite3 shell from Debian where it is missing.
set -eu

if command -v sqlite3 >/dev/null; then exit 0; fi
if [ "$(id -u)" != 0 ]; then
    echo "Databases are looked at with the sqlite3 shell: apt-get install sqlite3" >&2
    exit 1
fi
apt-get update -qq >/dev/null
DEBIAN_FRONTEND=noninteractive apt-get install -qq --no-install-recommends sqlite3 >/dev/null
