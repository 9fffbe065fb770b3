#!/bin/sh
# Prints the path of a `swift` that is recent enough to build the package, or says on standard error
# what to install and fails.
#
# PATH comes first, then the folders of SWIFT_SEARCH_PATH (colon-separated), whose default is where
# the toolchain is often unpacked and where swiftly puts it. A toolchain that cannot start because a
# shared library is absent is offered last: install-packages.sh knows how to help it.
set -eu

required_major=6
required_minor=2
home=${HOME:-/nonexistent}
search_path=${SWIFT_SEARCH_PATH-/opt/swift/usr/bin:$home/.local/share/swiftly/bin:$home/.swiftly/bin}

rejected=
lacking_libraries=

# Prints MAJOR.MINOR out of the text of `swift --version`, or nothing.
version_in() {
    printf '%s\n' "$1" | sed -n 's/.*Swift version \([0-9][0-9]*\.[0-9][0-9]*\).*/\1/p' | head -n 1
}

is_recent() {
    major=${1%%.*}
    minor=${1#*.}
    [ "$major" -gt "$required_major" ] ||
        { [ "$major" -eq "$required_major" ] && [ "$minor" -ge "$required_minor" ]; }
}

# Prints the path and ends the script if the `swift` at $1 will do; else remembers why not.
consider() {
    said=$("$1" --version 2>&1 </dev/null) || true
    version=$(version_in "$said")
    if [ -n "$version" ] && is_recent "$version"; then
        printf '%s\n' "$1"
        exit 0
    fi
    case $version:$said in
        :*"error while loading shared libraries"*) lacking_libraries=${lacking_libraries:-$1} ;;
        :*) rejected="$rejected
  $1 does not tell its version: $(printf '%s\n' "$said" | head -n 1)" ;;
        *) rejected="$rejected
  $1 is version $version" ;;
    esac
}

on_path=$(command -v swift || true)
if [ -n "$on_path" ]; then
    consider "$on_path"
fi

remaining=$search_path:
while [ -n "$remaining" ]; do
    folder=${remaining%%:*}
    remaining=${remaining#*:}
    if [ -n "$folder" ] && [ -x "$folder/swift" ] && [ "$folder/swift" != "$on_path" ]; then
        consider "$folder/swift"
    fi
done

if [ -n "$lacking_libraries" ]; then
    printf '%s\n' "$lacking_libraries"
    exit 0
fi

{
    echo "FlowVerdict is built with Swift $required_major.$required_minor or later, which was not found."
    if [ -n "$rejected" ]; then
        echo "Found instead:$rejected"
    else
        echo "There is no swift on PATH${search_path:+, nor in any folder of $search_path}."
    fi
    echo "Install Swift $required_major.$required_minor or later from https://www.swift.org/install/," \
        "put its usr/bin folder on PATH, and run make again."
} >&2
exit 1
