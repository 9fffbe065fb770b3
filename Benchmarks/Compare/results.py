"""The results as a page: the table first, then what stands behind each line."""

import os
from pathlib import Path

from samples import Series
from target import Absence, Outcome, Standing, Target

INTRODUCTION = """\
# What was measured

`make bench-compare` wrote this page: everything on it was measured in one run, on one machine, on files that the same
seed makes again. [Comparison with peers](README.md#comparison-with-peers) says how, and what the numbers do not say.
Ratios are those of the medians of all rounds. They carry over to other machines better than seconds do.
"""


def page(outcomes: list[Outcome], facts: list[tuple[str, str]]) -> str:
    parts = [INTRODUCTION, table(outcomes), "## Measured with", facts_table(facts), "## Line by line"]
    parts += [details(outcome) for outcome in outcomes]
    return "\n\n".join(part.strip() for part in parts) + "\n"


def table(outcomes: list[Outcome]) -> str:
    rows = ["| what | must | aims at | reached | |", "| --- | --- | --- | --- | --- |"]
    for outcome in outcomes:
        target = outcome.target
        limits = (limit(target, value) for value in (target.must, target.aim))
        cells = (target.title, *limits, reached(outcome), standing(outcome))
        rows.append("| " + " | ".join(cells) + " |")
    return "\n".join(rows)


def limit(target: Target, value: float | None) -> str:
    return "" if value is None else f"{target.better.value} {value:g} {target.unit}"


def reached(outcome: Outcome) -> str:
    return "" if isinstance(outcome, Absence) else f"{number(outcome.value)} {outcome.target.unit}"


def standing(outcome: Outcome) -> str:
    """How it stands, what fails in bold."""
    if isinstance(outcome, Absence):
        return f"**not measured: {outcome.reason.replace('|', '/')}**"
    text = "" if outcome.standing is Standing.NOTED else outcome.standing.value
    return text if outcome.passed else f"**{text}**"


def details(outcome: Outcome) -> str:
    heading = f"### {outcome.target.title[0].upper()}{outcome.target.title[1:]}"
    if isinstance(outcome, Absence):
        return f"{heading}\n\nNot measured: {outcome.reason}"
    lines = [heading, "", "| measured | rounds | median | least | most |", "| --- | --- | --- | --- | --- |"]
    lines += [series_row(series) for series in outcome.measured]
    lines += ["", *(f"- {sentence}" for sentence in (*outcome.work, *outcome.notes))]
    return "\n".join(lines)


def series_row(series: Series) -> str:
    values = (series.median, min(series.values), max(series.values))
    cells = (f"{series.label}, {series.unit}", str(len(series.values)), *map(number, values))
    return "| " + " | ".join(cells) + " |"


def number(value: float) -> str:
    """Three digits that tell, and no fewer than all before the point."""
    if abs(value) >= 100:
        return f"{value:,.0f}"
    return f"{value:.1f}" if abs(value) >= 10 else f"{value:.2f}" if abs(value) >= 1 else f"{value:.3f}"


def facts_table(facts: list[tuple[str, str]]) -> str:
    return "\n".join(["| | |", "| --- | --- |", *(f"| {name} | {value} |" for name, value in facts)])


def write(path: Path, text: str) -> None:
    """Puts `text` in place of what is there, in one step: a page is never half there."""
    beside = path.with_suffix(".new")
    beside.write_text(text)
    os.replace(beside, path)


def line(outcome: Outcome) -> str:
    """One outcome for the terminal."""
    target = outcome.target
    result = outcome.reason if isinstance(outcome, Absence) else reached(outcome)
    limits = ", ".join(
        f"{word} {limit(target, value)}"
        for word, value in (("must", target.must), ("aims at", target.aim)) if value is not None
    )
    return f"{outcome.standing.value:13} {target.title}: {result}" + (f" ({limits})" if limits else "")


def counts(outcomes: list[Outcome]) -> str:
    """How many stand how, in words."""
    numbers = ((standing, sum(outcome.standing is standing for outcome in outcomes)) for standing in Standing)
    return ", ".join(f"{count} {standing.value}" for standing, count in numbers if count)
