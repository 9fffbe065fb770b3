import NetworkPrimitives
import NetworkRules
import TestSupport
import Testing

/// A record at the rule set of `ReferenceSituation.ruleSet`, and the verdict that the semantics
/// give it by hand.
struct ReferenceSituation: CustomTestStringConvertible, Sendable {
    var why: String
    var record: ReferenceRecord
    var verdict: String
    var group: String?
    var acl: String?
    var aclRule: Int?

    var testDescription: String { why }

    /// - Parameters:
    ///   - flow: `ENI SOURCE SPORT > DESTINATION DPORT PROTOCOL ACTION`.
    ///   - verdict: `class/reason` or `class/reason/certainty`.
    ///   - acl: `ACL#RULE`, or the ACL alone where the rule is undetermined.
    init(
        _ why: String, _ flow: String, flags: UInt8? = nil, rejectReason: String? = nil,
        fields: [String] = ["tcp-flags", "reject-reason"], gives verdict: String, group: String? = nil,
        acl: String? = "acl-default#100"
    ) throws {
        let words = flow.split(separator: " ").map(String.init)
        try #require(words.count == 8)
        self.why = why
        self.verdict = verdict
        self.group = group
        let aclWords = (acl ?? "").split(separator: "#").map(String.init)
        self.acl = aclWords.first
        aclRule = aclWords.count == 2 ? Int(aclWords[1]) : nil
        record = ReferenceRecord(
            interfaceID: "eni-\(words[0])", sourceAddress: IPAddress(words[1]),
            destinationAddress: IPAddress(words[4]), sourcePort: UInt16(words[2]),
            destinationPort: UInt16(words[5]), ipProtocol: UInt8(words[6]), packets: 1, bytes: 40, start: 0,
            end: 59, action: ReferenceRecord.Action(rawValue: words[7]), logStatus: .ok, tcpFlags: flags,
            rejectReason: rejectReason, formatFields: Set(ReferenceRecord.defaultFields + fields))
    }
}

extension ReferenceSituation {
    /// One VPC, 10.0.0.0/16: an open subnet under the default ACL, one whose ACL filters, and one
    /// whose ACL lets nothing out.
    static func ruleSet() throws -> RuleSet {
        RuleSet(
            securityGroups: try groups(), networkACLs: try acls(), interfaces: try interfaces(),
            subnets: [
                Subnet(id: "subnet-open", vpcID: "vpc-a", blocks: [try CIDRBlock("10.0.1.0/24")]),
                Subnet(id: "subnet-dmz", vpcID: "vpc-a", blocks: [try CIDRBlock("10.0.2.0/24")]),
                Subnet(id: "subnet-oneway", vpcID: "vpc-a", blocks: [try CIDRBlock("10.0.3.0/24")]),
            ],
            vpcs: [VPC(id: "vpc-a", blocks: [try CIDRBlock("10.0.0.0/16"), try CIDRBlock("10.9.0.0/16")])],
            prefixLists: [
                PrefixList(id: "pl-known", entries: [try CIDRBlock("52.92.16.0/20")]),
                PrefixList(id: "pl-unresolved"),
            ])
    }

    private static func rule(_ traffic: RuleTraffic, _ block: String, id: String? = nil) throws
        -> SecurityGroupRule
    {
        SecurityGroupRule(id: id, traffic: traffic, peer: .cidr(try CIDRBlock(block)))
    }

    static func tcp(_ first: UInt16, _ last: UInt16? = nil) -> RuleTraffic {
        .ports(.tcp, PortRange(first, last ?? first))
    }

    private static func groups() throws -> [SecurityGroup] {
        let anywhere = try rule(.all, "0.0.0.0/0")
        return [
            SecurityGroup(id: "sg-web", ingress: [try rule(tcp(443), "0.0.0.0/0")]),
            SecurityGroup(
                id: "sg-office", ingress: [try rule(tcp(443), "198.51.100.7/32")], egress: [anywhere]),
            SecurityGroup(
                id: "sg-db",
                ingress: [
                    SecurityGroupRule(traffic: tcp(3306), peer: .securityGroup(id: "sg-app")),
                    SecurityGroupRule(traffic: tcp(5432), peer: .securityGroup(id: "sg-absent")),
                ], egress: [anywhere]),
            SecurityGroup(id: "sg-app", egress: [anywhere]),
            SecurityGroup(
                id: "sg-ping",
                ingress: [
                    try rule(.icmp(.icmp, .message(type: 8, code: nil)), "10.0.0.0/8"),
                    try rule(.icmp(.icmp, .all), "10.0.2.0/24"),
                    try rule(.icmp(.icmp, .nothing), "0.0.0.0/0"),
                ]),
            SecurityGroup(
                id: "sg-lists",
                egress: [
                    SecurityGroupRule(traffic: tcp(443), peer: .prefixList(id: "pl-known")),
                    SecurityGroupRule(traffic: tcp(443), peer: .prefixList(id: "pl-unresolved")),
                ]),
            SecurityGroup(id: "sg-empty"),
        ]
    }

    private static func acls() throws -> [NetworkACL] {
        func entry(
            _ number: Int, _ action: NetworkACLEntry.Action, _ traffic: RuleTraffic, _ block: String
        ) throws -> NetworkACLEntry {
            NetworkACLEntry(ruleNumber: number, action: action, traffic: traffic, block: try CIDRBlock(block))
        }
        let open = [try entry(100, .allow, .all, "0.0.0.0/0"), try entry(101, .allow, .all, "::/0")]
        return [
            NetworkACL(id: "acl-default", vpcID: "vpc-a", isDefault: true, ingress: open, egress: open),
            NetworkACL(
                id: "acl-dmz", vpcID: "vpc-a", subnetIDs: ["subnet-dmz"],
                ingress: [
                    try entry(80, .deny, .icmp(.icmp, .message(type: 8, code: nil)), "192.0.2.0/24"),
                    try entry(90, .deny, tcp(443), "203.0.113.0/24"),
                    try entry(95, .allow, .icmp(.icmp, .all), "192.0.2.0/24"),
                    try entry(100, .allow, tcp(443), "0.0.0.0/0"),
                    try entry(110, .allow, .ports(.udp, PortRange(53, 53)), "0.0.0.0/0"),
                ],
                egress: [try entry(100, .allow, tcp(1024, 65535), "0.0.0.0/0")]),
            NetworkACL(
                id: "acl-oneway", vpcID: "vpc-a", subnetIDs: ["subnet-oneway"],
                ingress: [try entry(100, .allow, .all, "0.0.0.0/0")]),
        ]
    }

    private static func interfaces() throws -> [NetworkInterface] {
        func interface(
            _ name: String, _ address: String, _ groups: [String], subnet: String = "open",
            type: String = "interface", description: String = "", isManaged: Bool = false
        ) throws -> NetworkInterface {
            NetworkInterface(
                id: "eni-\(name)", vpcID: "vpc-a", subnetID: "subnet-\(subnet)",
                addresses: [try #require(IPAddress(address))], groupIDs: groups.map { "sg-\($0)" },
                type: type,
                description: description, isRequesterManaged: isManaged)
        }
        return [
            try interface("web", "10.0.1.10", ["web"]),
            try interface("office", "10.0.1.11", ["office"]),
            try interface("db", "10.0.1.12", ["db"]),
            try interface("app", "10.0.1.13", ["app"]),
            try interface("ping", "10.0.1.14", ["ping"]),
            try interface("lists", "10.0.1.15", ["lists"]),
            try interface("missing", "10.0.1.16", ["empty", "not-in-the-rule-set"]),
            try interface("nat", "10.0.1.17", [], type: "nat_gateway"),
            try interface("front", "10.0.1.18", ["office"], description: "ELB app/front/1", isManaged: true),
            try interface("vpn", "10.0.1.19", ["app"], description: "ClientVPN Endpoint x", isManaged: true),
            try interface("dmz", "10.0.2.10", ["web"], subnet: "dmz"),
            try interface("oneway", "10.0.3.10", ["web"], subnet: "oneway"),
            try interface("absent", "10.0.1.20", ["absent"]),
        ]
    }
}
