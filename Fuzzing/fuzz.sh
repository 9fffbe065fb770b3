#!/bin/sh
# Fuzzes the readers that are named, or all, for SECONDS_EACH: `fuzz.sh HARNESS...`. What was found interesting is kept in
# .build/corpus and gone on from; what is a finding lies in .build/findings. ADDRESS=no leaves the address sanitizer out,
# and is several times as fast.
set -eu
cd "$(dirname "$0")"

seconds=${SECONDS_EACH:-60}
harnesses=${*:-archive lines twins log format rules suppressions agreement state}
swift=$(../Scripts/set-up.sh)
runtime=$(find "$(dirname "$(readlink -f "$swift")")/../lib/clang" -name "libclang_rt.fuzzer_no_main-$(uname -m).a" | head -n 1)
[ -n "$runtime" ] || {
    echo "fuzz.sh: the toolchain has no libFuzzer (libclang_rt.fuzzer_no_main)" >&2
    exit 69
}
traits=$(../Scripts/choose-traits.sh)
scratch=.build/plain
if [ "${ADDRESS:-yes}" = yes ]; then
    traits="--traits ADDRESS${traits#--traits }"
    traits=$(echo "$traits" | sed 's/ADDRESS\(.\)/ADDRESS,\1/')
    scratch=.build/address
fi
# shellcheck disable=SC2086
"$swift" build -c release --scratch-path "$scratch" $traits -Xlinker "$runtime" >&2
# libFuzzer keeps what made the program crash, where nobody else looks at the crash.
export SWIFT_BACKTRACE=enable=no

# Begins a corpus with files of ours and what was found before.
seed() {
    mkdir -p ".build/corpus/$1" ".build/findings/$1"
    case $1 in
        archive) cp ../Tests/Fixtures/archives/*.gz ".build/corpus/$1" ;;
        # Each line by itself, since what is short is run often.
        lines | twins)
            cat ../Tests/Fixtures/archives/flow.log ../Tests/Fixtures/conformance/flows.log ../Tests/Fixtures/forms/flows.log |
                split -l 1 -a 4 - ".build/corpus/$1/line-"
            ;;
        log) cp ../Tests/Fixtures/archives/* ../Tests/Fixtures/conformance/flows.log ".build/corpus/$1" ;;
        rules)
            find ../Tests/Fixtures/rules ../Tests/Fixtures/forms ../Samples/rules -name '*.*' -type f -size -64k \
                -exec sh -c 'for file; do cp "$file" "$0/$(echo "$file" | tr / _)"; done' ".build/corpus/$1" {} +
            ;;
        state) "$scratch/release/fuzz" state seed >".build/corpus/$1/seed" ;;
        *) ;;
    esac
    if [ -d "findings/$1" ]; then cp "findings/$1"/* ".build/corpus/$1"; fi
}

dictionary() {
    case $1 in
        lines | twins | log | format) echo -dict=dictionaries/lines.dict ;;
        rules) echo -dict=dictionaries/rules.dict ;;
        *) ;;
    esac
}

# The longest input worth while.
longest() {
    case $1 in
        lines | twins | format) echo 320 ;;
        agreement | suppressions) echo 2048 ;;
        *) echo 16384 ;;
    esac
}

status=0
for harness in $harnesses; do
    seed "$harness"
    # shellcheck disable=SC2046
    "$scratch/release/fuzz" "$harness" $(dictionary "$harness") -max_total_time="$seconds" -max_len="$(longest "$harness")" -len_control=0 -timeout=20 \
        -rss_limit_mb=4096 -print_final_stats=1 -artifact_prefix=".build/findings/$harness/" \
        ".build/corpus/$harness" >".build/$harness.log" 2>&1 || status=1
    tail -n 20 ".build/$harness.log" | grep -E '^(stat::number_of|stat::average|SUMMARY|Done)' | sed "s/^/$harness: /"
    grep -E '^#[0-9]+' ".build/$harness.log" | tail -n 1 | sed "s/^/$harness: /"
done
[ "$status" = 0 ] || echo "fuzz.sh: findings in Fuzzing/.build/findings; the logs beside it say what they are" >&2
exit "$status"
