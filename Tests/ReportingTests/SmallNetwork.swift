import FlowEvaluation
import FlowLogs
import Foundation
import GzipInput
import NetworkPrimitives
import NetworkRules
import Reporting
import RuleMatching
import Synchronization

/// One VPC with a web server behind a default ACL and a database behind a narrow one.
enum SmallNetwork {
    static let ruleSet = RuleSet(
        securityGroups: [
            SecurityGroup(
                id: "sg-0web", name: "web",
                ingress: [
                    rule(.ports(.tcp, PortRange(443, 443)), "0.0.0.0/0", id: "sgr-0https"),
                    rule(.ports(.tcp, PortRange(443, 443)), "::/0", id: "sgr-0https6"),
                    rule(.ports(.tcp, PortRange(22, 22)), "198.51.100.0/24"),
                ]),
            SecurityGroup(
                id: "sg-0db", name: "db",
                ingress: [
                    SecurityGroupRule(
                        traffic: .ports(.tcp, PortRange(5432, 5432)), peer: .securityGroup(id: "sg-0web"))
                ], egress: [rule(.all, "0.0.0.0/0")]),
        ],
        networkACLs: [
            NetworkACL(
                id: "acl-0default", vpcID: "vpc-1", isDefault: true, ingress: [allow(100, .all)],
                egress: [allow(100, .all)]),
            NetworkACL(
                id: "acl-0db", vpcID: "vpc-1", subnetIDs: ["subnet-db"],
                ingress: [
                    allow(90, .icmp(.icmp, .message(type: 8, code: nil))),
                    allow(100, .ports(.tcp, PortRange(5432, 5432)), "10.0.1.0/24"),
                ],
                egress: [allow(100, .ports(.tcp, PortRange(1024, 65535)), "10.0.1.0/24")]),
        ],
        interfaces: [
            NetworkInterface(
                id: "eni-web", vpcID: "vpc-1", subnetID: "subnet-web",
                addresses: [address("10.0.1.10"), address("2001:db8:1::10")], groupIDs: ["sg-0web"]),
            NetworkInterface(
                id: "eni-db", vpcID: "vpc-1", subnetID: "subnet-db", addresses: [address("10.0.2.10")],
                groupIDs: ["sg-0db"]),
        ],
        subnets: [
            Subnet(id: "subnet-web", vpcID: "vpc-1", blocks: [block("10.0.1.0/24")]),
            Subnet(id: "subnet-db", vpcID: "vpc-1", blocks: [block("10.0.2.0/24")]),
        ],
        vpcs: [VPC(id: "vpc-1", blocks: [block("10.0.0.0/16")])])

    static func compiled(_ ruleSet: RuleSet = ruleSet) throws -> CompiledRuleSet {
        try RuleSetCompiler.compile(ruleSet)
    }

    static func block(_ text: String) -> CIDRBlock {
        (try? CIDRBlock(text)) ?? CIDRBlock(containing: .ipv4(IPv4Address(0)), prefixLength: 0)
    }

    static func address(_ text: String) -> IPAddress { IPAddress(text) ?? .ipv4(IPv4Address(0)) }

    static func rule(_ traffic: RuleTraffic, _ source: String, id: String? = nil) -> SecurityGroupRule {
        SecurityGroupRule(id: id, traffic: traffic, peer: .cidr(block(source)))
    }

    private static func allow(_ number: Int, _ traffic: RuleTraffic, _ source: String = "0.0.0.0/0")
        -> NetworkACLEntry
    {
        NetworkACLEntry(ruleNumber: number, action: .allow, traffic: traffic, block: block(source))
    }

    /// A custom format with every field that matters but `account-id`.
    static let header =
        "interface-id srcaddr dstaddr srcport dstport protocol packets bytes start end action "
        + "log-status tcp-flags flow-direction pkt-srcaddr pkt-dstaddr reject-reason"
}

/// A folder that is gone when the value is.
final class TemporaryFolder {
    let path: String

    init() throws {
        let url = FileManager.default.temporaryDirectory.appending(path: "reporting-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
        path = url.path
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }

    func file(_ name: String) -> String { "\(path)/\(name)" }

    func write(_ name: String, _ bytes: [UInt8]) throws -> InputSource {
        try Data(bytes).write(to: URL(filePath: file(name)))
        return .file(path: file(name))
    }

    func write(_ name: String, _ lines: [String]) throws -> InputSource {
        try write(name, Array(lines.map { $0 + "\n" }.joined().utf8))
    }

    var names: [String] { get throws { try FileManager.default.contentsOfDirectory(atPath: path).sorted() } }
}

/// Keeps what is written.
final class CollectedOutput: VerdictRecordOutput {
    private let collected = Mutex<[UInt8]>([])

    func write(_ bytes: [UInt8]) throws(OutputFailure) { collected.withLock { $0 += bytes } }

    var bytes: [UInt8] { collected.withLock { $0 } }
}

enum RecordFormatName: CaseIterable {
    case ndjson, csv

    func encoder(_ compiled: CompiledRuleSet, _ selection: VerdictSelection?) -> any VerdictRecordEncoder {
        switch self {
        case .ndjson: NDJSONRecordEncoder(compiled: compiled, selection: selection)
        case .csv: CSVRecordEncoder(compiled: compiled, selection: selection)
        }
    }
}

/// Evaluates inputs and returns the encoded records, each without its line end.
func encodedRecords(
    _ inputs: [InputSource], as format: RecordFormatName, ruleSet: RuleSet = SmallNetwork.ruleSet,
    selection: VerdictSelection? = nil, threads: Int = 1
) throws -> [String] {
    let compiled = try SmallNetwork.compiled(ruleSet)
    let output = CollectedOutput()
    _ = EvaluationPipeline(compiled, .init(inputs: inputs, threads: threads)).run(output: output) {
        format.encoder(compiled, selection)
    }
    return String(decoding: output.bytes, as: UTF8.self).split(separator: "\n").map(String.init)
}
