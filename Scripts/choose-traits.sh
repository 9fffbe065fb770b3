#!/bin/sh
# Prints the options by which SwiftPM builds the package for this machine: `--traits` and the package's traits that are
# asked for by ISAL (`yes` or `no`) and PROCESSOR (`baseline`, `avx2` or `avx512`), or where one is empty those that the
# machine has what they need for.
set -eu

has_isal() { pkg-config --exists libisal 2>/dev/null; }

# Whether the first processor has all of the features.
has_features() {
    features=$(grep -m 1 '^flags' /proc/cpuinfo 2>/dev/null) || return 1
    for feature in "$@"; do
        case " $features " in *" $feature "*) ;; *) return 1 ;; esac
    done
}

processor_here() {
    if [ "$(uname -m)" != x86_64 ] || ! has_features avx2 bmi1 bmi2; then
        echo baseline
    elif has_features avx512bw avx512dq avx512vl avx512vbmi avx512_vbmi2; then
        echo avx512
    else
        echo avx2
    fi
}

traits=
case ${ISAL:-} in
    yes) traits=ISAL ;;
    no) ;;
    '') if has_isal; then traits=ISAL; fi ;;
    *)
        echo "ISAL=$ISAL is neither yes nor no; leave it out to have ISA-L where it is installed." >&2
        exit 1
        ;;
esac
case ${PROCESSOR:-$(processor_here)} in
    baseline) ;;
    avx2) traits=${traits:+$traits,}AVX2 ;;
    avx512) traits=${traits:+$traits,}AVX512 ;;
    *)
        echo "PROCESSOR=$PROCESSOR is none of baseline, avx2 and avx512; leave it out to have what is here." >&2
        exit 1
        ;;
esac
if [ -n "$traits" ]; then printf '%s %s\n' --traits "$traits"; fi
