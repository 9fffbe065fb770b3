"""Which function belongs to which stage of the work on a record. The first line that fits decides.

A function is known by the file it lies in (the program or a library) and by its demangled name, which begins
with its module: `FlowLogs.ColumnProgram.parse(…)`. What the compiler inlined into another function counts where
that other function counts. What no line fits is `other`, and is listed one by one whenever it is counted.
"""

import re
from typing import NamedTuple


class Line(NamedTuple):
    """All functions of a stage that lie in `file` and whose names begin with `name`."""

    stage: str
    file: str
    name: str = ""

    def fits(self, file: str, name: str) -> bool:
        return re.match(self.file, file) is not None and re.match(self.name, name) is not None


PROGRAM = r"flowverdict$"
# A table's lines are tried from the top: what a module holds in particular stands before the module at large.
LINES = (
    Line("checksum", r"libz\.", r"crc32|adler32"),
    Line("inflate", r"libz\."),
    # Its functions have no names to tell the checksum by, which it works out along with the rest.
    Line("inflate", r"libisal\."),
    Line("checksum", PROGRAM, r"GzipInput\.\w*(CRC|Checksum)"),
    Line("inflate", PROGRAM, r"(isal_|inflate|decode_huffman)"),
    Line("inflate", PROGRAM, r"GzipInput\.(Gzip|Deflate|UnsafeInflate|Unsafe\w*Inflate|CompressedWindow)"),
    Line("reading", PROGRAM, r"GzipInput\."),
    Line("reading", PROGRAM, r"FlowLogs\.(LineBlock|ArchiveDiscovery|DeliveredFileName)"),
    Line("reading", PROGRAM, r"FlowEvaluation\.(BlockPrefetcher|UnsafeExclusiveReader|\w*Prefetch)"),
    Line("reading", PROGRAM, r"OperatingSystem\."),
    Line("index", PROGRAM, r"FlowLogs\.(ColumnIndex|Separators|ColumnwiseParser\.runLength)"),
    Line("interface names", PROGRAM, r"FlowLogs\.(InterfaceName|NameWords|PlainRun\.readInterfaces)"),
    Line("parse", PROGRAM, r"(FlowLogs|NetworkPrimitives)\."),
    Line("look-up", PROGRAM, r"(RuleMatching|NetworkRules)\."),
    Line("tallies", PROGRAM, r"FlowEvaluation\.(\w*Tall(y|ies)|\w*Sums|Anomal|RuleUsage|TimeInterval|InputOutcome)"),
    Line("verdict", PROGRAM, r"FlowEvaluation\."),
    Line("report", PROGRAM, r"(Reporting|RuleAnalysis|flowverdict)\."),
    Line("runtime", r"libswift|libFoundation|libdispatch|libBlocksRuntime|lib_Foundation|libstdc\+\+|libgcc"),
    Line("runtime", r"libc\.|libm\.|libpthread|ld-linux"),
    Line("runtime", PROGRAM, r"Swift\.|__swift_"),
)

OTHER = "other"
STAGES = (*dict.fromkeys(line.stage for line in LINES), OTHER)


def stage(file: str, name: str) -> str:
    return next((line.stage for line in LINES if line.fits(file, name)), OTHER)
