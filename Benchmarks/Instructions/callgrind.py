"""Counting the instructions that each function of a run executes, with valgrind."""

import os
import re
import subprocess
from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path

# (file name of the program or library, name of the function as linked)
Function = tuple[str, str]

NAME = re.compile(r"(c?)(fn|ob)=\((\d+)\)(?: (.*))?$")
RECURSION = re.compile(r"'\d+$")
# Swift seeds its hash tables anew in every process, unless told otherwise.
ENVIRONMENT = {"PATH": os.environ.get("PATH", "/usr/bin:/bin"), "SWIFT_DETERMINISTIC_HASHING": "1"}


class CountingFailed(Exception):
    """There are no counts; the message says why."""


def count(command: Sequence[str | Path], profile: Path) -> Counter[Function]:
    """Runs `command` and counts what each function executed itself, what it called left out.

    `profile` is where callgrind's file goes.
    """
    valgrind = ["valgrind", "--tool=callgrind", "--demangle=no", f"--callgrind-out-file={profile}", "--quiet"]
    done = subprocess.run(
        [*valgrind, *command], env=ENVIRONMENT, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE, text=True,
    )
    if done.returncode != 0:
        raise CountingFailed(f"valgrind ended with {done.returncode}: {done.stderr.strip()}")
    with open(profile) as lines:
        return own_costs(lines)


def own_costs(lines: Iterable[str]) -> Counter[Function]:
    """What each function executed itself, from the lines of callgrind's file."""
    costs: Counter[Function] = Counter()
    known: dict[tuple[str, str], str] = {}
    current = {"ob": "", "fn": ""}
    is_cost_of_call = False
    for line in lines:
        if name := NAME.match(line):
            called, kind, number, text = name.groups()
            # A name is written out once; the number stands for it from then on.
            text = known.setdefault((kind, number), text or "")
            if not called:
                current[kind] = text
        elif line.startswith("calls="):
            is_cost_of_call = True
        elif line[0] in "+-*0123456789":
            if not is_cost_of_call:
                file, function = current["ob"].rpartition("/")[2], RECURSION.sub("", current["fn"])
                costs[file, function] += int(line.split()[1])
            is_cost_of_call = False
    if not costs:
        raise CountingFailed("callgrind counted nothing")
    return costs


def demangled(names: Iterable[str], swift: str) -> dict[str, str]:
    """The names as a reader knows them, by the names as linked."""
    linked = sorted(set(names))
    done = subprocess.run([swift, "demangle", "--compact"], input="\n".join(linked), capture_output=True, text=True)
    if done.returncode != 0:
        raise CountingFailed(f"swift demangle failed: {done.stderr.strip()}")
    return dict(zip(linked, map(plain, done.stdout.splitlines()), strict=True))


# What the compiler puts before the name of the function that a copy, a thunk or a closure belongs to.
WRAPPING = re.compile(
    r"(?:merged |static |outlined [\w ]+ of |(?:\w+ )?value witness for "
    r"|(?:generic|function signature) (?:[\w-]+ )*specialization <.*?> of |protocol witness for .*? in conformance "
    r"|lazy protocol witness table accessor for type |type metadata accessor for |dispatch thunk of "
    r"|partial apply forwarder for |(?:implicit )?closure #\d+ (?:\(.*?\) .*? )?in )"
)


def plain(name: str) -> str:
    """A demangled name as `MODULE.TYPE.FUNCTION…`, without what the compiler made of the function."""
    while wrapping := WRAPPING.match(name):
        name = name[wrapping.end():]
    name = re.sub(r"\((\w+) in _[0-9A-F]{32}\)", r"\1", name)
    return re.sub(r"^\(extension in (\w+)\):", r"\1.", name)
