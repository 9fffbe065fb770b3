"""Our own programs: built when first asked for, unless one that is there was named."""

import os
from functools import cached_property
from pathlib import Path

from failure import NotMeasured
from process import output_of
from settings import LIBZ_PROGRAM, LIBZ_SCRATCH, LOOKUP, LOOKUP_PACKAGE, PROGRAM, ROOT, Settings

# Through these a `make` hands its command line on to those that it starts.
MAKE_VARIABLES = {"MAKEFLAGS", "MAKEOVERRIDES", "MFLAGS", "OPTIONS", "ISAL", "PROCESSOR"}


class Programs:
    """The builds of FlowVerdict that are measured."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings

    @cached_property
    def flowverdict(self) -> Path:
        """The program as `make build` makes it: with ISA-L where that can be had."""
        if self._settings.program is None:
            build()
        return self._settings.program or PROGRAM

    @cached_property
    def flowverdict_with_isal(self) -> Path:
        return with_engine(self.flowverdict, "ISA-L")

    @cached_property
    def flowverdict_with_libz(self) -> Path:
        if self._settings.libz_program is None:
            build("ISAL=no", f"OPTIONS=--scratch-path {LIBZ_SCRATCH.relative_to(ROOT)}")
        return with_engine(self._settings.libz_program or LIBZ_PROGRAM, "libz")

    @cached_property
    def lookup(self) -> Path:
        """The program of the benchmarks that answers look-ups over one access list."""
        if self._settings.lookup is not None:
            return self._settings.lookup
        swift = output_of(["Scripts/set-up.sh"], cwd=ROOT).strip()
        traits = output_of(["Scripts/choose-traits.sh"], cwd=ROOT).split()
        output_of(
            [swift, "build", "--package-path", LOOKUP_PACKAGE, "-c", "release", "--product", "lookup", *traits],
            cwd=ROOT,
        )
        return LOOKUP


def build(*variables: str) -> None:
    """`make build`, without the variables of the `make` that may have started this."""
    environment = {name: value for name, value in os.environ.items() if name not in MAKE_VARIABLES}
    output_of(["make", "--silent", "build", *variables], cwd=ROOT, environment=environment)


def version(program: Path) -> str:
    return output_of([program, "--version"]).strip()


def with_engine(program: Path, engine: str) -> Path:
    """`program` itself, where it says that it reads gzip by `engine`."""
    stated = version(program)
    if f"gzip by {engine}" not in stated:
        raise NotMeasured(f"no build that reads gzip by {engine} is here; the program says: {stated}")
    return program
