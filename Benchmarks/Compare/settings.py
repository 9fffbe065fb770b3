"""Where things are, and how much is measured."""

from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PEERS = ROOT / "Benchmarks/Compare/Peers"
RESULTS = ROOT / "Benchmarks/RESULTS.md"
SCRATCH = ROOT / ".build/compare"

# The program as users get it, and one that was told to do without ISA-L.
PROGRAM = ROOT / ".build/release/flowverdict"
LIBZ_SCRATCH = ROOT / ".build/libz"
LIBZ_PROGRAM = LIBZ_SCRATCH / "release/flowverdict"
LOOKUP_PACKAGE = ROOT / "Benchmarks"
LOOKUP = LOOKUP_PACKAGE / ".build/release/lookup"

DEFAULT_ROUNDS = 7
FEW_ROUNDS = 3
DEFAULT_RECORDS = 2_000_000
SEED = 1


@dataclass(frozen=True)
class Settings:
    """What one run of the comparisons was asked to do."""

    rounds: int = DEFAULT_ROUNDS
    records: int = DEFAULT_RECORDS
    # Programs that are there already; what is not named here is built.
    program: Path | None = None
    libz_program: Path | None = None
    lookup: Path | None = None
