#!/usr/bin/env python3
"""Counts the instructions that `evaluate` executes for a record, by stage.

Valgrind emulates a processor and counts what runs on it, so the counts are the same again for the same program,
however busy the machine is. They are instructions, not time. Two runs over archives of different size are
counted; what they differ by, divided by the records they differ by, leaves the start of the program out.

Writes the counts to Benchmarks/Instructions/instructions.json, by the engine that the program reads gzip with, or
with --compare prints them beside those that the file has.
"""

import argparse
import json
import re
import shutil
import subprocess
import sys
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from callgrind import CountingFailed, Function, count, demangled
from stages import OTHER, STAGES, stage

ROOT = Path(__file__).resolve().parents[2]
SCRATCH = ROOT / ".build/instructions"
PROGRAM = ROOT / ".build/release/flowverdict"
KEPT = Path(__file__).with_name("instructions.json")
SEED = 1
RECORDS = (20_000, 60_000)
# What less than this many instructions a record go to is not worth a line.
WORTH_LISTING = 0.5
# How much larger than the kept one a total may be; another compiler or library may well differ more.
TOLERANCE = 0.02


def main() -> int:
    options = parsed_options()
    try:
        swift = printed_by([ROOT / "Scripts/set-up.sh"])
        version = printed_by([options.program, "--version"])
        functions = counted_functions(options.program, swift)
    except CountingFailed as reason:
        print(f"count.py: {reason}", file=sys.stderr)
        return 1
    engine = engine_of(version)
    stages = by_stage(functions)
    kept = json.loads(KEPT.read_text()) if KEPT.exists() else {}
    print(f"Instructions a record, {version}")
    print(table(stages, kept.get(engine, {}).get("stages", {}) if options.compare else {}))
    print(others(functions))
    if options.compare:
        return 0 if is_within_tolerance(stages, kept.get(engine)) else 1
    kept[engine] = {"program": version, "records": RECORDS, "seed": SEED, "stages": stages}
    KEPT.write_text(json.dumps(dict(sorted(kept.items())), indent=2) + "\n")
    return 0


def counted_functions(program: Path, swift: str) -> Mapping[Function, float]:
    """Instructions a record of each function, by its file and demangled name."""
    if shutil.which("valgrind") is None:
        raise CountingFailed("valgrind is missing: apt-get install -y --no-install-recommends valgrind")
    shutil.rmtree(SCRATCH, ignore_errors=True)
    SCRATCH.mkdir(parents=True)
    small, large = (counted_run(program, records) for records in RECORDS)
    records = RECORDS[1] - RECORDS[0]
    names = demangled((name for _, name in large.keys() | small.keys()), swift)
    functions: defaultdict[Function, float] = defaultdict(float)
    for file, name in large.keys() | small.keys():
        function = "flowverdict" if file == program.name else file, names[name]
        functions[function] += (large[file, name] - small[file, name]) / records
    return functions


def counted_run(program: Path, records: int) -> Counter[Function]:
    """Counts one run over an archive of so many records, made anew."""
    folder = SCRATCH / str(records)
    printed_by([program, "generate", "--seed", str(SEED), "--records", str(records), "--output", folder])
    command: list[str | Path] = [program, "evaluate", "--threads", "1", "--rules", folder / "rules", folder / "logs"]
    return count(command, SCRATCH / f"callgrind.{records}")


def by_stage(functions: Mapping[Function, float]) -> dict[str, int]:
    """Instructions a record by stage, rounded, all stages and `total` named."""
    sums = dict.fromkeys(STAGES, 0.0)
    for (file, name), instructions in functions.items():
        sums[stage(file, name)] += instructions
    return {name: round(value) for name, value in (*sums.items(), ("total", sum(sums.values())))}


def table(stages: Mapping[str, int], kept: Mapping[str, int]) -> str:
    lines = [f"{'stage':16}{'now':>10}" + (f"{'kept':>10}{'ratio':>8}" if kept else "")]
    for name, value in stages.items():
        line = f"{name:16}{value:10,}"
        if kept:
            before = kept.get(name, 0)
            line += f"{before:10,}" + (f"{value / before:8.3f}" if before else f"{'-':>8}")
        lines.append(line)
    return "\n".join(lines)


def others(functions: Mapping[Function, float]) -> str:
    """What no stage has, function by function."""
    unknown = [
        (value, file, name) for (file, name), value in functions.items()
        if value >= WORTH_LISTING and stage(file, name) == OTHER
    ]
    unknown.sort(reverse=True)
    return "\n".join(f"  {OTHER}: {value:,.1f} in {file}, {name}" for value, file, name in unknown)


def is_within_tolerance(stages: Mapping[str, int], kept: Mapping[str, Any] | None) -> bool:
    if kept is None:
        print(f"{KEPT.name} has no counts of this engine", file=sys.stderr)
        return False
    ratio = stages["total"] / kept["stages"]["total"]
    if ratio <= 1 + TOLERANCE:
        return True
    print(f"{ratio - 1:.1%} more instructions a record than {KEPT.name} has", file=sys.stderr)
    return False


def engine_of(version: str) -> str:
    """The library that the program says it reads gzip by."""
    found = re.search(r"gzip by ([\w-]+)", version)
    return found[1] if found else "unknown engine"


def printed_by(command: Sequence[str | Path]) -> str:
    """What `command` prints, stripped."""
    try:
        done = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, text=True)
    except OSError as error:
        raise CountingFailed(f"{command[0]} cannot be run: {error.strerror}") from error
    if done.returncode != 0:
        raise CountingFailed(f"{command[0]} failed: {done.stderr.strip()}")
    return done.stdout.strip()


def parsed_options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--compare", action="store_true", help="leave the file as it is and print both")
    parser.add_argument("--program", type=Path, default=PROGRAM, help="flowverdict, where it is another")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
