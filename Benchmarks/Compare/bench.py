"""All that comparisons work with: programs, peers, data, and the way they are timed."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from archive import Archive, Archives
from evaluation import Evaluation
from peers import Peers
from process import Launcher
from programs import Programs
from samples import interleave
from settings import FEW_ROUNDS, SCRATCH, SEED, Settings
from target import Finding, Target


class Bench:
    """Handed to every comparison; makes things when they are first asked for."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.programs = Programs(settings)
        self.peers = Peers(SCRATCH)

    @cached_property
    def launcher(self) -> Launcher:
        return Launcher(self.peers.measure, SCRATCH)

    @cached_property
    def archives(self) -> Archives:
        return Archives(self.programs.flowverdict, SCRATCH / "data", SEED)

    @property
    def archive(self) -> Archive:
        """The archive that most comparisons are over."""
        return self.archives.generated(self.settings.records)

    def evaluation(self, archive: Archive, program: Path | None = None) -> Evaluation:
        return Evaluation(self.launcher, program or self.programs.flowverdict, archive)

    def rounds(self, tasks: Mapping[str, Callable[[], Any]]) -> dict[str, list[Any]]:
        return interleave(self.settings.rounds, tasks)

    def few_rounds(self, tasks: Mapping[str, Callable[[], Any]]) -> dict[str, list[Any]]:
        """For what takes long, and for quantities that hardly change from round to round."""
        return interleave(min(self.settings.rounds, FEW_ROUNDS), tasks)

    def scratch_folder(self, name: str) -> Path:
        folder = SCRATCH / name
        folder.mkdir(parents=True, exist_ok=True)
        return folder


@dataclass(frozen=True)
class Comparison:
    """Measures its targets together, in the same rounds; finds one result for each, in their order."""

    name: str
    targets: tuple[Target, ...]
    measure: Callable[[Bench], list[Finding]]
