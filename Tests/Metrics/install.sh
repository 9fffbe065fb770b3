#!/bin/sh
# Puts Prometheus' promtool into $1, out of Debian's package, whose server is not installed; says nothing and touches
# nothing where it is there.
set -eu

folder=$1
if [ -x "$folder/promtool" ]; then exit 0; fi
if program=$(command -v promtool); then
    mkdir -p "$folder"
    ln -sf "$program" "$folder/promtool"
    exit 0
fi
temporary=$(mktemp -d)
trap 'rm -rf -- "$temporary"' EXIT
cd "$temporary"
apt-get download -qq prometheus >/dev/null 2>&1 || { apt-get update -qq >/dev/null && apt-get download -qq prometheus >/dev/null; }
dpkg-deb -x ./prometheus_*.deb unpacked
mkdir -p "$folder"
cp unpacked/usr/bin/promtool "$folder/promtool"
