"""What a second worker gains, by how the records are packed in files."""

import os
from collections.abc import Callable
from functools import partial

from archive import Archive
from bench import Bench, Comparison
from evaluation import Evaluation
from process import Usage
from samples import Series, ratio, series
from target import Better, Finding, Target


def gain_target(packing: str, must: float | None = None, aim: float | None = None) -> Target:
    return Target(f"wall time of one worker over that of two, {packing}", "×", must, aim, Better.HIGHER)


MANY_FILES = gain_target("files of 200 KiB", must=1.85, aim=1.95)
SINGLE_MEMBER = gain_target("one file of one gzip member")
JOINED_MEMBERS = gain_target("one file of many gzip members")
SMALL_FILES = gain_target("10,000 files of 20 KiB", must=1.85, aim=1.95)
SMALL_FILES_CPU = Target("CPU a byte of text in 10,000 files of 20 KiB over files of 200 KiB", "×")


def gain(bench: Bench, target: Target, archive: Callable[[Bench], Archive]) -> list[Finding]:
    evaluation = bench.evaluation(archive(bench))
    rounds = bench.few_rounds if target.must is None else bench.rounds
    samples = rounds({"one": partial(evaluation.run_threads, 1), "two": partial(evaluation.run_threads, 2)})
    return [gain_finding(target, evaluation, samples)]


def gain_finding(target: Target, evaluation: Evaluation, samples: dict[str, list[Usage]]) -> Finding:
    one, two = (
        series(label, "s", (usage.wall_seconds for usage in samples[name]))
        for name, label in (("one", "one worker"), ("two", "two workers"))
    )
    result = ratio(one, two)
    notes = [note for note in (result.note,) if note]
    if (os.cpu_count() or 1) < 2:
        notes.append("This machine has one processor.")
    return Finding(target, result.of_medians, [one, two], [evaluation.work], notes)


def small_files(bench: Bench) -> list[Finding]:
    """Both what a second worker gains, and what opening so many files costs."""
    large = bench.evaluation(bench.archive)
    small = bench.evaluation(bench.archives.small_files(bench.archive))
    samples = bench.few_rounds({
        "one": partial(small.run_threads, 1),
        "two": partial(small.run_threads, 2),
        "large": partial(large.run_threads, 1),
    })

    def nanoseconds(name: str, label: str, evaluation: Evaluation) -> Series:
        values = (usage.cpu_seconds / evaluation.decompressed_bytes * 1e9 for usage in samples[name])
        return series(label, "CPU ns a byte", values)

    above, below = nanoseconds("one", "files of 20 KiB", small), nanoseconds("large", "files of 200 KiB", large)
    result = ratio(above, below)
    return [
        gain_finding(SMALL_FILES, small, samples),
        Finding(
            SMALL_FILES_CPU, result.of_medians, [above, below], [small.work, large.work],
            [note for note in (result.note,) if note],
        ),
    ]


COMPARISONS = (
    Comparison("workers", (MANY_FILES,), partial(gain, target=MANY_FILES, archive=lambda bench: bench.archive)),
    Comparison("single-member", (SINGLE_MEMBER,), partial(
        gain, target=SINGLE_MEMBER, archive=lambda bench: bench.archives.single_member(bench.archive))),
    Comparison("joined-members", (JOINED_MEMBERS,), partial(
        gain, target=JOINED_MEMBERS, archive=lambda bench: bench.archives.joined_members(bench.archive))),
    Comparison("small-files", (SMALL_FILES, SMALL_FILES_CPU), small_files),
)
