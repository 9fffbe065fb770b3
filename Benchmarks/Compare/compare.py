#!/usr/bin/env python3
"""Measures FlowVerdict beside its peers, in one run, and writes Benchmarks/RESULTS.md.

Makes its data from a seed, builds the programs, installs the peers that are missing, checks that both sides
did the same work, and fails where something that must be reached is not, or could not be measured.
"""

import argparse
import sys
import time
from pathlib import Path

import machine
import results
from bench import Bench, Comparison
from comparisons import COMPARISONS
from failure import NotMeasured
from settings import DEFAULT_RECORDS, DEFAULT_ROUNDS, RESULTS, Settings
from target import Absence, Outcome


def main() -> int:
    options = parsed_options()
    bench = Bench(Settings(
        options.rounds, options.records, options.program, options.libz_program, options.lookup,
    ))
    chosen = [comparison for comparison in COMPARISONS if not options.only or comparison.name in options.only]
    outcomes = [outcome for comparison in chosen for outcome in measured(comparison, bench)]

    command = "make bench-compare" + (f" OPTIONS='{' '.join(sys.argv[1:])}'" if sys.argv[1:] else "")
    text = results.page(outcomes, machine.facts(bench, command))
    output = options.output or (None if options.only else RESULTS)
    if output is None:
        print(text)
    else:
        results.write(output, text)
    print(results.counts(outcomes), file=sys.stderr)
    return 0 if all(outcome.passed for outcome in outcomes) else 1


def measured(comparison: Comparison, bench: Bench) -> list[Outcome]:
    """What came out for each target of the comparison; tells how it goes on standard error."""
    start = time.monotonic()
    try:
        outcomes: list[Outcome] = [*comparison.measure(bench)]
    except NotMeasured as reason:
        outcomes = [Absence(target, str(reason)) for target in comparison.targets]
    for outcome in outcomes:
        print(results.line(outcome), file=sys.stderr)
    print(f"{'':13} {comparison.name} took {time.monotonic() - start:.0f} s", file=sys.stderr)
    return outcomes


def parsed_options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=positive, default=DEFAULT_ROUNDS, help="rounds that count (%(default)s)")
    parser.add_argument("--records", type=positive, default=DEFAULT_RECORDS, help="flow records (%(default)s)")
    parser.add_argument(
        "--only", action="append", choices=[comparison.name for comparison in COMPARISONS], metavar="NAME",
        help="measure this alone, may be given again; prints the page and leaves RESULTS.md as it is: "
        + ", ".join(comparison.name for comparison in COMPARISONS),
    )
    parser.add_argument("--output", type=Path, help="where the page goes instead")
    parser.add_argument("--program", type=Path, help="flowverdict with ISA-L, not built then")
    parser.add_argument("--libz-program", type=Path, help="flowverdict without ISA-L, not built then")
    parser.add_argument("--lookup", type=Path, help="the program `lookup`, not built then")
    return parser.parse_args()


def positive(text: str) -> int:
    value = int(text)
    if value < 1:
        raise argparse.ArgumentTypeError("it takes a number from 1")
    return value


if __name__ == "__main__":
    sys.exit(main())
