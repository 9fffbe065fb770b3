import TestSupport
import Testing

/// Flows between two ends of a Batfish rig, and what the rules at either end say of them.
struct ReachabilityCase: CustomTestStringConvertible, Sendable {
    typealias Answer = (groups: KnownAnswer.Groups, networkACL: KnownAnswer.NetworkACL)

    var rig: String
    var flows: [KnownAnswerFlow]
    /// At the source's interface; nil where the source is none of the rig's.
    var leaving: KnownAnswer?
    /// At the destination's interface; nil where the destination is none of the rig's.
    var entering: KnownAnswer?

    init(_ rig: String, _ flows: [KnownAnswerFlow], leaving: Answer? = nil, entering: Answer? = nil) {
        self.rig = rig
        self.flows = flows
        self.leaving = leaving.map { KnownAnswer(.egress, groups: $0.groups, networkACL: $0.networkACL) }
        self.entering = entering.map { KnownAnswer(.ingress, groups: $0.groups, networkACL: $0.networkACL) }
    }

    var testDescription: String { "\(rig): \(flows)" }
}

extension KnownAnswer.Groups {
    /// Every group of the rigs lets all IPv4 traffic out.
    static func open(_ group: String) -> Self { .permit(by: ["\(group)/egress/-1/all/0.0.0.0/0"]) }

    static func tcp(_ group: String, _ port: Int) -> Self {
        .permit(by: ["\(group)/ingress/tcp/\(port)/0.0.0.0/0"])
    }

    static func deny(_ group: String) -> Self { .deny(by: [group]) }
}

extension ReachabilityCase {
    static let all = withinAVPC + acrossVPCs + acrossAccounts + endpoint + natGateway + loadBalancer

    private static let withinAVPC: [ReachabilityCase] = [
        ReachabilityCase(
            "test-subnet", .any("10.10.1.228", "10.10.1.44"),
            leaving: (.open("sg-03dbad9f9c0cd1949"), .notApplied),
            entering: (.deny("sg-02566e413c0030c70"), .notApplied)),
        ReachabilityCase(
            "test-subnet", .any("10.10.1.228", "10.10.0.1"),
            leaving: (.open("sg-03dbad9f9c0cd1949"), .permit(by: "acl-07102431133dec52a", 100))),
        ReachabilityCase(
            "test-public-subnet", [.tcp("8.8.8.8", "10.0.0.91", 80)],
            entering: (.deny("sg-09ccba6656672061b"), .permit(by: "acl-0d9449710ec85473c", 100))),
        ReachabilityCase(
            "test-public-subnet", [.tcp("8.8.8.8", "10.0.0.91", 22)],
            entering: (.tcp("sg-09ccba6656672061b", 22), .permit(by: "acl-0d9449710ec85473c", 100))),
        ReachabilityCase(
            "test-public-subnet", .any("10.0.0.91", "8.8.8.8"),
            leaving: (.open("sg-09ccba6656672061b"), .permit(by: "acl-0d9449710ec85473c", 100))),
        ReachabilityCase(
            "test-public-private-subnet", .any("10.0.1.204", "10.0.0.47"),
            leaving: (.open("sg-063f2bb51713c3236"), .permit(by: "acl-0ae73e62fae564306", 100)),
            entering: (.deny("sg-0662342465612f419"), .permit(by: "acl-0ae73e62fae564306", 100))),
        ReachabilityCase(
            "test-public-private-subnet", .any("10.0.0.47", "10.0.1.204"),
            leaving: (.open("sg-0662342465612f419"), .permit(by: "acl-0ae73e62fae564306", 100)),
            entering: (.deny("sg-063f2bb51713c3236"), .permit(by: "acl-0ae73e62fae564306", 100))),
        ReachabilityCase(
            "test-public-private-subnet", .any("8.8.8.8", "10.0.0.47"),
            entering: (.deny("sg-0662342465612f419"), .permit(by: "acl-0ae73e62fae564306", 100))),
    ]

    private static let acrossVPCs: [ReachabilityCase] =
        ["test-vpc-peering", "test-transit-gateway"].flatMap { rig in
            [
                ReachabilityCase(
                    rig, .any("10.10.10.157", "192.168.1.106"),
                    leaving: (.open("sg-09606ce9642cac154"), .permit(by: "acl-0b0c7a5db2fc8fa08", 100)),
                    entering: (.deny("sg-065c26b39e45ae384"), .permit(by: "acl-060c3d111b1e1692d", 100))),
                ReachabilityCase(
                    rig, .any("192.168.1.106", "10.10.10.157"),
                    leaving: (.open("sg-065c26b39e45ae384"), .permit(by: "acl-060c3d111b1e1692d", 100)),
                    entering: (.deny("sg-09606ce9642cac154"), .permit(by: "acl-0b0c7a5db2fc8fa08", 100))),
            ]
        } + [
            ReachabilityCase(
                "test-transit-gateway", .any("192.168.1.106", "10.10.20.154"),
                leaving: (.open("sg-065c26b39e45ae384"), .permit(by: "acl-060c3d111b1e1692d", 100)),
                entering: (.deny("sg-051f619de836dbaf3"), .permit(by: "acl-0b0c7a5db2fc8fa08", 100))),
            ReachabilityCase(
                "test-transit-gateway-peering", .any("10.20.1.100", "192.168.1.100"),
                leaving: (.open("sg-04a980b7d3abb3c6f"), .permit(by: "acl-0c7aad448cdcff725", 100)),
                entering: (.deny("sg-0365783e832fbf535"), .permit(by: "acl-0fdcd68841209d767", 100))),
            ReachabilityCase(
                "test-transit-gateway-asymmetric-paths", .any("10.1.1.100", "10.2.1.100"),
                leaving: (.open("sg-002171e90685d74fa"), .permit(by: "acl-028c8fc564111eed1", 1000)),
                entering: (.deny("sg-0c6a627999ec6b8df"), .permit(by: "acl-09405178b35ec36e3", 1000))),
            ReachabilityCase(
                "test-transit-gateway-asymmetric-paths", .any("10.2.1.100", "10.1.1.100"),
                leaving: (.open("sg-0c6a627999ec6b8df"), .permit(by: "acl-09405178b35ec36e3", 1000)),
                entering: (.deny("sg-002171e90685d74fa"), .permit(by: "acl-028c8fc564111eed1", 1000))),
        ]

    /// Two accounts, captured without network ACLs.
    private static let acrossAccounts: [ReachabilityCase] = [
        ReachabilityCase(
            "test-vpc-peering-multi-account", [.tcp("10.1.1.100", "10.2.1.252", 22)],
            leaving: (.open("sg-06804d246c3a853bc"), .notApplied),
            entering: (.tcp("sg-0ca8413f923260084", 22), .notApplied)),
        ReachabilityCase(
            "test-vpc-peering-multi-account", [.tcp("10.2.1.252", "10.1.1.100", 22)],
            leaving: (.open("sg-0ca8413f923260084"), .notApplied),
            entering: (.tcp("sg-06804d246c3a853bc", 22), .notApplied)),
        ReachabilityCase(
            "test-transit-gateway-multi-account", [.tcp("10.1.1.100", "10.2.1.183", 22)],
            leaving: (.open("sg-0749b241c02b9bb8c"), .notApplied),
            entering: (.tcp("sg-081797c4fc92bb8ec", 22), .notApplied)),
        ReachabilityCase(
            "test-transit-gateway-multi-account", [.tcp("10.2.1.183", "10.1.1.100", 22)],
            leaving: (.open("sg-081797c4fc92bb8ec"), .notApplied),
            entering: (.tcp("sg-0749b241c02b9bb8c", 22), .notApplied)),
    ]

    /// The endpoint's interface, one client in its subnet and one in another, all of one group.
    private static let endpoint: [ReachabilityCase] = [
        ReachabilityCase(
            "test-vpc-endpoint-interface", [.tcp("10.1.101.63", "10.1.101.97", 443)],
            leaving: (.open("sg-0973207c61f3466e1"), .notApplied),
            entering: (.tcp("sg-0973207c61f3466e1", 443), .notApplied)),
        ReachabilityCase(
            "test-vpc-endpoint-interface", [.tcp("10.1.1.88", "10.1.101.97", 443)],
            leaving: (.open("sg-0973207c61f3466e1"), .permit(by: "acl-011135a03c2212fe9", 1000)),
            entering: (.tcp("sg-0973207c61f3466e1", 443), .permit(by: "acl-011135a03c2212fe9", 1000))),
    ]

    /// The client's packet at its own interface, and both at the gateway's, which show the far end only as
    /// the packet's own address. ICMP is there for the ACL's other entry.
    private static let natGateway: [ReachabilityCase] = [
        ReachabilityCase(
            "test-nat-gateway", [.tcp("10.1.1.98", "8.8.8.8", 80)],
            leaving: (.open("sg-0253af84ae6485905"), .permit(by: "acl-0380e24eb934b075e", 100))),
        ReachabilityCase(
            "test-nat-gateway", [.tcp("10.1.1.98", "10.1.250.210", 80).packet(to: "8.8.8.8")],
            entering: (.notApplied, .permit(by: "acl-0792adae678b88f85", 200))),
        ReachabilityCase(
            "test-nat-gateway", [.icmp("10.1.1.98", "10.1.250.210").packet(to: "8.8.8.8")],
            entering: (.notApplied, .permit(by: "acl-0792adae678b88f85", 100))),
        ReachabilityCase(
            "test-nat-gateway", [.icmp("10.1.20.173", "10.1.250.210").packet(to: "8.8.8.8")],
            entering: (.notApplied, .permit(by: "acl-0792adae678b88f85", 200))),
        ReachabilityCase(
            "test-nat-gateway", [.tcp("10.1.250.210", "8.8.8.8", 80)],
            leaving: (.notApplied, .permit(by: "acl-0792adae678b88f85", 100))),
    ]

    /// Client to balancer, and balancer to target, whose group knows the target port alone: 22, not the
    /// listener's 80. That nothing listens on 81 is no rule's doing, so it is not asked of the balancer.
    private static let loadBalancer: [ReachabilityCase] = [
        ReachabilityCase(
            "test-load-balancer",
            [.tcp("10.1.250.112", "10.1.1.237", 80), .tcp("10.1.250.112", "10.1.20.123", 80)],
            leaving: (.open("sg-0a74e5595da78724d"), .permit(by: "acl-03881316d16ba9771", 100)),
            entering: (.notApplied, .permit(by: "acl-03881316d16ba9771", 100))),
        ReachabilityCase(
            "test-load-balancer",
            [.tcp("10.1.1.237", "10.1.1.189", 22), .tcp("10.1.20.123", "10.1.20.95", 22)],
            leaving: (.notApplied, .notApplied), entering: (.tcp("sg-09dabbcbd3f44ebcf", 22), .notApplied)),
        ReachabilityCase(
            "test-load-balancer",
            [.tcp("10.1.1.237", "10.1.1.189", 80), .tcp("10.1.20.123", "10.1.20.95", 81)],
            leaving: (.notApplied, .notApplied), entering: (.deny("sg-09dabbcbd3f44ebcf"), .notApplied)),
        ReachabilityCase(
            "test-load-balancer", [.tcp("10.1.1.237", "10.1.20.95", 22)],
            leaving: (.notApplied, .permit(by: "acl-03881316d16ba9771", 100)),
            entering: (.tcp("sg-09dabbcbd3f44ebcf", 22), .permit(by: "acl-03881316d16ba9771", 100))),
    ]
}
