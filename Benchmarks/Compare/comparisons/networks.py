"""How the cost of a record grows with the rule set."""

from functools import partial

from bench import Bench, Comparison
from samples import Series, ratio, series
from target import Finding, Target

RULES = Target("CPU a record at 5,000 rules over 60 rules", "×", must=1.5, aim=1.2)
INTERFACES = Target("CPU a record at 100,000 interfaces over 400, start-up left out", "×")

# A VPC's fewest groups are nine, and a group's fewest rules seven.
FEW_RULES = ("--vpcs", "1", "--groups", "9", "--rules-per-group", "7")
MANY_RULES = ("--vpcs", "1", "--groups", "9", "--rules-per-group", "556")
FEW_INTERFACES = ("--interfaces", "400")
MANY_INTERFACES = ("--interfaces", "100000")


def cost_by_network(
    bench: Bench, target: Target, few: tuple[str, ...], many: tuple[str, ...], labels: tuple[str, str]
) -> list[Finding]:
    """CPU time a record with the network `many` over that with `few`; what one record takes is taken off."""
    records = bench.settings.records // 2
    full = [bench.evaluation(bench.archives.generated(records, *options)) for options in (few, many)]
    least = [bench.evaluation(bench.archives.generated(1, *options)) for options in (few, many)]
    rounds = bench.few_rounds if target.must is None else bench.rounds
    samples = rounds({
        f"{size} {kind}": partial(evaluation.run_threads, 1)
        for size, pair in (("full", full), ("least", least))
        for kind, evaluation in zip(("few", "many"), pair, strict=True)
    })

    def nanoseconds(kind: str, label: str) -> Series:
        pairs = zip(samples[f"full {kind}"], samples[f"least {kind}"], strict=True)
        seconds = (whole.cpu_seconds - start.cpu_seconds for whole, start in pairs)
        return series(label, "CPU ns a record", (value / (records - 1) * 1e9 for value in seconds))

    below, above = nanoseconds("few", labels[0]), nanoseconds("many", labels[1])
    result = ratio(above, below)
    return [Finding(
        target, result.of_medians, [above, below],
        [f"{labels[0]}: {full[0].rules}. {full[0].work}", f"{labels[1]}: {full[1].rules}. {full[1].work}"],
        [
            *(note for note in (result.note,) if note),
            "Taken off: the CPU time of a run over a single record with the same rule set.",
        ],
    )]


COMPARISONS = (
    Comparison("rules", (RULES,), partial(
        cost_by_network, target=RULES, few=FEW_RULES, many=MANY_RULES, labels=("60 rules", "5,000 rules"))),
    Comparison("interfaces", (INTERFACES,), partial(
        cost_by_network, target=INTERFACES, few=FEW_INTERFACES, many=MANY_INTERFACES,
        labels=("400 interfaces", "100,000 interfaces"))),
)
