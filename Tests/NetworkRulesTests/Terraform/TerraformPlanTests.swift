import Foundation
import NetworkPrimitives
import NetworkRules
import TestSupport
import Testing

@Suite struct TerraformPlanTests {
    private func plan(_ changes: [String], configuration: String = "{}") -> String {
        #"""
        {"format_version": "1.2", "terraform_version": "1.9.0", "planned_values": {},
         "resource_changes": [\#(changes.joined(separator: ","))], "configuration": {"root_module": \#(configuration)}}
        """#
    }

    private func change(
        _ address: String, _ actions: String, before: String = "null", after: String = "null",
        unknown: String = "{}",
        module: String? = nil
    ) -> String {
        let type = address.split(separator: ".").first { $0.hasPrefix("aws_") } ?? ""
        let module = module.map { #""module_address": "\#($0)","# } ?? ""
        let escaped = address.replacing("\"", with: "\\\"")
        return #"""
            {"address": "\#(escaped)", \#(module) "mode": "managed", "type": "\#(type)", "name": "x", "change":
             {"actions": [\#(actions)], "before": \#(before), "after": \#(after), "after_unknown": \#(unknown)}}
            """#
    }

    private func configured(_ address: String, _ expressions: String) -> String {
        #"{"address": "\#(address)", "mode": "managed", "expressions": {\#(expressions)}}"#
    }

    private func names(_ ruleSet: RuleSet) -> [String] {
        ruleSet.securityGroups.flatMap { group in
            group.ingress.map { $0.name(inGroup: group.id, .ingress) }
                + group.egress.map { $0.name(inGroup: group.id, .egress) }
        }.sorted()
    }

    /// A new group, a rule beside it that names another new group, and an interface that carries both.
    private var newNetwork: String {
        plan(
            [
                change(
                    "aws_security_group.web", #""create""#, after: #"{"name": "web"}"#,
                    unknown: #"{"id": true, "ingress": true, "egress": true}"#),
                change(
                    "aws_security_group.db", #""create""#, after: #"{"name": "db"}"#,
                    unknown: #"{"id": true, "ingress": true, "egress": true}"#),
                change(
                    "aws_security_group_rule.in", #""create""#,
                    after:
                        #"{"type": "ingress", "protocol": "tcp", "from_port": 5432, "to_port": 5432, "self": false}"#,
                    unknown: #"{"id": true, "security_group_id": true, "source_security_group_id": true}"#),
                change(
                    "aws_network_interface.n", #""create""#,
                    after: #"{"private_ips": ["10.0.0.5"], "description": "n"}"#,
                    unknown: #"{"id": true, "security_groups": true, "private_ips": [false]}"#),
            ],
            configuration: #"""
                {"resources": [\#(configured("aws_security_group.web", "")), \#(configured("aws_security_group.db", "")),
                 \#(configured("aws_security_group_rule.in", #""security_group_id": {"references": ["aws_security_group.db.id", "aws_security_group.db"]}, "source_security_group_id": {"references": ["aws_security_group.web.id", "aws_security_group.web"]}"#)),
                 \#(configured("aws_network_interface.n", #""security_groups": {"references": ["aws_security_group.web.id", "aws_security_group.web", "aws_security_group.db.id", "aws_security_group.db"]}"#))]}
                """#)
    }

    @Test func newResourcesGoByTheirAddresses() throws {
        let loaded = try load(["plan.json": newNetwork])
        #expect(names(loaded.ruleSet) == ["aws_security_group.db/ingress/tcp/5432/aws_security_group.web"])
        #expect(loaded.ruleSet.interfaces.map(\.id) == ["aws_network_interface.n"])
        #expect(
            loaded.ruleSet.interfaces.map { Set($0.groupIDs) } == [
                ["aws_security_group.web", "aws_security_group.db"]
            ])
        #expect(
            !loaded.warnings.contains { if case .gap(.knownAfterApply) = $0.cause { true } else { false } })
    }

    @Test func idsOfTheCommandLineTakeThePlaceOfAddresses() throws {
        let loaded = try load(
            ["plan.json": newNetwork],
            DeclarationOptions(identities: [
                "aws_security_group.web": "sg-1", "aws_network_interface.n": "eni-1",
            ]))
        #expect(names(loaded.ruleSet) == ["aws_security_group.db/ingress/tcp/5432/sg-1"])
        #expect(loaded.ruleSet.interfaces.map(\.id) == ["eni-1"])
        #expect(loaded.ruleSet.interfaces.map { Set($0.groupIDs) } == [["sg-1", "aws_security_group.db"]])
    }

    @Test func anAddressThatNothingHasIsAnError() throws {
        let found = try issues(
            in: ["plan.json": newNetwork], DeclarationOptions(identities: ["aws_security_group.wbe": "sg-1"]))
        guard case .option(.noResource("aws_security_group.wbe", let known))? = found.first?.cause else {
            Issue.record("unexpected \(found)")
            return
        }
        #expect(known.contains("aws_security_group.web"))
        #expect(
            try issues(
                in: ["plan.json": newNetwork],
                DeclarationOptions(identities: ["aws_security_group.web": "a b"])
            )
            .map(\.cause) == [.option(.invalidIdentity(address: "aws_security_group.web", id: "a b"))])
    }

    @Test func aStateBesideThePlanTellsTheIds() throws {
        let state = #"""
            {"version": 4, "terraform_version": "1.9.0", "resources": [
             {"mode": "managed", "type": "aws_security_group", "name": "web", "instances": [{"attributes": {"id": "sg-1", "ingress": [], "egress": []}}]},
             {"mode": "managed", "type": "aws_subnet", "name": "s", "instances": [{"attributes": {"id": "subnet-1", "cidr_block": "10.0.0.0/24"}}]}]}
            """#
        let loaded = try load(["plan.json": newNetwork, "terraform.tfstate": state])
        #expect(names(loaded.ruleSet) == ["aws_security_group.db/ingress/tcp/5432/sg-1"])
        #expect(loaded.ruleSet.subnets.map(\.id) == ["subnet-1"])
    }

    /// Where the configuration gives no rules within the group, a plan repeats those that there are, with rules that it
    /// changes or deletes.
    @Test func rulesThatThePlanChangesOrDeletesAreGone() throws {
        func block(_ port: Int) -> String {
            #"{"protocol": "tcp", "from_port": \#(port), "to_port": \#(port), "cidr_blocks": ["0.0.0.0/0"], "self": false}"#
        }
        func rule(_ port: Int) -> String {
            #"{"type": "ingress", "security_group_id": "sg-1", "protocol": "tcp", "from_port": \#(port), "to_port": \#(port), "cidr_blocks": ["0.0.0.0/0"]}"#
        }
        let group =
            #"{"id": "sg-1", "ingress": [\#(block(22)), \#(block(80)), \#(block(443))], "egress": []}"#
        let text = plan([
            change("aws_security_group.web", #""no-op""#, before: group, after: group),
            change("aws_security_group_rule.ssh", #""delete""#, before: rule(22)),
            change(
                "aws_security_group_rule.http", #""delete", "create""#, before: rule(80), after: rule(8080)),
            change("aws_security_group_rule.https", #""no-op""#, before: rule(443), after: rule(443)),
        ])
        #expect(
            names(try load(["plan.json": text]).ruleSet) == [
                "sg-1/ingress/tcp/443/0.0.0.0/0", "sg-1/ingress/tcp/8080/0.0.0.0/0",
            ])
    }

    @Test func whatThePlanDeletesIsNotTakenFromACapture() throws {
        let capture =
            #"{"SecurityGroups": [{"GroupId": "sg-1"}, {"GroupId": "sg-2"}], "Vpcs": [{"VpcId": "vpc-1"}]}"#
        let text = plan([
            change(
                "aws_security_group.old", #""delete""#,
                before: #"{"id": "sg-2", "ingress": [], "egress": []}"#)
        ])
        let loaded = try load(["a.json": capture, "plan.json": text])
        #expect(loaded.ruleSet.securityGroups.map(\.id) == ["sg-1"])
    }

    @Test func aPlanCountsBeforeACapture() throws {
        let capture = #"""
            {"SecurityGroups": [{"GroupId": "sg-1", "IpPermissions": [{"IpProtocol": "tcp", "FromPort": 22, "ToPort": 22, "IpRanges": [{"CidrIp": "0.0.0.0/0"}]}]}]}
            """#
        let group = #"{"id": "sg-1", "ingress": [], "egress": []}"#
        let loaded = try load([
            "a.json": capture,
            "plan.json": plan([change("aws_security_group.web", #""update""#, before: group, after: group)]),
        ])
        #expect(names(loaded.ruleSet).isEmpty)
        #expect(loaded.warnings.contains { $0.cause == .gap(.overruled(["sg-1"], .captured)) })
    }

    @Test func whatIsKnownOnlyLaterMayMatch() throws {
        let text = plan(
            [
                change(
                    "aws_security_group.web", #""create""#,
                    after:
                        #"{"ingress": [{"protocol": "tcp", "from_port": 443, "to_port": 443, "self": false}], "egress": []}"#,
                    unknown: #"{"id": true, "ingress": [{"cidr_blocks": true}]}"#),
                change(
                    "aws_network_acl_rule.r", #""create""#,
                    after:
                        #"{"network_acl_id": "acl-1", "rule_number": 100, "egress": false, "rule_action": "deny", "protocol": "-1"}"#,
                    unknown: #"{"id": true, "ipv6_cidr_block": true}"#),
            ],
            configuration:
                #"{"resources": [\#(configured("aws_security_group.web", #""ingress": [{"cidr_blocks": {"references": ["local.x"]}}]"#))]}"#
        )
        let acl = #"{"NetworkAcls": [{"NetworkAclId": "acl-1"}]}"#
        let loaded = try load(["plan.json": text, "acl.json": acl])
        #expect(names(loaded.ruleSet) == ["aws_security_group.web/ingress/tcp/443/0.0.0.0/0?"])
        #expect(
            loaded.ruleSet.networkACLs.flatMap(\.ingress) == [
                NetworkACLEntry(
                    ruleNumber: 100, action: .deny, traffic: .all, block: .everything(.ipv6), isKnown: false)
            ])
        #expect(
            loaded.warnings.contains {
                $0.cause == .gap(.knownAfterApply(["aws_network_acl_rule.r", "aws_security_group.web"]))
            })
    }

    @Test func referencesAreFollowedThroughModules() throws {
        let text = plan(
            [
                change(
                    #"module.net["a"].aws_security_group.g"#, #""create""#, after: "{}",
                    unknown: #"{"id": true}"#, module: #"module.net[\"a\"]"#),
                change(
                    "module.app.aws_network_interface.n", #""create""#, after: "{}",
                    unknown: #"{"id": true, "security_groups": true}"#, module: "module.app"),
            ],
            configuration: #"""
                {"module_calls": {
                  "net": {"module": {"resources": [\#(configured("aws_security_group.g", ""))], "outputs": {"group": {"expression": {"references": ["aws_security_group.g.id", "aws_security_group.g"]}}}}},
                  "app": {"expressions": {"groups": {"references": ["module.net[\"a\"].group", "module.net[\"a\"]", "module.net"]}},
                    "module": {"resources": [\#(configured("aws_network_interface.n", #""security_groups": {"references": ["var.groups"]}"#))]}}}}
                """#)
        #expect(
            try load(["plan.json": text]).ruleSet.interfaces.map(\.groupIDs) == [
                [#"module.net["a"].aws_security_group.g"#]
            ])
    }

    /// A configuration whose modules hand a value to each other in a circle ends in what is not known.
    @Test func referencesInACircleEnd() throws {
        let text = plan(
            [
                change(
                    "module.m.aws_network_interface.n", #""create""#, after: "{}",
                    unknown: #"{"id": true, "security_groups": true}"#, module: "module.m")
            ],
            configuration: #"""
                {"module_calls": {"m": {"expressions": {"v": {"references": ["module.m.o", "module.m"]}},
                  "module": {"resources": [\#(configured("aws_network_interface.n", #""security_groups": {"references": ["var.v"]}"#))],
                   "outputs": {"o": {"expression": {"references": ["var.v"]}}}}}}}
                """#)
        let loaded = try load(["plan.json": text])
        #expect(
            loaded.warnings.contains {
                $0.cause == .gap(.knownAfterApply(["module.m.aws_network_interface.n"]))
            })
    }

    @Test func aNewVPCHasTheDefaultsOfTheCloud() throws {
        let vpc = change(
            "aws_vpc.v", #""create""#, after: #"{"cidr_block": "10.0.0.0/16"}"#, unknown: #"{"id": true}"#)
        let loaded = try load(["plan.json": plan([vpc])]).ruleSet
        #expect(loaded.networkACLs.map(\.id) == ["aws_vpc.v.default_network_acl_id"])
        #expect(loaded.networkACLs.map(\.isDefault) == [true])
        #expect(loaded.networkACLs.first?.ingress.map(\.action) == [.allow])
        #expect(
            names(loaded) == [
                "aws_vpc.v.default_security_group_id/egress/-1/all/0.0.0.0/0",
                "aws_vpc.v.default_security_group_id/ingress/-1/all/aws_vpc.v.default_security_group_id",
            ])
    }

    @Test func defaultsThatThePlanTakesOverAreAsItSays() throws {
        let text = plan(
            [
                change(
                    "aws_vpc.v", #""create""#, after: #"{"cidr_block": "10.0.0.0/16"}"#,
                    unknown: #"{"id": true}"#),
                change(
                    "aws_default_network_acl.d", #""create""#,
                    after: #"{"ingress": [], "egress": [], "subnet_ids": []}"#,
                    unknown: #"{"id": true, "vpc_id": true, "default_network_acl_id": true}"#),
                change(
                    "aws_default_security_group.d", #""create""#, after: #"{"ingress": [], "egress": []}"#,
                    unknown: #"{"id": true, "vpc_id": true}"#),
            ],
            configuration: #"""
                {"resources": [\#(configured("aws_vpc.v", "")),
                 \#(configured("aws_default_network_acl.d", #""default_network_acl_id": {"references": ["aws_vpc.v.default_network_acl_id", "aws_vpc.v"]}"#)),
                 \#(configured("aws_default_security_group.d", #""vpc_id": {"references": ["aws_vpc.v.id", "aws_vpc.v"]}"#))]}
                """#)
        let loaded = try load(["plan.json": text]).ruleSet
        #expect(loaded.networkACLs.map(\.id) == ["aws_default_network_acl.d"])
        #expect(loaded.networkACLs.map(\.vpcID) == ["aws_vpc.v"])
        #expect(names(loaded).isEmpty)
    }

    @Test func keysThatIdsCannotHaveAreEncodedAndMayBeGivenAsTheyAre() throws {
        let address = #"aws_security_group.g["a/b c"]"#
        let text = plan([change(address, #""create""#, after: "{}", unknown: #"{"id": true}"#)])
        #expect(
            try load(["plan.json": text]).ruleSet.securityGroups.map(\.id) == [
                #"aws_security_group.g["a%2Fb%20c"]"#
            ])
        let mapped = try load(["plan.json": text], DeclarationOptions(identities: [address: "sg-1"]))
        #expect(mapped.ruleSet.securityGroups.map(\.id) == ["sg-1"])
    }
}

/// Files of other projects.
@Suite(.enabled(if: SharedFolder.corpus != nil, Comment(rawValue: SharedFolder.absence)))
struct TerraformCorpusTests {
    private func corpus(_ path: String) throws -> LoadedRuleSet {
        try RuleSetLoader.load(path: try #require(SharedFolder.corpus).appending(path: path).path)
    }

    /// As written in the files: eleven resources make these rules of the groups that they name.
    @Test func rulesBesideGroups() throws {
        let ruleSet = try corpus("snyk+driftctl/state/aws_vpc_security_group_rule/terraform.tfstate").ruleSet
        let group = try #require(ruleSet.securityGroups.first { $0.id == "sg-0254c038e32f25530" })
        let known = group.ingress.filter(\.isKnown).map { $0.name(inGroup: "", .ingress) }
        #expect(
            Set(known) == [
                "/ingress/-1/all/0.0.0.0/0", "/ingress/-1/all/1.2.0.0/16", "/ingress/-1/all/5.6.7.0/24",
                "/ingress/tcp/0/pl-abb451c2", "/ingress/tcp/all/sg-0254c038e32f25530",
                "/ingress/icmp/type-0-code-0/sg-0254c038e32f25530",
            ])
        let other = try #require(ruleSet.securityGroups.first { $0.id == "sg-0cc8b3c3c2851705a" })
        #expect(
            Set(other.egress.filter(\.isKnown).map { $0.name(inGroup: "", .egress) }) == [
                "/egress/-1/all/0.0.0.0/0", "/egress/-1/all/::/0", "/egress/5/all/0.0.0.0/0",
            ])
    }

    @Test func groupsAndACLs() throws {
        let groups = try corpus("snyk+driftctl/state/aws_vpc_security_group/terraform.tfstate").ruleSet
            .securityGroups
        #expect(groups.map(\.id) == ["sg-0254c038e32f25530", "sg-9e0204ff"])
        #expect(
            groups.map(\.ingress).map { $0.map(\.peer) } == [
                [.cidr(.everything(.ipv4))], [.securityGroup(id: "sg-9e0204ff")],
            ])
        let acl = try #require(
            try corpus("snyk+driftctl/state/aws_default_network_acl/terraform.tfstate").ruleSet.networkACLs
                .first)
        #expect(acl.isDefault)
        #expect(acl.subnetIDs.count == 6)
        #expect(acl.ingress.map(\.ruleNumber) == [90, 100])
        #expect(acl.ingress.map(\.action) == [.deny, .allow])
        #expect(
            acl.ingress.map(\.traffic) == [.ports(.tcp, PortRange(80, 80)), .ports(.tcp, PortRange(0, 0))])
        #expect(acl.egress.map(\.traffic) == [.ports(.udp, PortRange(0, 0))])
        #expect(
            try corpus("snyk+driftctl/state/aws_network_acl/terraform.tfstate").ruleSet.networkACLs.count == 2
        )
    }

    /// Groups are named by whether they open the port to the world.
    @Test(arguments: [("ingress_anywhere_rdp_infra", UInt16(3389)), ("ingress_anywhere_ssh_infra", 22)])
    func plansOfGroups(name: String, port: UInt16) throws {
        let ruleSet = try corpus("fugue+regula/tf/\(name).json").ruleSet
        #expect(!ruleSet.securityGroups.isEmpty)
        for group in ruleSet.securityGroups {
            let isOpen = group.ingress.contains { rule in
                guard case .cidr(let block) = rule.peer, block.prefixLength == 0 else { return false }
                let isOfPort = rule.traffic.ipProtocol == .tcp || rule.traffic.ipProtocol == nil
                return isOfPort && rule.traffic.portRange.contains(port)
            }
            #expect(isOpen == group.id.contains(".invalid"), "\(group)")
        }
    }
}
