"""`evaluate` against what is at hand for reading flow logs: DuckDB's SQL, and a library for Python."""

import json
from functools import partial
from pathlib import Path
from typing import Any

from archive import Archive
from bench import Bench, Comparison
from evaluation import Evaluation
from failure import WrongAnswer
from process import Command, output_of
from samples import ratio, series
from target import Better, Finding, Target

GROUPING = Target(
    "wall time of DuckDB, reading and grouping the same files, over that of `evaluate`; all processors", "×",
    must=3, aim=5, better=Better.HIGHER,
)
JOIN_RULES = 60
FLOWLOGS_READER_RECORDS = 100_000


def over_duckdb(bench: Bench) -> list[Finding]:
    evaluation = bench.evaluation(bench.archive)
    command = [*bench.peers.duckdb, *bench.archive.paths]
    samples = bench.rounds({
        "evaluate": evaluation.run,
        "duckdb": partial(checked_answer, command, evaluation),
    })
    ours = series("evaluate", "s", (usage.wall_seconds for usage in samples["evaluate"]))
    theirs = series("DuckDB, the query alone", "s", (answer["seconds"] for answer in samples["duckdb"]))
    result = ratio(theirs, ours)
    last = samples["duckdb"][-1]
    return [Finding(
        GROUPING, result.of_medians, [ours, theirs],
        [
            evaluation.work,
            f"DuckDB, {last['threads']} threads: {last['records']:,} records in {last['groups']:,} groups of"
            " interface and action; their packets and bytes sum up to those of `evaluate`'s report.",
        ],
        [
            *(note for note in (result.note,) if note),
            "DuckDB's time leaves out starting Python and loading DuckDB; `evaluate`'s is that of the whole process,"
            " which also gives each record a verdict.",
            join_note(bench),
            flowlogs_reader_note(bench),
        ],
    )]


def checked_answer(command: Command, evaluation: Evaluation) -> dict[str, Any]:
    """What a peer printed, if its sums are those of `evaluate`."""
    answer: dict[str, Any] = json.loads(output_of(command))
    for quantity in ("records", "packets", "bytes"):
        expected = evaluation.total(quantity)
        if answer[quantity] != expected:
            raise WrongAnswer(f"the peer found {answer[quantity]:,} {quantity}, evaluate {expected:,}")
    return answer


def join_note(bench: Bench) -> str:
    """What it takes DuckDB to join the records with rules, as any match of one list would."""
    path = bench.scratch_folder("join") / "rules.txt"
    write_join_rules(path)
    answer = json.loads(output_of([*bench.peers.duckdb, "--rules", path, *bench.archive.paths]))
    return (
        f"Once, for comparison: DuckDB took {answer['seconds']:.1f} s to join the records with {JOIN_RULES} rules"
        f" ({answer['records']:,} matches)."
    )


def write_join_rules(path: Path) -> None:
    """Rules of the usual service ports, for blocks of the generated networks and of the world."""
    blocks = ["0.0.0.0/0", "10.0.0.0/8", "10.0.0.0/16", "10.1.0.0/16", "10.0.16.0/20", "10.1.16.0/20"]
    ports = [22, 53, 80, 443, 3306, 5432, 6379, 8080, 8443, 9200]
    rules = [f"{{}} allow 6 {port} {port} {block}" for block in blocks for port in ports]
    assert len(rules) == JOIN_RULES
    path.write_text("".join(rule.format(number) + "\n" for number, rule in enumerate(rules, 1)))


def flowlogs_reader_note(bench: Bench) -> str:
    """How fast a library for Python reads a smaller archive."""
    sample: Archive = bench.archives.generated(min(FLOWLOGS_READER_RECORDS, bench.settings.records))
    answer = checked_answer([*bench.peers.flowlogs_reader, *sample.paths], bench.evaluation(sample))
    return (
        f"Once, for comparison: flowlogs-reader {answer['version']} read {answer['records']:,} records at"
        f" {answer['records'] / answer['seconds']:,.0f} a second, the sums the same."
    )


COMPARISONS = (Comparison("duckdb", (GROUPING,), over_duckdb),)
