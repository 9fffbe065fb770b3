"""Reads flow logs with flowlogs-reader; prints what that took, and the sums, as one line of JSON.

Run with the virtual environment's Python: `flowlogs_reader_peer.py FILE...`. The library's reader of
buckets is given local files in place of a bucket; all else is its own.
"""

import json
import os
import sys
import time
from collections.abc import Iterator
from importlib.metadata import version

from flowlogs_reader import S3FlowLogsReader


class LocalFiles:
    """Answers as a bucket's client does, with files of this machine."""

    def get_object(self, Bucket: str, Key: str) -> dict[str, object]:  # noqa: N803 (the client's names)
        return {"Body": open(Key, "rb"), "ContentLength": os.path.getsize(Key)}


class LocalFlowLogsReader(S3FlowLogsReader):
    """Reads the named files, whatever their names say of time."""

    def __init__(self, files: list[str]) -> None:
        super().__init__("local/files", boto_client=LocalFiles(), raise_on_error=True)
        self.files = files

    def _get_all_keys(self) -> Iterator[str]:
        yield from self.files


def main() -> None:
    records = packets = size = 0
    start = time.monotonic()
    for record in LocalFlowLogsReader(sys.argv[1:]):
        records += 1
        packets += record.packets or 0
        size += record.bytes or 0
    seconds = time.monotonic() - start
    print(json.dumps({
        "seconds": seconds, "records": records, "packets": packets, "bytes": size,
        "version": version("flowlogs-reader"),
    }))


if __name__ == "__main__":
    main()
