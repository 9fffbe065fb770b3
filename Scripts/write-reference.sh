#!/bin/sh
# Prints Documentation/reference.md: all that the program $1 says of itself when it is asked for help.
set -eu

program=$1
unset COLUMNS

cat <<'END'
# Reference

What `flowverdict --help` and `flowverdict VERB --help` print. `make reference` writes this page anew.

END
# Prints the help of a verb, or of the whole, as a section.
section() {
    printf '## flowverdict%s\n\n```\n' "${1:+ $1}"
    "$program" ${1:+"$1"} --help
    printf '```\n\n'
}
section ''
# The verbs, as the help lists them between SUBCOMMANDS and the next blank line.
for verb in $("$program" --help | sed -n '/^SUBCOMMANDS:/,/^$/s/^  \([a-z][a-z-]*\) .*/\1/p'); do
    section "$verb"
done | sed -e '$d'
