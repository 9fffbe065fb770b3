#!/usr/bin/env python3
"""Writes Samples/logs and Samples/expected-classes.json: one night at a small shop.

The same traffic is written twice, as two flow logs of the same VPC: one in the default format, one
in a custom format with flags. Each call that logs a record says which verdict it was made to have,
so that the expected counts come from the story and not from an evaluator.
"""

import gzip
import json
import pathlib
import random
import shutil
import time
import zlib

HERE = pathlib.Path(__file__).parent
ACCOUNT, REGION = "123456789012", "eu-west-1"
BEGIN = 1773194400  # 2026-03-11 02:00:00 UTC
MINUTES = 60

DEFAULT = (
    "version account-id interface-id srcaddr dstaddr srcport dstport protocol packets bytes start end "
    "action log-status"
).split()
CUSTOM = DEFAULT + "vpc-id subnet-id tcp-flags pkt-srcaddr pkt-dstaddr flow-direction reject-reason".split()
FLOW_LOGS = {"default": ("fl-0a1b2c3d4e5f60718", DEFAULT), "custom": ("fl-0b2c3d4e5f6071829", CUSTOM)}

VPC = "vpc-0a5b3c9d7e1f20846"
PUBLIC_A, PUBLIC_B = "subnet-0a1f4d2b6c8e90357", "subnet-0b7e3a9c5d1f86420"
INTERFACES = {  # name: (id, subnet, IPv4, IPv6)
    "lb-a": ("eni-0a11c0ffee5a0b001", PUBLIC_A, "10.20.0.20", "2001:db8:20:ab00::20"),
    "lb-b": ("eni-0a11c0ffee5a0b002", PUBLIC_B, "10.20.1.20", "2001:db8:20:ab01::20"),
    "bastion": ("eni-0b22d0ffee5a0b003", PUBLIC_A, "10.20.0.10", None),
    "nat": ("eni-0c33e0ffee5a0b004", PUBLIC_A, "10.20.0.5", None),
    "app-1": ("eni-0d44f0ffee5a0b005", "subnet-0c2d8f6e4b0a19753", "10.20.10.11", None),
    "app-2": ("eni-0d44f0ffee5a0b006", "subnet-0d9b5f1e7c3a08642", "10.20.11.12", None),
    "database": ("eni-0e55a0ffee5a0b007", "subnet-0e4c0a8f6d2b17539", "10.20.20.30", None),
}
OFFICE, INTRUDER, SCANNER, MIRROR = "203.0.113.5", "192.0.2.201", "198.51.100.77", "198.51.100.10"

FIN, SYN, SYN_ACK = 1, 2, 18
RULE, RETURN = "allowed-by-sg/rule", "allowed-by-sg/return-traffic"
NO_GROUP = "allowed-by-sg/no-security-group"
NO_RULE, ACL = "sg-blocked/no-rule", "nacl-blocked/rule"
INTRUSION = "anomalous/accepted-without-sg-rule"

dice = random.Random(20260311)
lines = {name: {} for name in FLOW_LOGS}  # five minutes: lines
expected = {name: {} for name in FLOW_LOGS}


def draw(first, last):
    return first + int(dice.random() * (last - first + 1))


def add(end, fields, verdicts):
    """One record in both formats; `verdicts` is one for both or (default, custom)."""
    if isinstance(verdicts, str):
        verdicts = (verdicts, verdicts)
    for (name, (_, columns)), verdict in zip(FLOW_LOGS.items(), verdicts):
        fields["version"] = 2 if name == "default" else 8
        line = " ".join(str(fields.get(column, "-")) for column in columns)
        lines[name].setdefault(end // 300 * 300, []).append((end, line))
        expected[name][verdict] = expected[name].get(verdict, 0) + 1


def record(
    at, direction, remote, ports, end, verdicts, action="ACCEPT", flags=0, size=None, shown=None, lone=False
):
    """`ports` are (local, remote); `shown` is the packet's own address on the local side; `lone`
    packets get no answer."""
    identifier, subnet, ipv4, ipv6 = INTERFACES[at]
    local = ipv6 if ":" in remote else ipv4
    lone = lone or action == "REJECT"
    packets = size // 1400 if size else draw(1, 3) if lone else draw(4, 40)
    ends = [(remote, ports[1], remote), (local, ports[0], shown or local)]
    source, destination = ends if direction == "ingress" else ends[::-1]
    fields = {
        "account-id": ACCOUNT, "interface-id": identifier, "vpc-id": VPC, "subnet-id": subnet,
        "srcaddr": source[0], "srcport": source[1], "pkt-srcaddr": source[2],
        "dstaddr": destination[0], "dstport": destination[1], "pkt-dstaddr": destination[2],
        "protocol": 6, "packets": packets, "bytes": size or packets * (60 if lone else draw(60, 900)),
        "start": end - draw(5, 59), "end": end, "action": action, "log-status": "OK",
        "tcp-flags": flags, "flow-direction": direction,
    }  # fmt: skip
    add(end, fields, verdicts)


def serve(at, remote, port, client_port, end, request=RULE, reply=RETURN, size=None, shown=None):
    """A whole connection within one interval, at the interface that serves."""
    record(at, "ingress", remote, (port, client_port), end, request, flags=SYN | FIN, size=size, shown=shown)
    record(at, "egress", remote, (port, client_port), end, reply, flags=SYN_ACK | FIN, shown=shown)


def connect(at, remote, port, client_port, end, request=RULE, reply=RETURN, size=None):
    """The same at the interface that opens it."""
    record(at, "egress", remote, (client_port, port), end, request, flags=SYN | FIN, size=size)
    record(at, "ingress", remote, (client_port, port), end, reply, flags=SYN_ACK | FIN)


def both(client, server, port, end):
    client_port = draw(32768, 60999)
    connect(client, INTERFACES[server][2], port, client_port, end)
    serve(server, INTERFACES[client][2], port, client_port, end)


def visitors(minute_end):
    """Customers at the load balancers, and what that causes behind them."""
    for _ in range(draw(2, 4)):
        balancer = "lb-a" if dice.random() < 0.5 else "lb-b"
        visitor = f"192.0.2.{draw(1, 99)}" if dice.random() < 0.85 else f"2001:db8:cafe::{draw(1, 99):x}"
        port = 443 if ":" in visitor or dice.random() < 0.9 else 80
        serve(balancer, visitor, port, draw(32768, 60999), minute_end - draw(0, 50))
    both("lb-a", "app-1", 8080, minute_end - 4)
    if dice.random() < 0.5:
        both("lb-b", "app-2", 8080, minute_end - 3)


def orders(minute_end):
    """app-1 reaches the database. app-2 is heard, but the answer never leaves the data subnet: its
    ACL's range for replies covers 10.20.10.0/24 alone."""
    both("app-1", "database", 5432, minute_end - 2)
    client_port = draw(32768, 60999)
    app, database = INTERFACES["app-2"][2], INTERFACES["database"][2]
    record("app-2", "egress", database, (client_port, 5432), minute_end - 1, RULE, flags=SYN, lone=True)
    record("database", "ingress", app, (5432, client_port), minute_end - 1, RULE, flags=SYN, lone=True)
    record("database", "egress", app, (5432, client_port), minute_end - 1, ACL, "REJECT", flags=SYN_ACK)


def updates(end):
    """app-2 fetches packages through the NAT gateway, which shows both of its sides."""
    client_port, gateway_port = draw(32768, 60999), draw(1024, 65535)
    connect("app-2", MIRROR, 443, client_port, end)
    serve("nat", INTERFACES["app-2"][2], 443, client_port, end, NO_GROUP, NO_GROUP, shown=MIRROR)
    connect("nat", MIRROR, 443, gateway_port, end, NO_GROUP, NO_GROUP)


def scan(end):
    """One address tries doors. The ACL stops those below 1024 except 22, 80 and 443, which are the
    groups' to refuse, as are those from 1024 up."""
    for target in ("lb-a", "lb-b", "bastion"):
        for port in (21, 23, 25, 110, 139, 445):
            record(target, "ingress", SCANNER, (port, draw(40000, 60999)), end, ACL, "REJECT", flags=SYN)
        for port in (22, 3306, 3389, 5432, 6379, 9200):
            record(target, "ingress", SCANNER, (port, draw(40000, 60999)), end, NO_RULE, "REJECT", flags=SYN)


def intrusion(start):
    """An outsider knocks at the bastion's SSH, is refused, and then is not. From there on all that
    follows is what the rules permit: SSH to app-1, and an upload.

    The bastion may open anything, so in the default format the port alone speaks against a reply
    (likely); the SYN of the custom format's first record makes it certain.
    """
    for second in range(0, 240, 30):
        ports = (22, 41000 + second)
        record("bastion", "ingress", INTRUDER, ports, start + second, NO_RULE, "REJECT", flags=SYN)
    for minute, flags in enumerate((SYN, 0, 0, 0, 0, FIN)):
        end = start + 300 + 60 * minute
        verdict = (INTRUSION + "/likely", INTRUSION + ("/certain" if flags & SYN else "/likely"))
        record("bastion", "ingress", INTRUDER, (22, 41999), end, verdict, flags=flags)
        answer = SYN_ACK if flags & SYN else flags
        record("bastion", "egress", INTRUDER, (22, 41999), end, RULE, flags=answer)
    both("bastion", "app-1", 22, start + 420)
    client_port, gateway_port = 50505, 20202
    end, app, size = start + 540, INTERFACES["app-1"][2], 734003200
    connect("app-1", INTRUDER, 443, client_port, end, size=size)
    serve("nat", app, 443, client_port, end, NO_GROUP, NO_GROUP, size=size, shown=INTRUDER)
    connect("nat", INTRUDER, 443, gateway_port, end, NO_GROUP, NO_GROUP, size=size)


def leftovers(end):
    """A visitor's last packet after the close: only the flags can tell."""
    verdicts = ("anomalous/rejected-despite-rules/possible", "sg-blocked/closed-connection")
    visitor, ports = f"192.0.2.{draw(1, 99)}", (443, draw(32768, 60999))
    record("lb-a", "ingress", visitor, ports, end, verdicts, "REJECT", flags=FIN)


def quiet(end):
    identifier, subnet, _, _ = INTERFACES["bastion"]
    fields = {
        "account-id": ACCOUNT, "interface-id": identifier, "vpc-id": VPC, "subnet-id": subnet,
        "start": end - 59, "end": end, "log-status": "NODATA",
    }  # fmt: skip
    add(end, fields, "not-evaluated/no-data")


def write():
    shutil.rmtree(HERE / "logs", ignore_errors=True)
    for name, (flow_log, columns) in FLOW_LOGS.items():
        for begin, records in sorted(lines[name].items()):
            text = "\n".join([" ".join(columns)] + [line for _, line in sorted(records)]) + "\n"
            moment = time.gmtime(begin)
            folder = HERE / "logs" / name / "AWSLogs" / ACCOUNT / "vpcflowlogs" / REGION
            folder /= time.strftime("%Y/%m/%d", moment)
            folder.mkdir(parents=True, exist_ok=True)
            stamp = time.strftime("%Y%m%dT%H%MZ", moment)
            file = f"{ACCOUNT}_vpcflowlogs_{REGION}_{flow_log}_{stamp}_{zlib.crc32(text.encode()):08x}.log.gz"
            (folder / file).write_bytes(gzip.compress(text.encode(), mtime=0))
    counts = {
        name: {"records": sum(classes.values()), "classes": dict(sorted(classes.items()))}
        for name, classes in expected.items()
    }
    (HERE / "expected-classes.json").write_text(json.dumps(counts, indent=2) + "\n")


for minute in range(MINUTES):
    minute_end = BEGIN + 60 * minute + 59
    visitors(minute_end)
    if minute % 2 == 0:
        orders(minute_end)
    if minute % 15 == 3:
        updates(minute_end - 10)
    if minute in (4, 16, 27, 45, 50, 56):
        quiet(minute_end)
    if minute % 20 == 11:
        leftovers(minute_end - 20)
serve("bastion", OFFICE, 22, 52110, BEGIN + 700)
both("bastion", "app-2", 22, BEGIN + 720)
scan(BEGIN + 1290)
intrusion(BEGIN + 1900)
write()
