#!/bin/sh
# Prints the options by which the toolchain of $1 links Swift's own libraries into the program: it then starts faster and
# runs where no Swift is installed. Prints nothing where the toolchain does not bring them as archives.
set -eu

resources=$("$1" -print-target-info 2>/dev/null | sed -n 's/.*"runtimeResourcePath": *"\(.*\)".*/\1/p')
if [ ! -e "${resources}_static/linux/libswiftCore.a" ]; then exit 0; fi
printf '%s\n' --static-swift-stdlib
# GNU's linker warns of a function of the C library's that Foundation has and that is never called here.
if [ -x "${resources%/lib/swift}/bin/ld.lld" ]; then printf '%s\n' -Xswiftc -use-ld=lld; fi
