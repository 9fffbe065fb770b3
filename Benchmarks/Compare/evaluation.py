"""Running `evaluate`, and making sure that it did the work."""

import json
import re
from pathlib import Path
from typing import Any

from archive import Archive
from failure import WrongAnswer
from process import Launcher, Usage, output_of

RECORDS_OF_REPORT = re.compile(r"^ *Lines +[\d,]+ = [\d,]+ headers?\s+\+\s+([\d,]+)\s+records?\b", re.MULTILINE)


class Evaluation:
    """`evaluate` of one program over one archive; checked against the truth once, when it is made."""

    def __init__(self, launcher: Launcher, program: Path, archive: Archive) -> None:
        self._launcher = launcher
        self._program = program
        self._archive = archive
        self.report = self._checked_report()

    def command(self, *options: str) -> list[str | Path]:
        return [self._program, "evaluate", "--rules", self._archive.rules, *options, self._archive.logs]

    def run(self, *options: str) -> Usage:
        """One run as a user would start it, its report kept; fails if it lost a record."""
        usage = self._launcher.run(self.command(*options))
        found = RECORDS_OF_REPORT.search(usage.output)
        records = int(found[1].replace(",", "")) if found else 0
        if records != self._archive.records:
            raise WrongAnswer(f"evaluate read {records:,} records of {self._archive.records:,}")
        return usage

    def run_threads(self, count: int, *options: str) -> Usage:
        return self.run("--threads", str(count), *options)

    @property
    def decompressed_bytes(self) -> int:
        return int(self.report["inputs"]["decompressed_bytes"])

    def total(self, quantity: str) -> int:
        """Sum of `records`, `packets` or `bytes` over all classes."""
        return sum(entry[quantity] for entry in self.report["classes"])

    @property
    def rules(self) -> str:
        """How many rules there are, by the report itself."""
        groups, lists = (len(self.report["rules"][layer]) for layer in ("security_groups", "network_acls"))
        return f"{groups:,} security-group rules and {lists:,} network-ACL rules"

    @property
    def work(self) -> str:
        """What was checked, as a sentence."""
        return (
            f"`evaluate`: {plural(self._archive.records, 'record')} in {plural(self._archive.files, 'file')},"
            f" {self.decompressed_bytes:,} bytes of text, the count of each of"
            f" {plural(len(self._archive.verdicts), 'kind')} of verdict that which `generate` made."
        )

    def _checked_report(self) -> dict[str, Any]:
        report: dict[str, Any] = json.loads(output_of(self.command("--output-format", "json")))
        verdicts = {
            "/".join(filter(None, (entry["class"], reason["reason"], reason["certainty"]))): reason["records"]
            for entry in report["classes"] for reason in entry["reasons"]
        }
        verdicts = {name: count for name, count in verdicts.items() if count}
        for name in sorted(verdicts.keys() | self._archive.verdicts.keys()):
            found, made = verdicts.get(name, 0), self._archive.verdicts.get(name, 0)
            if found != made:
                raise WrongAnswer(f"evaluate gave {found:,} records the verdict {name}; {made:,} were made so")
        return report


def plural(count: int, noun: str) -> str:
    return f"{count:,} {noun}" if count == 1 else f"{count:,} {noun}s"
