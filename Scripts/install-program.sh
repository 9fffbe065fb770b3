#!/bin/sh
# Copies the program $2 into the tree $1, with the manual pages that $3 makes of its help and the completions that it
# writes itself.
set -eu

prefix=$1
program=$2
make_manual=$3

install -d "$prefix/bin" "$prefix/share/man/man1" "$prefix/share/bash-completion/completions" \
    "$prefix/share/zsh/site-functions" "$prefix/share/fish/vendor_completions.d"
install -m 755 "$program" "$prefix/bin/flowverdict"

# Prints the completion script of a shell.
completion() { "$program" --generate-completion-script "$1"; }
completion bash >"$prefix/share/bash-completion/completions/flowverdict"
completion zsh >"$prefix/share/zsh/site-functions/_flowverdict"
completion fish >"$prefix/share/fish/vendor_completions.d/flowverdict.fish"

manual=$(mktemp -d)
trap 'rm -rf -- "$manual"' EXIT
"$make_manual" "$program" --output-directory "$manual" --multi-page
# Pages of verbs are called as those of git are: flowverdict-evaluate(1).
for page in "$manual"/flowverdict*.1; do
    name=$(basename "$page" .1 | tr . -)
    install -m 644 "$page" "$prefix/share/man/man1/$name.1"
done
echo "Installed flowverdict, its manual pages and its completions below $prefix"
