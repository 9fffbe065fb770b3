#!/bin/sh
# Makes a machine ready to build: finds a Swift toolchain, installs the Debian packages that are
# missing, and prints the path of `swift`, alone, on standard output. Fails with a message that says
# what to do. Quiet and quick where nothing is missing.
set -eu

scripts=$(dirname "$0")
swift=$("$scripts/find-swift.sh")
"$scripts/install-packages.sh" "$swift"
# Asked again, since a toolchain may just have got the libraries without which it could not start.
"$scripts/find-swift.sh"
