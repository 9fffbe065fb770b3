"""Archives of flow logs: generated ones, and the same records packed in other ways."""

import gzip
import os
import re
import shutil
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from functools import cache, cached_property
from itertools import chain, islice
from pathlib import Path

from process import output_of

VERDICT_OF_SUMMARY = re.compile(r"^  (\S+): (\d+)$", re.MULTILINE)
# The generator's records come to about 20 KiB a thousand, as stored.
RECORDS_PER_SMALL_FILE = 1_000
SMALL_FILES = 10_000
COMPRESSION_LEVEL = 6


@dataclass(frozen=True)
class Archive:
    """A rule set, logs, and the verdicts that their records have: `class/reason[/certainty]` → records."""

    rules: Path
    logs: Path
    records: int
    verdicts: dict[str, int] = field(hash=False)

    @cached_property
    def paths(self) -> list[Path]:
        """The files of the logs, in order."""
        return sorted(self.logs.rglob("*.gz"))

    @property
    def files(self) -> int:
        return len(self.paths)

    @cached_property
    def stored_bytes(self) -> int:
        return sum(path.stat().st_size for path in self.paths)


class Archives:
    """Makes archives in `folder` when they are first asked for, from the seed alone."""

    def __init__(self, program: Path, folder: Path, seed: int) -> None:
        self._program = program
        self._folder = folder
        self._seed = seed
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)

    @cache
    def generated(self, records: int, *options: str) -> Archive:
        """What `generate` makes with these options. The rule set does not depend on `records`."""
        folder = self._folder / "-".join(["generated", str(records), *(option.strip("-") for option in options)])
        summary = output_of([
            self._program, "generate", "--seed", str(self._seed), "--records", str(records), "--output", folder,
            *options,
        ])
        # A line a record, and large; the counts stand in the summary.
        (folder / "truth.ndjson").unlink()
        verdicts = {name: int(count) for name, count in VERDICT_OF_SUMMARY.findall(summary)}
        return Archive(folder / "rules", folder / "logs", records, verdicts)

    @cache
    def single_member(self, source: Archive) -> Archive:
        """All records in one file of one gzip member."""
        logs = self._new_folder("single-member")
        with gzip.open(logs / "all.log.gz", "wb", COMPRESSION_LEVEL) as out:
            out.writelines(chain([_header(source)], _records(source)))
        return replace(source, logs=logs)

    @cache
    def joined_members(self, source: Archive) -> Archive:
        """All files of an archive, one behind the other, as one file of many gzip members."""
        logs = self._new_folder("joined-members")
        with open(logs / "all.log.gz", "wb") as out:
            for path in source.paths:
                out.write(path.read_bytes())
        return replace(source, logs=logs)

    @cache
    def small_files(self, source: Archive) -> Archive:
        """The records of an archive in files of 20 KiB, and links to these until there are 10,000."""
        logs = self._new_folder("small-files")
        originals = logs / "0"
        originals.mkdir()
        header, records = _header(source), _records(source)
        count = 0
        while lines := list(islice(records, RECORDS_PER_SMALL_FILE)):
            text = header + b"".join(lines)
            (originals / f"{count:05}.log.gz").write_bytes(gzip.compress(text, COMPRESSION_LEVEL, mtime=0))
            count += 1
        copies = max(1, round(SMALL_FILES / count))
        for copy in range(1, copies):
            shutil.copytree(originals, logs / str(copy), copy_function=os.link)
        verdicts = {name: number * copies for name, number in source.verdicts.items()}
        return replace(source, logs=logs, records=source.records * copies, verdicts=verdicts)

    def _new_folder(self, name: str) -> Path:
        folder = self._folder / name
        folder.mkdir()
        return folder


def _header(archive: Archive) -> bytes:
    """The header line that all files of the archive have."""
    with gzip.open(archive.paths[0]) as file:
        return file.readline()


def _records(archive: Archive) -> Iterator[bytes]:
    """The lines of all files, without the headers."""
    for path in archive.paths:
        with gzip.open(path) as file:
            next(file)
            yield from file
