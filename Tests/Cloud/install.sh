#!/bin/sh
# Makes a virtual environment with the AWS CLI, a server that answers as the cloud does, and DuckDB, in $1; says nothing and
# touches nothing where it is there. Needs Python 3 with venv, and PyPI.
set -eu

folder=$1
requirements=$(dirname "$0")/requirements.txt
if [ -f "$folder/installed" ] && cmp -s "$folder/installed" "$requirements"; then exit 0; fi
rm -rf -- "$folder"
python3 -m venv "$folder"
"$folder/bin/pip" install --quiet --disable-pip-version-check -r "$requirements"
cp "$requirements" "$folder/installed"
