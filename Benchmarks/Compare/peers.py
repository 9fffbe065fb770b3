"""The programs that FlowVerdict is measured against: found, installed or built when first asked for."""

import json
import sys
from functools import cached_property
from pathlib import Path

from packages import need_library, need_program
from process import output_of
from settings import PEERS


class Peers:
    """Each property installs or builds its peer, or raises `NotMeasured` with the reason."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        folder.mkdir(parents=True, exist_ok=True)

    @cached_property
    def measure(self) -> Path:
        return self._compiled("measure")

    @cached_property
    def igzip(self) -> str:
        return need_program("igzip", "isal")

    @cached_property
    def inflate(self) -> Path:
        return self._compiled("inflate_peer", *need_library("zlib", "zlib1g-dev"))

    @cached_property
    def rte_acl(self) -> Path:
        # The linker takes only what the program uses of the many libraries that DPDK names.
        flags = need_library("libdpdk", "libdpdk-dev")
        return self._compiled("rte_acl_peer", "-Wl,--as-needed", *flags)

    @cached_property
    def duckdb(self) -> list[str | Path]:
        """The command that reads and groups the files that are named after it."""
        return [self._python, PEERS / "duckdb_peer.py"]

    @cached_property
    def flowlogs_reader(self) -> list[str | Path]:
        """The command that reads the files that are named after it."""
        return [self._python, PEERS / "flowlogs_reader_peer.py"]

    @cached_property
    def python_packages(self) -> dict[str, str]:
        """Versions of what the virtual environment has, by name."""
        listed = json.loads(output_of([self._python, "-m", "pip", "list", "--format", "json"]))
        return {package["name"]: package["version"] for package in listed}

    @cached_property
    def _python(self) -> Path:
        """Python of a virtual environment with the pinned packages."""
        environment = self._folder / "venv"
        python = environment / "bin/python"
        if not python.exists():
            output_of([sys.executable, "-m", "venv", "--clear", environment])
        output_of([
            python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check",
            "--requirement", PEERS / "requirements.txt",
        ])
        return python

    def _compiled(self, name: str, *flags: str) -> Path:
        program = self._folder / name
        compiler = need_program("cc", "gcc")
        output_of([compiler, "-O2", "-Wall", "-Wextra", PEERS / f"{name}.c", "-o", program, *flags])
        return program
