#!/usr/bin/env bash
# Measures the whole program: CPU time of `evaluate` as a ratio to that of `gzip -dc` over the same
# files in the same run, the gain of two workers, and peak memory for one and for ten times the files.
# Prints medians of five interleaved rounds. Usage: Benchmarks/evaluate.sh [RECORDS]
set -euo pipefail
cd "$(dirname "$0")/.."

records=${1:-2000000}
rounds=5
program=.build/release/flowverdict
[ -x "$program" ] || { echo "build first: make build" >&2; exit 1; }
[ -x /usr/bin/time ] || { echo "GNU time is needed: apt-get install time" >&2; exit 1; }

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
"$program" generate --seed 1 --records "$records" --output "$folder/made" > /dev/null
mkdir "$folder/copies"
for copy in 0 1 2 3 4 5 6 7 8 9; do cp -r "$folder/made/logs" "$folder/copies/$copy"; done

# measure NAME COMMAND...: appends "CPU-seconds wall-seconds peak-KiB" to NAME.
measure() {
    local name=$1
    shift
    /usr/bin/time -f '%U %S %e %M' -o "$folder/time" "$@" > "$folder/output" || {
        cat "$folder/output" >&2
        exit 1
    }
    awk '{ print $1 + $2, $3, $4 }' "$folder/time" >> "$folder/$name"
}

find "$folder/made/logs" -name '*.gz' | sort > "$folder/files"
for _ in $(seq "$rounds"); do
    measure gunzip xargs -a "$folder/files" gzip -dc
    measure one "$program" evaluate --rules "$folder/made/rules" --threads 1 "$folder/made/logs"
    measure two "$program" evaluate --rules "$folder/made/rules" --threads 2 "$folder/made/logs"
done
measure tenfold "$program" evaluate --rules "$folder/made/rules" --threads 2 "$folder/copies"

# A benchmark that did not do the work proves nothing.
"$program" evaluate --rules "$folder/made/rules" --output-format json --output "$folder/report" "$folder/made/logs"
read_back=$(awk '/"lines"/ { inside = 1 } inside && /"records"/ { gsub(/[^0-9]/, ""); print; exit }' "$folder/report")
[ "$read_back" = "$records" ] || { echo "evaluated $read_back records of $records" >&2; exit 1; }

median() { sort -n -k "$2,$2" "$folder/$1" | awk -v c="$2" '{ v[NR] = $c } END { print v[int((NR + 1) / 2)] }'; }
ratio() { awk -v a="$1" -v b="$2" 'BEGIN { printf "%.2f", a / b }'; }

echo "records                                  $records"
echo "CPU seconds: gzip -dc                    $(median gunzip 1)"
echo "CPU seconds: evaluate, one worker        $(median one 1)"
echo "CPU of evaluate over CPU of gzip -dc     $(ratio "$(median one 1)" "$(median gunzip 1)")"
echo "wall: one worker over two                $(ratio "$(median one 2)" "$(median two 2)")"
echo "peak memory, MiB: one worker             $(ratio "$(median one 3)" 1024)"
echo "peak memory, MiB: two workers            $(ratio "$(median two 3)" 1024)"
echo "peak memory, MiB: ten times the files    $(ratio "$(median tenfold 3)" 1024)"
