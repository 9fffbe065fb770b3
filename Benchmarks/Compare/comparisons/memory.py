"""Peak memory beyond the rule set, for few files and for many."""

from bench import Bench, Comparison
from samples import Series, series
from target import Finding, Target

# A file of the generator's has at most 10,000 records.
FEW_FILES_RECORDS = 100_000
FEW_FILES = Target("peak memory beyond the rule set, 10 files", "MiB", must=64, aim=32)
MANY_FILES = Target("peak memory beyond the rule set, 10,000 files", "MiB", must=64, aim=32)
GROWTH = Target("peak memory that 10,000 files take more than 10", "MiB", must=8)


def peak_memory(bench: Bench) -> list[Finding]:
    few = bench.evaluation(bench.archives.generated(FEW_FILES_RECORDS))
    many = bench.evaluation(bench.archives.small_files(bench.archive))
    least = bench.evaluation(bench.archives.generated(1))
    samples = bench.few_rounds({"few": few.run, "many": many.run, "least": least.run})

    def peaks(name: str, label: str) -> Series:
        return series(label, "MiB", (usage.peak_mebibytes for usage in samples[name]))

    few_peaks, many_peaks = peaks("few", "10 files"), peaks("many", "10,000 files")
    least_peaks = peaks("least", "one record")
    note = "Taken off: the peak of a run over a single record with the same rule set."
    return [
        Finding(FEW_FILES, few_peaks.median - least_peaks.median, [few_peaks, least_peaks], [few.work], [note]),
        Finding(MANY_FILES, many_peaks.median - least_peaks.median, [many_peaks, least_peaks], [many.work], [note]),
        Finding(
            GROWTH, many_peaks.median - few_peaks.median, [many_peaks, few_peaks], [few.work, many.work],
            ["The limit is less than 1 KiB a file, and leaves room for the anomalies that more records hold."],
        ),
    ]


COMPARISONS = (Comparison("memory", (FEW_FILES, MANY_FILES, GROWTH), peak_memory),)
