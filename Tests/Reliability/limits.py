#!/usr/bin/env python3
"""Gives the program inputs that stand for far more than they are, or that hold more than anybody counts on, and checks that
memory stays within --max-memory and that what is reported is right or says what was left out.

usage: limits.py PROGRAM [CASE...]
"""

import gzip
import json
import os
import shutil
import sys
import tempfile
import zlib

from watched import Run

MEBIBYTE = 1 << 20
INTERFACE = "eni-0a000000000000001"
RULES = {
    "SecurityGroups": [
        {
            "GroupId": "sg-1", "GroupName": "web", "VpcId": "vpc-1",
            "IpPermissions": [{"IpProtocol": "tcp", "FromPort": 443, "ToPort": 443, "IpRanges": [{"CidrIp": "0.0.0.0/0"}]}],
            "IpPermissionsEgress": [],
        }
    ],
    "NetworkInterfaces": [
        {
            "NetworkInterfaceId": INTERFACE, "VpcId": "vpc-1", "SubnetId": "subnet-1", "PrivateIpAddress": "10.0.0.10",
            "PrivateIpAddresses": [{"PrivateIpAddress": "10.0.0.10", "Primary": True}],
            "Groups": [{"GroupId": "sg-1", "GroupName": "web"}],
        }
    ],
}


def compressed(path, chunk, count):
    """An archive of one member that stands for a chunk again and again."""
    stream = zlib.compressobj(6, zlib.DEFLATED, 31)
    with open(path, "wb") as file:
        for _ in range(count):
            file.write(stream.compress(chunk))
        file.write(stream.flush())


def record(remote, port=443, interface=INTERFACE, source_port=50000):
    return f"2 1 {interface} {remote} 10.0.0.10 {source_port} {port} 6 1 40 1700000000 1700000060 ACCEPT OK\n"


def address(number):
    number = (number * 37 + (11 << 24)) & 0xFFFFFFFF
    return f"{number >> 24}.{number >> 16 & 255}.{number >> 8 & 255}.{number & 255}"


def records(path, make, count):
    with gzip.open(path, "wt", compresslevel=1) as file:
        for number in range(count):
            file.write(make(number))


class Limits:
    def __init__(self, program, folder):
        self.program = program
        self.folder = folder
        self.failed = False
        self.rules = self.path("rules.json")
        with open(self.rules, "w") as file:
            json.dump(RULES, file)
        print(f"{'what':58} {'limit MiB':>9} {'took MiB':>9} {'CPU s':>6}  ends with")

    def path(self, name):
        return os.path.join(self.folder, name)

    def run(self, what, arguments, code, limit=2048, needed=()):
        run = Run([self.program, *arguments, "--max-memory", f"{limit}M"])
        text = " ".join((run.output + run.errors).split())
        missing = [words for words in needed if words not in text]
        is_right = run.code == code and run.mebibytes <= limit and not missing
        print(f"{what:58} {limit:9} {run.mebibytes:9.0f} {run.seconds:6.1f}  {run.code}"
              + ("" if is_right else f"  WRONG: expected {code}; missing {missing}; {text[-400:]}"), flush=True)
        self.failed |= not is_right
        return run

    def evaluate(self, what, log, code, *more, **expected):
        self.run(what, ["evaluate", "--rules", self.rules, log, *more], code, **expected)

    # The cases.

    def zeros(self):
        log = self.path("zeros.log.gz")
        compressed(log, bytes(MEBIBYTE), 10 * 1024)
        self.evaluate("10 GiB of zeros in an archive of 10 MB", log, 66, limit=64, needed=["1 line: line too long"])

    def line(self):
        log = self.path("line.log.gz")
        compressed(log, b"a" * MEBIBYTE, 10 * 1024)
        self.evaluate("10 GiB of one line in an archive of 10 MB", log, 66, limit=64, needed=["1 line: line too long"])

    def gibibyte(self):
        log = self.path("gibibyte.log")
        with open(log, "wb") as file:
            file.write(record("192.0.2.1").encode())
            for _ in range(1024):
                file.write(b"x" * MEBIBYTE)
            file.write(b"\n" + record("192.0.2.2").encode())
        self.evaluate("a line of 1 GiB between two records", log, 0, limit=64, needed=["2 records + 1 malformed"])

    def nesting(self):
        for name, text, count in [
            ("200 MB of [", b"[", 200_000_000),
            ("200 MB of [[[[...]]]], 100 deep", b"[" * 100 + b"]" * 100 + b",", 1_000_000),
            ("200 MB of {\"a\": 1}, of one object", b'{"a":1},', 25_000_000),
        ]:
            rules = self.path("nesting.json")
            with open(rules, "wb") as file:
                file.write(b'{"SecurityGroups":[')
                for _ in range(100):
                    file.write(text * (count // 100))
                file.write(b"1]}")
            self.run(f"{name} as a rule set", ["evaluate", "--rules", rules, self.rules], 65,
                     needed=["nesting.json: to read it takes more than the 1024 MiB"])
            os.remove(rules)

    def archive(self):
        rules = self.path("bomb.json.gz")
        compressed(rules, b"[" * MEBIBYTE, 10 * 1024)
        self.run("10 GiB of [ in an archive of 10 MB as a rule set", ["evaluate", "--rules", rules, self.rules], 65,
                 limit=512, needed=["bomb.json.gz: to read it takes more than the 256 MiB"])

    def files(self):
        logs = self.path("million")
        text = gzip.compress(record("192.0.2.1").encode())
        for number in range(1_000_000):
            if number % 1000 == 0:
                os.makedirs(f"{logs}/{number // 1000:03}")
            with open(f"{logs}/{number // 1000:03}/{number:06}.log.gz", "wb") as file:
                file.write(text)
        self.evaluate("a million files of one record, all the same", logs, 0, limit=512,
                      needed=["1,000,000 records", "999,999 inputs with the very bytes of others"])
        self.evaluate("the same, cut off", self.cut(logs), 74, limit=1024, needed=["1,000,000 inputs could not be read"])
        self.evaluate("a million files, in less than their names take", logs, 66, limit=128,
                      needed=["there are more than 131072 logs"])
        shutil.rmtree(logs)

    @staticmethod
    def cut(logs):
        for folder, _, names in os.walk(logs):
            for name in names:
                os.truncate(os.path.join(folder, name), 40)
        return logs

    def remotes(self):
        log = self.path("remotes.log.gz")
        records(log, lambda number: record(address(number), source_port=1024 + number % 60000), 10_000_000)
        counted = "10,000,000 records"
        self.evaluate("ten million far sides", log, 0, limit=64, needed=[counted])
        page = self.path("page.html")
        self.evaluate("ten million far sides, with a page", log, 0, "--html", page, limit=2048, needed=[counted])
        self.evaluate("ten million far sides, with a page", log, 0, "--html", page, limit=256, needed=[counted])
        with open(page) as file:
            if "There were more flows than are told apart" not in file.read():
                print("WRONG: the page does not say that flows were left out")
                self.failed = True
        for limit in (2048, 256):
            self.run("ten million far sides, audited", ["audit", "--rules", self.rules, log], 0, limit=limit,
                     needed=["records are of more flows than are told apart"])
            self.run("ten million far sides, rules suggested", ["suggest", "--rules", self.rules, log], 0, limit=limit,
                     needed=["more flows than are told apart"])
        closed = self.path("closed.json")
        with open(closed, "w") as file:
            json.dump(RULES | {"SecurityGroups": [RULES["SecurityGroups"][0] | {"IpPermissions": []}]}, file)
        for limit in (2048, 256):
            self.run("ten million far sides, compared", ["compare", self.rules, closed, log], 0, limit=limit,
                     needed=["more flows would change than are told apart"])

    def interfaces(self):
        log = self.path("interfaces.log.gz")
        records(log, lambda number: record("192.0.2.1", interface=f"eni-{number * 7919:017x}"), 10_000_000)
        self.evaluate("ten million unknown interfaces", log, 0, limit=64,
                      needed=["10,000,000 records of interfaces that the rule set lacks"])

    def anomalies(self):
        log = self.path("anomalies.log.gz")
        records(log, lambda number: record(address(number), port=22), 10_000_000)
        self.evaluate("ten million anomalies of as many far sides", log, 0, limit=64,
                      needed=["10,000,000 records", "approximate"])

    def names(self):
        log = self.path("names.log.gz")
        header = "version interface-id srcaddr dstaddr srcport dstport protocol action log-status field-{}\n"
        with gzip.open(log, "wt", compresslevel=1) as file:
            for number in range(1_000_000):
                file.write(header.format(number))
                file.write(f"2 {INTERFACE} 192.0.2.1 10.0.0.10 50000 443 6 ACCEPT OK -\n")
        self.evaluate("a million formats", log, 0, limit=64, needed=["1,000,000 records"])


CASES = ["zeros", "line", "gibibyte", "nesting", "archive", "files", "remotes", "interfaces", "anomalies", "names"]


def main():
    if len(sys.argv) < 2:
        sys.exit(__doc__)
    program = os.path.abspath(sys.argv[1])
    place = ".build" if os.path.isdir(".build") else None
    with tempfile.TemporaryDirectory(prefix="limits-", dir=place) as folder:
        limits = Limits(program, os.path.abspath(folder))
        for case in sys.argv[2:] or CASES:
            getattr(limits, case)()
    sys.exit("something is not as it should be" if limits.failed else 0)


main()
