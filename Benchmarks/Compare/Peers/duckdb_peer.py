"""Reads and groups flow logs with DuckDB; prints what that took, and the sums, as one line of JSON.

Run with the virtual environment's Python: `duckdb_peer.py [--rules RULES] FILE...`. The time is that of
the query alone, from opening the files to the last row: neither Python's start nor loading DuckDB counts.
With `--rules` (lines `NUMBER ACTION PROTOCOL FIRST LAST CIDR`), records are joined with the rules that fit
their source address, destination port and protocol instead, and counted by rule.
"""

import argparse
import ipaddress
import json
import time
from pathlib import Path

import duckdb

COLUMNS = (
    "version INTEGER, account VARCHAR, interface VARCHAR, source VARCHAR, destination VARCHAR,"
    " source_port INTEGER, destination_port INTEGER, protocol INTEGER, packets BIGINT, bytes BIGINT,"
    " first BIGINT, last BIGINT, action VARCHAR, status VARCHAR"
)

GROUP = """
SELECT interface, action, count(*) AS records, sum(packets) AS packets, sum(bytes) AS bytes
FROM {logs} GROUP BY interface, action
"""

JOIN = """
SELECT rules.number, count(*) AS records, sum(packets) AS packets, sum(bytes) AS bytes
FROM (
    SELECT *, CAST(string_split(source, '.') AS BIGINT[]) AS parts FROM {logs}
    WHERE source IS NOT NULL AND NOT contains(source, ':')
) AS logs
JOIN rules
ON parts[1] * 16777216 + parts[2] * 65536 + parts[3] * 256 + parts[4] BETWEEN rules.lowest AND rules.highest
AND destination_port BETWEEN rules.first AND rules.last
AND (rules.protocol IS NULL OR rules.protocol = logs.protocol)
GROUP BY rules.number
"""


def logs_table(files: list[str]) -> str:
    """The files as a table function, `-` read as no value."""
    columns = ", ".join(f"'{name}': '{kind}'" for name, kind in (column.split() for column in COLUMNS.split(",")))
    return (
        f"read_csv({files!r}, header = true, delim = ' ', nullstr = '-', quote = '', escape = '',"
        f" compression = 'gzip', auto_detect = false, columns = {{{columns}}})"
    )


def load_rules(connection: duckdb.DuckDBPyConnection, path: Path) -> None:
    """Puts the rules of `path` in a table, CIDR blocks as ranges of integers."""
    connection.execute(
        "CREATE TABLE rules (number INTEGER, protocol INTEGER, first INTEGER, last INTEGER,"
        " lowest BIGINT, highest BIGINT)"
    )
    for line in path.read_text().splitlines():
        number, _, protocol, first, last, block = line.split()
        network = ipaddress.IPv4Network(block)
        connection.execute(
            "INSERT INTO rules VALUES (?, ?, ?, ?, ?, ?)",
            [
                int(number), None if protocol == "any" else int(protocol), int(first), int(last),
                int(network.network_address), int(network.broadcast_address),
            ],
        )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rules", type=Path)
    parser.add_argument("files", nargs="+")
    options = parser.parse_args()

    connection = duckdb.connect()
    if options.rules:
        load_rules(connection, options.rules)
    query = (JOIN if options.rules else GROUP).format(logs=logs_table(options.files))
    start = time.monotonic()
    rows = connection.execute(query).fetchall()
    seconds = time.monotonic() - start
    records, packets, size = (sum(row[index] or 0 for row in rows) for index in (-3, -2, -1))
    threads = connection.execute("SELECT current_setting('threads')").fetchone()[0]
    print(json.dumps({
        "seconds": seconds, "groups": len(rows), "records": records, "packets": packets, "bytes": size,
        "threads": threads, "version": duckdb.__version__,
    }))


if __name__ == "__main__":
    main()
