#!/bin/sh
# Makes the reference of the library's modules for browsers, out of their doc comments and catalogs: $1 is `swift`, $2 the
# scratch folder of a debug build of theirs, $3 where the result goes. What DocC warns of is an error.
set -eu

swift=$1
scratch=$2
output=$3
tools=$(dirname "$(readlink -f "$swift")")
target=$("$swift" -print-target-info | sed -n 's/^ *"unversionedTriple": "\(.*\)",*$/\1/p' | head -n 1)

graphs=$(mktemp -d)
trap 'rm -rf -- "$graphs"' EXIT
for module in NetworkPrimitives GzipInput FlowLogs NetworkRules RuleMatching FlowEvaluation; do
    mkdir "$graphs/$module"
    "$tools/swift-symbolgraph-extract" -module-name "$module" -target "$target" -minimum-access-level public \
        -skip-synthesized-members -I "$scratch/debug/Modules" -I Sources/CZlib -I Sources/CZstandard \
        -I Sources/CISAL -Xcc -fmodule-map-file="$scratch/checkouts/Yams/Sources/CYaml/include/module.modulemap" \
        -output-dir "$graphs/$module"
    "$tools/docc" convert "Sources/$module/$module.docc" --additional-symbol-graph-dir "$graphs/$module" \
        --fallback-display-name "$module" --fallback-bundle-identifier "flowverdict.$module" \
        --fallback-default-module-kind Library --warnings-as-errors \
        --output-path "$graphs/$module.doccarchive" >&2
done
rm -rf "$output"
mkdir -p "$(dirname "$output")"
"$tools/docc" merge "$graphs"/*.doccarchive --synthesized-landing-page-name FlowVerdict \
    --synthesized-landing-page-kind Libraries --output-path "$output"
echo "The library's reference is $output; docc preview or any web server shows it"
