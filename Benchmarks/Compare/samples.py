"""Samples of interleaved rounds, and what is read from them."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from statistics import median
from typing import Any

# Two ways to read one ratio that are farther apart than this are both reported.
NOTEWORTHY_DIFFERENCE = 0.02


@dataclass(frozen=True)
class Series:
    """One quantity, once a round."""

    label: str
    unit: str
    values: tuple[float, ...]

    @property
    def median(self) -> float:
        return median(self.values)


def series(label: str, unit: str, values: Iterable[float]) -> Series:
    return Series(label, unit, tuple(values))


def interleave(rounds: int, tasks: Mapping[str, Callable[[], Any]]) -> dict[str, list[Any]]:
    """Runs all tasks one after the other, again and again, so that each meets the same weather.

    The first round warms caches and does not count; `rounds` more do. Returns what each task did, round by round.
    """
    samples: dict[str, list[Any]] = {name: [] for name in tasks}
    for current in range(rounds + 1):
        for name, task in tasks.items():
            sample = task()
            if current > 0:
                samples[name].append(sample)
    return samples


@dataclass(frozen=True)
class Ratio:
    """One series over another of the same rounds."""

    of_medians: float
    median_of_pairs: float

    @property
    def note(self) -> str | None:
        """A sentence where it matters which way the ratio is read."""
        if abs(self.median_of_pairs / self.of_medians - 1) <= NOTEWORTHY_DIFFERENCE:
            return None
        return f"Median of the ratios of the same round: {self.median_of_pairs:.2f}."


def ratio(above: Series, below: Series) -> Ratio:
    pairs = (first / second for first, second in zip(above.values, below.values, strict=True))
    return Ratio(above.median / below.median, median(pairs))
