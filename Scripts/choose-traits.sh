#!/bin/sh
# Prints the options by which SwiftPM builds the package for this machine: `--traits` and those of the package's
# traits whose variable (ISAL, AVX2) is `yes`, or is empty while the machine has what they need.
set -eu

has_isal() { pkg-config --exists libisal 2>/dev/null; }

has_avx2() {
    [ "$(uname -m)" = x86_64 ] && grep -m 1 '^flags' /proc/cpuinfo 2>/dev/null | grep -w avx2 | grep -qw bmi2
}

# Whether trait $1 is chosen, whose variable's value is $2 and whose need $3 asks for.
chosen() {
    case $2 in
        yes) return 0 ;;
        no) return 1 ;;
        '') "$3" ;;
        *)
            echo "$1=$2 is neither yes nor no; leave it out to have what this machine has." >&2
            return 1
            ;;
    esac
}

traits=
if chosen ISAL "${ISAL:-}" has_isal; then traits=ISAL; fi
if chosen AVX2 "${AVX2:-}" has_avx2; then traits=${traits:+$traits,}AVX2; fi
if [ -n "$traits" ]; then printf '%s %s\n' --traits "$traits"; fi
