"""Running programs, and what they took."""

import json
import subprocess
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from failure import NotMeasured

Command = Sequence[str | Path]


@dataclass(frozen=True)
class Usage:
    """What one run of a program took; `output` is what it printed, where that was kept."""

    cpu_seconds: float
    wall_seconds: float
    peak_mebibytes: float
    output: str


class Launcher:
    """Runs programs through the small program `measure`, which reads off what the kernel counted."""

    def __init__(self, measure: Path, scratch: Path) -> None:
        self._measure = measure
        self._usage = scratch / "usage.json"
        self._output = scratch / "output"

    def run(self, command: Command, *, keep_output: bool = True) -> Usage:
        """Runs `command` to its end. What it prints goes to a file, or nowhere, never through a pipe."""
        with (
            open(self._output if keep_output else "/dev/null", "wb") as output,
            open(self._output.with_suffix(".errors"), "w+b") as errors,
        ):
            subprocess.run(
                [self._measure, self._usage, *command],
                stdin=subprocess.DEVNULL, stdout=output, stderr=errors, check=True,
            )
            errors.seek(0)
            complaint = errors.read().decode(errors="replace")
        usage = json.loads(self._usage.read_text())
        if usage.pop("status") != 0:
            raise NotMeasured(f"{Path(command[0]).name} failed: {last_line(complaint)}")
        return Usage(**usage, output=self._output.read_text() if keep_output else "")


def output_of(command: Command, *, cwd: Path | None = None, environment: Mapping[str, str] | None = None) -> str:
    """What `command` prints, for work that is not timed."""
    try:
        done = subprocess.run(
            command, cwd=cwd, env=environment, stdin=subprocess.DEVNULL, capture_output=True, text=True
        )
    except OSError as error:
        raise NotMeasured(f"{Path(command[0]).name} cannot be run: {error.strerror}") from error
    if done.returncode != 0:
        raise NotMeasured(f"{Path(command[0]).name} failed: {last_line(done.stderr or done.stdout)}")
    return done.stdout


def last_line(text: str) -> str:
    """The last line that says something."""
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    return lines[-1] if lines else "it said nothing"
