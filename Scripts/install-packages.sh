#!/bin/sh
# Installs the Debian packages that building with the Swift toolchain of $1 needs and that are not
# there. Says nothing and touches nothing when all are there. Asks nothing: where it may not install,
# it says what an administrator has to run, and fails.
#
# What is asked is whether the thing itself is there, not whether a package is: other systems, and
# things installed by hand, serve as well.
set -eu

swift=$1
packages=
reasons=

# Notes that package $1 is missing, and what it is needed for.
need() {
    case " $packages " in *" $1 "*) return ;; esac
    packages="${packages:+$packages }$1"
    reasons="$reasons
  $1: $2"
}

# Prints the folder of the toolchain's programs. `swift` may be swiftly's stand-in, which lies elsewhere.
toolchain_folder() {
    folder=$(dirname "$(readlink -f "$swift")")
    if [ ! -x "$folder/swift-package" ]; then
        resources=$("$swift" -print-target-info 2>/dev/null |
            sed -n 's/.*"runtimeResourcePath": *"\(.*\)".*/\1/p')
        folder=${resources%/lib/swift}/bin
    fi
    printf '%s\n' "$folder"
}

# Prints the shared libraries that the toolchain's programs need and that the machine does not have.
missing_libraries() {
    for program in swift-package swift-driver swift-frontend clang swift-format; do
        ldd "$toolchain/$program" 2>/dev/null || true
    done | sed -n 's/^[[:space:]]*\([^ ]*\) => not found$/\1/p' | sort -u
}

need_library() {
    case $1 in
        libcurl.so.4) need libcurl4 "$1, for the Swift toolchain" ;;
        libedit.so.2) need libedit2 "$1, for the Swift toolchain" ;;
        libgcc_s.so.1) need libgcc-s1 "$1, for the Swift toolchain" ;;
        libncurses.so.6) need libncurses6 "$1, for the Swift toolchain" ;;
        libsqlite3.so.0) need libsqlite3-0 "$1, for the Swift toolchain" ;;
        libstdc++.so.6) need libstdc++6 "$1, for the Swift toolchain" ;;
        libtinfo.so.6) need libtinfo6 "$1, for the Swift toolchain" ;;
        libuuid.so.1) need libuuid1 "$1, for the Swift toolchain" ;;
        libxml2.so.2) need libxml2 "$1, for the Swift toolchain" ;;
        libz.so.1) need zlib1g "$1, for the Swift toolchain" ;;
        *)
            echo "The Swift toolchain in $toolchain needs the shared library $1, and no package is" \
                "known here that has it. Install a toolchain made for this system from" \
                "https://www.swift.org/install/, or the library, and run make again." >&2
            exit 1
            ;;
    esac
}

# Whether the C compiler finds $1 among the files that linking needs.
is_linkable() {
    [ "$("$compiler" -print-file-name="$1" 2>/dev/null || echo "$1")" != "$1" ]
}

can_link() {
    command -v ld >/dev/null && is_linkable crt1.o && is_linkable crtbeginS.o && is_linkable libstdc++.so
}

has_certificates() {
    for file in "${SSL_CERT_FILE:-}" "${GIT_SSL_CAINFO:-}" /etc/ssl/certs/ca-certificates.crt \
        /etc/pki/tls/certs/ca-bundle.crt /etc/ssl/cert.pem; do
        if [ -n "$file" ] && [ -r "$file" ]; then return 0; fi
    done
    return 1
}

# By the header: pkg-config does not look where every system keeps it.
has_sqlite() {
    pkg-config --exists sqlite3 2>/dev/null || [ -e /usr/include/sqlite3.h ]
}

# Sets `packages` and `reasons` to what is missing now.
find_missing() {
    packages=
    reasons=
    for library in $(missing_libraries); do need_library "$library"; done
    can_link || need g++ "the linker, the C library and libstdc++, for linking"
    command -v pkg-config >/dev/null || need pkg-config "the program, which finds zlib and zstd"
    pkg-config --exists zlib 2>/dev/null || need zlib1g-dev "zlib.h and zlib.pc, for reading gzip"
    pkg-config --exists libzstd 2>/dev/null || need libzstd-dev "zstd.h and libzstd.pc, for reading Zstandard"
    has_sqlite || need libsqlite3-dev "sqlite3.h, for writing databases"
    command -v git >/dev/null || need git "the program, which fetches swift-argument-parser"
    has_certificates || need ca-certificates "the certificates with which git checks who it talks to"
}

# Sets `as_root` to what runs a command as root, and fails where nothing does.
find_root() {
    # sudo that would ask for a password is no sudo: nothing is asked here.
    if [ "$(id -u)" -eq 0 ]; then
        as_root=
    else
        as_root="sudo -n"
        command -v sudo >/dev/null && sudo -n true 2>/dev/null
    fi
}

apt_get() {
    # Unquoted: a word list, empty for root.
    # shellcheck disable=SC2086
    $as_root env DEBIAN_FRONTEND=noninteractive \
        apt-get -qq -o Dpkg::Use-Pty=0 -o DPkg::Lock::Timeout=120 "$@" </dev/null >&2
}

install_missing() {
    if ! command -v apt-get >/dev/null; then
        echo "Missing on this machine, by Debian's names:$reasons" >&2
        echo "There is no apt-get here: install them by the means of this system, and run make again." >&2
        exit 1
    fi
    if ! find_root; then
        echo "Missing on this machine:$reasons" >&2
        echo "Installing needs root or a sudo that asks no password. Have an administrator run" >&2
        echo "  apt-get update && apt-get install -y --no-install-recommends $packages" >&2
        echo "and run make again." >&2
        exit 1
    fi
    echo "Installing what is missing:$reasons" >&2
    # A package list of somebody else's that cannot be fetched need not matter; installing will tell.
    apt_get update || echo "apt-get update failed in part; going on with the lists that are here." >&2
    # Unquoted: a word list.
    # shellcheck disable=SC2086
    if ! apt_get install -y --no-install-recommends $packages; then
        echo "apt-get could not install: $packages. Its own message stands above." >&2
        exit 1
    fi
    find_missing
    if [ -n "$packages" ]; then
        echo "apt-get installed all that was asked for, and yet this is missing:$reasons" >&2
        exit 1
    fi
}

# ISA-L decompresses faster than zlib, and not every system has it: it is sought once, and if there is
# none, zlib does. ISAL=no does not seek it.
seek_isal() {
    if [ "${ISAL:-}" = no ] || pkg-config --exists libisal || [ -e "$isal_sought" ]; then return; fi
    mkdir -p "$(dirname "$isal_sought")" && touch "$isal_sought" || true
    if ! command -v apt-get >/dev/null || ! find_root; then return; fi
    echo "Installing what is not needed and makes reading faster:
  libisal-dev: ISA-L, for reading gzip" >&2
    apt_get update || true
    apt_get install -y --no-install-recommends libisal-dev ||
        echo "There is no libisal-dev to be had here; zlib will do." >&2
}

toolchain=$(toolchain_folder)
compiler=$toolchain/clang
if [ ! -x "$compiler" ]; then compiler=cc; fi
isal_sought=$(dirname "$0")/../.build/isal-sought

find_missing
if [ -n "$packages" ]; then install_missing; fi
seek_isal
