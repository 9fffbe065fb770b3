import FlowEvaluation
import NetworkPrimitives
import NetworkRules
import RuleMatching

/// What flows used of each security-group rule: services and far sides.
struct UsedTraffic {
    struct OfRule {
        var services: Set<UsedService> = []
        var remotes: Set<IPAddress> = []
    }

    struct UsedService: Hashable {
        var ipProtocol: UInt8
        var port: UInt16
    }

    private(set) var ofRule: [NumberedRule: OfRule] = [:]

    /// - Complexity: O(f * k), f the flows of the logs, k the rules that permit each.
    init(_ logs: FlowEvidence) {
        let compiled = logs.compiled
        var matcher = RuleMatcher(compiled)
        for flow in logs.flows {
            for rule in matcher.decision(logs.groupQuestion(flow.key)).rules {
                ofRule[compiled.rule(rule), default: OfRule()].add(flow.key)
            }
        }
    }
}

extension UsedTraffic.OfRule {
    fileprivate mutating func add(_ key: FlowAggregateKey) {
        services.insert(.init(ipProtocol: key.ipProtocol.number, port: key.port))
        remotes.insert(key.remote)
    }

    /// The services as a set; all messages of ICMP, whose types logs do not carry.
    var serviceSet: ServiceSet {
        ServiceSet(
            services.map { service in
                let ipProtocol = IPProtocol(service.ipProtocol)
                return (ipProtocol, ipProtocol.hasPorts ? PortRange(service.port, service.port) : .all)
            })
    }
}
