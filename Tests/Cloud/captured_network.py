"""Builds a network through the cloud's API on loopback, captures its rules by Samples/capture-rules.sh, and writes flow
records of it with the verdicts that these rules give them, decided here.

    captured_network.py OUT    writes OUT/rules, OUT/flows.log and OUT/expected.ndjson
"""

import json
import os
import pathlib
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request

import boto3

PROGRAMS = pathlib.Path(sys.executable).parent
CAPTURE = pathlib.Path(__file__).parents[2] / "Samples" / "capture-rules.sh"
REGIONS = ("eu-west-1", "us-east-1")
CREDENTIALS = {"AWS_ACCESS_KEY_ID": "testing", "AWS_SECRET_ACCESS_KEY": "testing"}


class Server:
    """A server that answers as the cloud does; it ends with the block."""

    def __enter__(self):
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = probe.getsockname()[1]
        self.url = f"http://127.0.0.1:{port}"
        self._process = subprocess.Popen(
            [PROGRAMS / "moto_server", "-H", "127.0.0.1", "-p", str(port)],
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )
        for _ in range(300):
            try:
                urllib.request.urlopen(self.url, timeout=1).close()
                return self
            except (urllib.error.URLError, OSError):
                time.sleep(0.1)
        self._process.kill()
        raise SystemExit("moto_server does not answer")

    def __exit__(self, *_):
        # Not asked to end: where signals are blocked, as in a test, it would not hear.
        self._process.kill()
        self._process.wait()

    def ec2(self, region):
        return boto3.client(
            "ec2", region_name=region, endpoint_url=self.url, aws_access_key_id="testing",
            aws_secret_access_key="testing",
        )


class Network:
    """A web server and a database in two subnets, the second behind an ACL of its own."""

    def __init__(self, ec2):
        vpc = ec2.create_vpc(CidrBlock="10.7.0.0/16")["Vpc"]["VpcId"]
        web_subnet = self._subnet(ec2, vpc, "10.7.1.0/24")
        data_subnet = self._subnet(ec2, vpc, "10.7.2.0/24")
        # More entries than a page of the API has.
        entries = [{"Cidr": f"203.0.{number}.0/24", "Description": "office"} for number in range(113)]
        self.offices = ec2.create_managed_prefix_list(
            PrefixListName="offices", MaxEntries=200, AddressFamily="IPv4", Entries=entries
        )["PrefixList"]["PrefixListId"]
        self.web_group = self._group(ec2, vpc, "web")
        self.data_group = self._group(ec2, vpc, "data")
        self.https = self._rule(ec2, self.web_group, 443, IpRanges=[{"CidrIp": "0.0.0.0/0"}])
        self.ssh = self._rule(ec2, self.web_group, 22, PrefixListIds=[{"PrefixListId": self.offices}])
        self.database = self._rule(
            ec2, self.data_group, 5432, UserIdGroupPairs=[{"GroupId": self.web_group}]
        )
        self.web = self._interface(ec2, web_subnet, self.web_group, "10.7.1.10")
        self.data = self._interface(ec2, data_subnet, self.data_group, "10.7.2.20")
        self.acl = self._acl(ec2, vpc, data_subnet)

    def _subnet(self, ec2, vpc, block):
        return ec2.create_subnet(VpcId=vpc, CidrBlock=block)["Subnet"]["SubnetId"]

    def _group(self, ec2, vpc, name):
        return ec2.create_security_group(VpcId=vpc, GroupName=name, Description=name)["GroupId"]

    def _rule(self, ec2, group, port, **peer):
        permission = {"IpProtocol": "tcp", "FromPort": port, "ToPort": port, **peer}
        made = ec2.authorize_security_group_ingress(GroupId=group, IpPermissions=[permission])
        return made["SecurityGroupRules"][0]["SecurityGroupRuleId"]

    def _interface(self, ec2, subnet, group, address):
        made = ec2.create_network_interface(SubnetId=subnet, Groups=[group], PrivateIpAddress=address)
        return made["NetworkInterface"]["NetworkInterfaceId"]

    def _acl(self, ec2, vpc, subnet):
        """Lets PostgreSQL in from the web subnet, and nothing out but to the lower half of its addresses."""
        acl = ec2.create_network_acl(VpcId=vpc)["NetworkAcl"]["NetworkAclId"]
        for number, egress, block, first, last in (
            (100, False, "10.7.1.0/24", 5432, 5432), (110, True, "10.7.1.0/25", 1024, 65535),
        ):
            ec2.create_network_acl_entry(
                NetworkAclId=acl, RuleNumber=number, Protocol="6", RuleAction="allow", Egress=egress,
                CidrBlock=block, PortRange={"From": first, "To": last},
            )
        described = ec2.describe_network_acls(
            Filters=[{"Name": "association.subnet-id", "Values": [subnet]}]
        )["NetworkAcls"][0]
        association = next(a for a in described["Associations"] if a["SubnetId"] == subnet)
        ec2.replace_network_acl_association(
            AssociationId=association["NetworkAclAssociationId"], NetworkAclId=acl
        )
        return acl

    def flows(self):
        """Interface, source, destination, source port, destination port, action; then what the verdict must hold."""
        web, data = "10.7.1.10", "10.7.2.20"
        world, office = "198.51.100.9", "203.0.112.77"
        anomalous = {"class": "anomalous"}
        return [
            (self.web, world, web, 50000, 443, "ACCEPT",
             {"class": "allowed-by-sg", "reason": "rule", "security_group_rule": self.https}),
            (self.web, office, web, 50000, 22, "ACCEPT",
             {"class": "allowed-by-sg", "reason": "rule", "security_group_rule": self.ssh}),
            (self.web, world, web, 50000, 22, "REJECT", {"class": "sg-blocked", "reason": "no-rule"}),
            (self.web, world, web, 50000, 22, "ACCEPT",
             {**anomalous, "reason": "accepted-without-sg-rule", "security_group_rule": None}),
            (self.data, web, data, 50000, 5432, "ACCEPT",
             {"class": "allowed-by-sg", "reason": "rule", "security_group_rule": self.database,
              "network_acl": self.acl, "network_acl_rule": 100}),
            (self.data, "10.7.1.200", data, 50000, 5432, "REJECT",
             {"class": "sg-blocked", "reason": "no-rule", "network_acl_rule": 100}),
            (self.data, world, data, 50000, 5432, "REJECT",
             {"class": "nacl-blocked", "reason": "rule", "network_acl": self.acl,
              "network_acl_rule": 32767}),
            (self.data, data, web, 5432, 50000, "ACCEPT",
             {"class": "allowed-by-sg", "network_acl": self.acl, "network_acl_rule": 110}),
        ]


def capture(server, out):
    environment = {**os.environ, **CREDENTIALS, "PATH": f"{PROGRAMS}{os.pathsep}{os.environ['PATH']}"}
    regions = [option for region in REGIONS for option in ("--region", region)]
    done = subprocess.run(
        [CAPTURE, out, "--endpoint-url", server.url, *regions], env=environment, capture_output=True,
        text=True,
    )
    if done.returncode != 0:
        raise SystemExit(f"{CAPTURE.name} failed: {done.stderr}")


def main(out):
    with Server() as server:
        # A network in each of two regions; the flows are of both.
        networks = [Network(server.ec2(region)) for region in REGIONS]
        capture(server, out / "rules")
    flows = [flow for network in networks for flow in network.flows()]
    with open(out / "flows.log", "w") as log, open(out / "expected.ndjson", "w") as answers:
        for line, (interface, source, destination, source_port, port, action, expected) in enumerate(flows, 1):
            print(
                2, "123456789012", interface, source, destination, source_port, port, 6, 5, 500, 1767225827,
                1767225832, action, "OK", file=log,
            )
            print(json.dumps({"line": line, **expected}), file=answers)


main(pathlib.Path(sys.argv[1]))
