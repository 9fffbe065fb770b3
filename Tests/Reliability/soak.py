#!/usr/bin/env python3
"""Judges generated archives again and again, for as long as is asked for: the report has to be the same each time, and
within a run neither memory nor open files may grow.

usage: soak.py PROGRAM --seconds SECONDS

Each round is one run of the program over an archive of a few files that it reads again and again by links, while its memory
and its open files are looked at from outside; the next one has another number of threads, and every fourth other outputs.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time

from watched import environment

LINKS = 5000


def generate(program, folder):
    subprocess.run(
        [program, "generate", "--seed", "5", "--records", "200000", "--output", f"{folder}/made"],
        check=True, stdout=subprocess.DEVNULL)
    logs = f"{folder}/logs"
    os.makedirs(logs)
    files = sorted(
        os.path.join(place, name) for place, _, names in os.walk(f"{folder}/made/logs") for name in names)
    for number in range(LINKS):
        os.symlink(files[number % len(files)], f"{logs}/{number:04}.log.gz")
    return f"{folder}/made/rules", logs


def steady(report):
    """A report without what a run takes, and how many threads it had."""
    content = json.loads(report)
    content.pop("run")
    return content


def watch(process):
    """Memory in KiB and open files of a process, looked at every 50 ms."""
    seen = []
    while process.poll() is None:
        try:
            with open(f"/proc/{process.pid}/statm") as file:
                pages = int(file.read().split()[1])
            seen.append((pages * os.sysconf("SC_PAGE_SIZE") // 1024, len(os.listdir(f"/proc/{process.pid}/fd"))))
        except (FileNotFoundError, ProcessLookupError, IndexError):
            break
        time.sleep(0.05)
    return seen


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("program")
    parser.add_argument("--seconds", type=float, default=60)
    options = parser.parse_args()
    program = os.path.abspath(options.program)
    with tempfile.TemporaryDirectory(prefix="soak-") as folder:
        rules, logs = generate(program, folder)
        end = time.monotonic() + options.seconds
        first, rounds, most_memory, most_files, records = None, 0, [], [], 0
        while time.monotonic() < end:
            threads = 1 + rounds % 4
            more = [[], ["--html", f"{folder}/page.html"], ["--records", f"{folder}/verdicts.ndjson", "--only", "anomalous"],
                    ["--checkpoint", f"{folder}/checkpoint"]][rounds // 4 % 4]
            with open(f"{folder}/report", "w") as report:
                process = subprocess.Popen(
                    [program, "evaluate", "--rules", rules, "--output-format", "json", "--threads", str(threads), logs, *more],
                    stdout=report, stderr=subprocess.PIPE, env=environment())
                seen = watch(process)
                errors = process.stderr.read().decode()
            if process.wait() != 0 or errors:
                sys.exit(f"round {rounds + 1} ended with {process.returncode}: {errors}")
            with open(f"{folder}/report") as report:
                found = steady(report.read())
            first = first or found
            if found != first:
                sys.exit(f"round {rounds + 1}, {threads} threads, {more[:1]}: another report than the first")
            records += found["lines"]["records"]
            # By the first quarter everything has been met once; in the last one the report is made.
            quarter = len(seen) // 4
            if quarter > 4:
                before = max(kib for kib, _ in seen[quarter:2 * quarter])
                after = max(kib for kib, _ in seen[2 * quarter:3 * quarter])
                if after > before * 1.02 + 1024:
                    sys.exit(f"round {rounds + 1}: memory grew from {before} to {after} KiB in a run")
            most_memory.append(max((kib for kib, _ in seen), default=0))
            most_files.append(max((files for _, files in seen), default=0))
            rounds += 1
        print(f"{rounds} rounds of {LINKS} files each, {records:,} records, every report the same")
        print(f"memory: {max(most_memory) / 1024:.0f} MiB at the most, steady within each round")
        print(f"open files: {max(most_files)} at the most")


main()
