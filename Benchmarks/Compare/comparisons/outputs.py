"""What writing a verdict for every record adds."""

from functools import partial
from pathlib import Path

from bench import Bench, Comparison
from failure import WrongAnswer
from samples import ratio, series
from target import Finding, Target

NDJSON = Target("CPU of `evaluate` with NDJSON for every record over `evaluate` alone; one worker", "×", must=2)
CSV = Target("CPU of `evaluate` with CSV for every record over `evaluate` alone; one worker", "×", must=2)
FORMATS = {"ndjson": NDJSON, "csv": CSV}


def verdict_records(bench: Bench) -> list[Finding]:
    evaluation = bench.evaluation(bench.archive)
    folder = bench.scratch_folder("records")
    samples = bench.rounds({
        "alone": partial(evaluation.run_threads, 1),
        **{
            name: partial(evaluation.run_threads, 1, "--records", "/dev/null", "--records-format", name)
            for name in FORMATS
        },
    })
    alone = series("evaluate --threads 1", "CPU s", (usage.cpu_seconds for usage in samples["alone"]))
    findings = []
    for name, target in FORMATS.items():
        path = folder / f"records.{name}"
        evaluation.run("--records", str(path), "--records-format", name)
        lines = line_count(path) - (name == "csv")
        if lines != bench.archive.records:
            raise WrongAnswer(f"{lines:,} {name} records for {bench.archive.records:,} flow records")
        size = path.stat().st_size
        path.unlink()
        written = series(f"with {name} records", "CPU s", (usage.cpu_seconds for usage in samples[name]))
        result = ratio(written, alone)
        findings.append(Finding(
            target, result.of_medians, [written, alone],
            [evaluation.work, f"{name}: {lines:,} records of {size:,} bytes in all, in a run of its own."],
            [*(note for note in (result.note,) if note), "The timed runs write to `/dev/null`: no disk is measured."],
        ))
    return findings


def line_count(path: Path) -> int:
    with open(path, "rb") as file:
        return sum(block.count(b"\n") for block in iter(lambda: file.read(1 << 20), b""))


COMPARISONS = (Comparison("records", (NDJSON, CSV), verdict_records),)
