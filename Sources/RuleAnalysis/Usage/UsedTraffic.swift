import FlowEvaluation
import NetworkPrimitives
import NetworkRules
import RuleMatching

/// What flows used of each rule: services and far sides.
///
/// Of ACL entries only the flows are known whose records tell the port that the entry compares, and that all layers let
/// through: whether those are all that the entry decided, its hits tell.
struct UsedTraffic {
    struct OfRule {
        /// Protocols and ports, as `protocol * 65536 + port`.
        private var services = DistinctValues<UInt32>()
        private var addresses = DistinctAddresses()
        /// Records of the flows.
        private(set) var records: UInt64 = 0
    }

    private let compiled: CompiledRuleSet
    private var ofRule: [OfRule] = []
    /// By the rule's index, its place in `ofRule`.
    private var places: [RuleIndex: Int] = [:]

    /// - Complexity: O(f * k), f the flows of the logs, k the rules that permit each.
    init(_ logs: FlowEvidence) {
        compiled = logs.compiled
        var matcher = RuleMatcher(compiled)
        for flow in logs.flows {
            for rule in matcher.decision(logs.groupQuestion(flow.key)).rules {
                ofRule[place(of: rule)].add(flow)
            }
            if let question = logs.aclQuestion(flow.key), let entry = matcher.decision(question).rule {
                ofRule[place(of: entry)].add(flow)
            }
        }
    }

    private mutating func place(of rule: RuleIndex) -> Int {
        if let place = places[rule] { return place }
        places[rule] = ofRule.count
        ofRule.append(OfRule())
        return ofRule.count - 1
    }

    /// What was used of a rule of the last snapshot; nil where nothing was.
    subscript(rule: NumberedRule) -> OfRule? { places[compiled.index(of: rule)].map { ofRule[$0] } }
}

extension UsedTraffic.OfRule {
    fileprivate mutating func add(_ flow: FlowAggregate) {
        services.insert(UInt32(flow.key.ipProtocol.number) << 16 | UInt32(flow.key.port))
        addresses.insert(flow.key.remote)
        records &+= flow.sums.records
    }

    /// The far sides, ascending.
    var remotes: [IPAddress] { addresses.sorted }

    /// The services as a set; all messages of ICMP, whose types logs do not carry.
    var serviceSet: ServiceSet {
        ServiceSet(
            services.sorted.map { service in
                let ipProtocol = IPProtocol(UInt8(service >> 16))
                let port = UInt16(service & 0xffff)
                return (ipProtocol, ipProtocol.hasPorts ? PortRange(port, port) : .all)
            })
    }
}
