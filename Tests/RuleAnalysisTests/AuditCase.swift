import FlowEvaluation
import Foundation
import GzipInput
import NetworkPrimitives
import NetworkRules
import RuleAnalysis
import RuleMatching

/// A small network that an audit looks at, built up line by line.
struct AuditCase {
    var ruleSet = RuleSet(
        vpcs: [
            VPC(
                id: "vpc-1",
                blocks: [CIDRBlock(containing: .ipv4(IPv4Address(0x0a00_0000)), prefixLength: 16)])
        ])
    var surroundings = AccountSurroundings()
    /// Lines of a version-2 log without their first two columns.
    var log: [String]?

    /// Rules as `tcp 22 10.0.0.0/8`: protocol, ports, far side.
    static func rules(_ texts: [String]) throws -> [SecurityGroupRule] {
        try texts.map { text in
            let words = text.split(separator: " ").map(String.init)
            return SecurityGroupRule(traffic: traffic(words), peer: try peer(words[words.count - 1]))
        }
    }

    /// Entries as `100 allow tcp 22 10.0.0.0/8`.
    static func entries(_ texts: [String]) throws -> [NetworkACLEntry] {
        try texts.map { text in
            let words = text.split(separator: " ").map(String.init)
            return NetworkACLEntry(
                ruleNumber: Int(words[0]) ?? 0, action: words[1] == "allow" ? .allow : .deny,
                traffic: traffic(Array(words[2...])), block: try CIDRBlock(words[words.count - 1]))
        }
    }

    private static func traffic(_ words: [String]) -> RuleTraffic {
        guard words.count == 3 else { return words[0] == "all" ? .all : .icmp(.icmp, .all) }
        let bounds = words[1].split(separator: "-").compactMap { UInt16($0) }
        return .ports(words[0] == "udp" ? .udp : .tcp, PortRange(bounds[0], bounds[bounds.count - 1]))
    }

    private static func peer(_ text: String) throws -> RulePeer {
        if text.hasPrefix("sg-") { return .securityGroup(id: text) }
        return text.hasPrefix("pl-") ? .prefixList(id: text) : .cidr(try CIDRBlock(text))
    }

    func group(
        _ id: String, name: String = "", in ingress: [String] = [], out egress: [String] = []
    ) throws -> Self {
        var copy = self
        copy.ruleSet.securityGroups.append(
            SecurityGroup(
                id: id, name: name, vpcID: "vpc-1", ingress: try Self.rules(ingress),
                egress: try Self.rules(egress)))
        return copy
    }

    func acl(
        _ id: String, on subnets: [String] = ["subnet-1"], isDefault: Bool = false, in ingress: [String] = [],
        out egress: [String] = []
    ) throws -> Self {
        var copy = self
        copy.ruleSet.networkACLs.append(
            NetworkACL(
                id: id, vpcID: "vpc-1", isDefault: isDefault, subnetIDs: subnets,
                ingress: try Self.entries(ingress),
                egress: try Self.entries(egress)))
        return copy
    }

    func interface(
        _ id: String, _ address: String, _ groups: [String], type: String = "interface",
        subnet: String = "subnet-1"
    ) -> Self {
        var copy = self
        copy.ruleSet.interfaces.append(
            NetworkInterface(
                id: id, vpcID: "vpc-1", subnetID: subnet, addresses: IPAddress(address).map { [$0] } ?? [],
                groupIDs: groups, type: type))
        return copy
    }

    func list(_ id: String, _ blocks: [String]) throws -> Self {
        var copy = self
        copy.ruleSet.prefixLists.append(PrefixList(id: id, entries: try blocks.map { try CIDRBlock($0) }))
        return copy
    }

    func with(_ surroundings: AccountSurroundings) -> Self {
        var copy = self
        copy.surroundings = surroundings
        return copy
    }

    /// Lines as `eni-1 192.0.2.1 10.0.0.1 50000 22 6 ACCEPT`, of ten packets and 1000 bytes each.
    func logged(_ lines: [String]) -> Self {
        var copy = self
        copy.log = lines.map { line in
            let words = line.split(separator: " ")
            return "2 1 \(words[..<6].joined(separator: " ")) 10 1000 1700000000 1700000060 \(words[6]) OK"
        }
        return copy
    }

    func audit(
        _ benchmarks: Set<Benchmark> = Set(Benchmark.allCases), suppressions: [Suppression] = [],
        at time: UInt64 = 0
    ) throws -> RuleAudit {
        var ruleSet = ruleSet
        // As loaders have it: lists by id.
        ruleSet = RuleSet(
            securityGroups: ruleSet.securityGroups, networkACLs: ruleSet.networkACLs,
            interfaces: ruleSet.interfaces,
            subnets: ruleSet.subnets, vpcs: ruleSet.vpcs, prefixLists: ruleSet.prefixLists)
        return RuleAudit(
            ruleSet, surroundings, logs: try log.map { try Self.logs($0, ruleSet) },
            suppressions: suppressions,
            at: time, benchmarks: benchmarks)
    }

    static func logs(_ lines: [String], _ ruleSet: RuleSet, threads: Int = 1) throws -> FlowEvidence {
        let url = FileManager.default.temporaryDirectory.appending(path: "audit-\(UUID().uuidString).log")
        defer { try? FileManager.default.removeItem(at: url) }
        try (lines.joined(separator: "\n") + "\n").write(to: url, atomically: false, encoding: .utf8)
        let compiled = try RuleSetCompiler.compile(ruleSet)
        var plan = EvaluationPipeline.Plan(inputs: [.file(path: url.path)], threads: threads)
        plan.sumsAllowedFlows = true
        return FlowEvidence(EvaluationPipeline(compiled, plan).run(), compiled)
    }
}

extension RuleAudit {
    func findings(of check: AuditCheck) -> [AuditFinding] { findings.filter { $0.check == check } }

    /// The rules of a check's findings, each as it is named.
    func rules(of check: AuditCheck) -> [[String]] { findings(of: check).map { $0.rules.map(name) } }
}
