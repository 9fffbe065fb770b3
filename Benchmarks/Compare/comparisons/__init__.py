"""What is compared, in the order of the table; each module has one kind."""

from bench import Comparison
from comparisons import decompression, duckdb, lookup, memory, networks, outputs, start, workers

COMPARISONS: tuple[Comparison, ...] = (
    *decompression.COMPARISONS,
    *duckdb.COMPARISONS,
    *lookup.COMPARISONS,
    *networks.COMPARISONS,
    *workers.COMPARISONS,
    *memory.COMPARISONS,
    *start.COMPARISONS,
    *outputs.COMPARISONS,
)
