"""What the numbers were measured on and with."""

import os
import platform
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from bench import Bench
from failure import NotMeasured
from packages import need_program
from process import output_of
from programs import version
from settings import ROOT


def facts(bench: Bench, command: str) -> list[tuple[str, str]]:
    """Names and values, in the order in which they are to be read."""
    questions: list[tuple[str, Callable[[], str]]] = [
        ("date", lambda: f"{datetime.now(UTC):%Y-%m-%d %H:%M} UTC"),
        ("commit", commit),
        ("command", lambda: command),
        ("rounds", lambda: f"{bench.settings.rounds}, after one that warms caches"),
        ("processor", processor),
        ("memory", memory),
        ("kernel", lambda: f"{platform.system()} {platform.release()}"),
        ("flowverdict", lambda: version(bench.programs.flowverdict)),
        ("flowverdict without ISA-L", lambda: version(bench.programs.flowverdict_with_libz)),
        ("swift", lambda: output_of([output_of(["Scripts/set-up.sh"], cwd=ROOT).strip(), "--version"]).splitlines()[0]),
        ("libz", lambda: library("zlib")),
        ("ISA-L", lambda: output_of([bench.peers.igzip, "--version"]).strip()),
        ("C compiler", lambda: output_of([need_program("cc", "gcc"), "--version"]).splitlines()[0]),
        ("DPDK", lambda: library("libdpdk")),
        ("DuckDB", lambda: bench.peers.python_packages["duckdb"]),
        ("flowlogs-reader", lambda: bench.peers.python_packages["flowlogs-reader"]),
    ]
    return [(name, answer(question)) for name, question in questions]


def answer(question: Callable[[], str]) -> str:
    try:
        return question()
    except NotMeasured as reason:
        return f"not there: {reason}"


def library(name: str) -> str:
    return output_of([need_program("pkg-config", "pkg-config"), "--modversion", name]).strip()


def commit() -> str:
    changed = output_of(["git", "status", "--porcelain", "--untracked-files=no"], cwd=ROOT).strip()
    return output_of(["git", "rev-parse", "HEAD"], cwd=ROOT).strip() + (", with changes" if changed else "")


def processor() -> str:
    model = proc_value("/proc/cpuinfo", "model name") or platform.machine()
    return f"{model}, {len(os.sched_getaffinity(0))} processors"


def memory() -> str:
    kibibytes = proc_value("/proc/meminfo", "MemTotal") or "0 kB"
    return f"{int(kibibytes.split()[0]) / 1024 / 1024:.1f} GiB"


def proc_value(path: str, name: str) -> str | None:
    """The value of the first `name : value` line of a file of the kernel's."""
    try:
        lines = Path(path).read_text().splitlines()
    except OSError:
        return None
    pairs = (line.partition(":") for line in lines)
    return next((value.strip() for key, _, value in pairs if key.strip() == name), None)
