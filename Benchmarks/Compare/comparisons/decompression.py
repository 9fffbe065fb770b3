"""All of `evaluate` against decompression alone, which nothing that reads the files can be quicker than."""

import subprocess
from collections.abc import Callable
from functools import partial
from pathlib import Path

from bench import Bench, Comparison
from failure import WrongAnswer
from process import Command, output_of
from samples import ratio, series
from target import Finding, Target

ISAL = Target("CPU of `evaluate`, one worker, over CPU of `igzip -dc`; built with ISA-L", "×", must=2.0, aim=1.4)
LIBZ = Target("CPU of `evaluate`, one worker, over CPU of a bare libz inflate; built with libz", "×", must=1.4, aim=1.2)


def over_igzip(bench: Bench) -> list[Finding]:
    program = bench.programs.flowverdict_with_isal
    command: Command = [bench.peers.igzip, "-dc", *bench.archive.paths]
    return [over_peer(bench, ISAL, program, "igzip -dc", command, lambda: counted_bytes(command))]


def over_inflate(bench: Bench) -> list[Finding]:
    program = bench.programs.flowverdict_with_libz
    command: Command = [bench.peers.inflate, *bench.archive.paths]
    return [over_peer(bench, LIBZ, program, "libz inflate", command, lambda: int(output_of(command)))]


def over_peer(
    bench: Bench, target: Target, program: Path, name: str, command: Command, decompressed: Callable[[], int]
) -> Finding:
    """Measures `program` against `command`, which is to decompress as many bytes as it."""
    evaluation = bench.evaluation(bench.archive, program)
    expected, found = evaluation.decompressed_bytes, decompressed()
    if found != expected:
        raise WrongAnswer(f"{name} decompressed {found:,} bytes, evaluate {expected:,}")
    samples = bench.rounds({
        "evaluate": partial(evaluation.run_threads, 1),
        "peer": lambda: bench.launcher.run(command, keep_output=False),
    })
    ours = series("evaluate --threads 1", "CPU s", (usage.cpu_seconds for usage in samples["evaluate"]))
    theirs = series(name, "CPU s", (usage.cpu_seconds for usage in samples["peer"]))
    result = ratio(ours, theirs)
    return Finding(
        target, result.of_medians, [ours, theirs],
        [evaluation.work, f"{name}: {found:,} bytes of text from the same files."],
        [note for note in (result.note,) if note],
    )


def counted_bytes(command: Command) -> int:
    """How many bytes `command` prints."""
    with subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        count = 0
        while block := process.stdout.read(1 << 20):
            count += len(block)
        return count


COMPARISONS = (
    Comparison("igzip", (ISAL,), over_igzip),
    Comparison("libz", (LIBZ,), over_inflate),
)
