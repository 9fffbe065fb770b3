"""How long it takes until the first record: reading and compiling a rule set."""

from bench import Bench, Comparison
from samples import series
from target import Finding, Target

LARGE_SECONDS = Target("start with 2,500 groups of 60 rules and 100,000 interfaces", "s", must=3)
LARGE_MEMORY = Target("peak memory of that start", "MiB", must=600)
SMALL_MILLISECONDS = Target("start with 40 groups of 12 rules and 200 interfaces", "ms", must=30)

LARGE = ("--groups", "2500", "--rules-per-group", "60", "--interfaces", "100000")


def large_start(bench: Bench) -> list[Finding]:
    evaluation = bench.evaluation(bench.archives.generated(1, *LARGE))
    usages = bench.few_rounds({"large": evaluation.run})["large"]
    seconds = series("a log of one record", "s", (usage.wall_seconds for usage in usages))
    peaks = series("a log of one record", "MiB", (usage.peak_mebibytes for usage in usages))
    work = [f"{evaluation.rules}. {evaluation.work}"]
    return [
        Finding(LARGE_SECONDS, seconds.median, [seconds], work),
        Finding(LARGE_MEMORY, peaks.median, [peaks], work),
    ]


def small_start(bench: Bench) -> list[Finding]:
    evaluation = bench.evaluation(bench.archives.generated(1))
    usages = bench.rounds({"small": evaluation.run})["small"]
    milliseconds = series("a log of one record", "ms", (usage.wall_seconds * 1e3 for usage in usages))
    return [
        Finding(SMALL_MILLISECONDS, milliseconds.median, [milliseconds], [f"{evaluation.rules}. {evaluation.work}"])
    ]


COMPARISONS = (
    Comparison("large-start", (LARGE_SECONDS, LARGE_MEMORY), large_start),
    Comparison("small-start", (SMALL_MILLISECONDS,), small_start),
)
