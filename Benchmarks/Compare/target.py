"""What is to be reached, and what was."""

from dataclasses import dataclass, field
from enum import Enum

from samples import Series


class Standing(Enum):
    """How a result stands to its target."""

    MET_AIM = "met aim"
    MET_MUST = "met must"
    MISSED = "missed"
    NOTED = "noted"
    NOT_MEASURED = "not measured"


class Better(Enum):
    """Which way a quantity is to go."""

    LOWER = "≤"
    HIGHER = "≥"


@dataclass(frozen=True)
class Target:
    """One line of the table. Without `must` the result is noted and nothing hangs on it."""

    title: str
    unit: str
    must: float | None = None
    aim: float | None = None
    better: Better = Better.LOWER

    def is_met(self, value: float, limit: float) -> bool:
        return value <= limit if self.better is Better.LOWER else value >= limit

    def standing(self, value: float) -> Standing:
        if self.must is None:
            return Standing.NOTED
        if not self.is_met(value, self.must):
            return Standing.MISSED
        return Standing.MET_AIM if self.aim is not None and self.is_met(value, self.aim) else Standing.MET_MUST


@dataclass(frozen=True)
class Finding:
    """What came out for a target.

    `work` says, in sentences, what shows that both sides did the same work.
    """

    target: Target
    value: float
    measured: list[Series]
    work: list[str]
    notes: list[str] = field(default_factory=list)

    @property
    def standing(self) -> Standing:
        return self.target.standing(self.value)

    @property
    def passed(self) -> bool:
        return self.standing is not Standing.MISSED


@dataclass(frozen=True)
class Absence:
    """A target for which nothing was measured, and why."""

    target: Target
    reason: str
    standing = Standing.NOT_MEASURED

    @property
    def passed(self) -> bool:
        return self.target.must is None


Outcome = Finding | Absence
