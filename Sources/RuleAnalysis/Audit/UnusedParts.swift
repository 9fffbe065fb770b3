import NetworkPrimitives
import NetworkRules

/// What of a rule flows used, where that is much less than it names.
struct UnusedParts {
    /// Blocks that a far side is told apart by, in bits of the prefix.
    private static func granularity(_ family: AddressFamily) -> Int { family == .ipv4 ? 24 : 64 }
    /// So few blocks were used that a rule could name them.
    private static let maximumBlocks = 8

    private let used: UsedTraffic.OfRule
    private let traffic: RuleTraffic
    private let peer: RulePeer
    private let ruleSet: RuleSet

    init(_ used: UsedTraffic.OfRule, of traffic: RuleTraffic, from peer: RulePeer, _ ruleSet: RuleSet) {
        self.used = used
        self.traffic = traffic
        self.peer = peer
        self.ruleSet = ruleSet
    }

    /// `tcp 443 alone of tcp 1-65535`, `10.1.2.0/24 alone of 10.0.0.0/8`; none where flows used all of it, or as much
    /// that a rule could hardly say less.
    var texts: [String] { [services, addresses].compactMap(\.self) }

    private var services: String? {
        let named = ServiceSet(traffic)
        let all = used.serviceSet
        let parts = all.intersection(named).parts
        switch traffic {
        case .all where !parts.isEmpty:
            return "\(WordList.text(parts.map(\.description))) alone of all traffic"
        case .ports(let ipProtocol, let ports) where ports.count > 1 && !named.isSubset(of: all):
            return "\(WordList.text(parts.map(\.description))) alone of \(ipProtocol) \(ports)"
        default: return nil
        }
    }

    private var addresses: String? {
        switch peer {
        case .cidr(let block): blocks(of: block)
        case .prefixList(let id):
            ruleSet.prefixLists.first { $0.id == id }?.entries.flatMap { entries(of: id, $0) }
        case .securityGroup: nil
        }
    }

    private func blocks(of block: CIDRBlock) -> String? {
        guard block.prefixLength < Self.granularity(block.family) else { return nil }
        let blocks = used.remotes.filter { $0.family == block.family }.map {
            CIDRBlock(containing: $0, prefixLength: Self.granularity($0.family))
        }
        let joined = AddressSet(blocks).blocks
        guard !joined.isEmpty, joined.count <= Self.maximumBlocks, joined != [block] else { return nil }
        return "\(WordList.text(joined.map(\.description))) alone of \(block)"
    }

    private func entries(of id: String, _ entries: [CIDRBlock]) -> String? {
        let remotes = used.remotes
        let unused = entries.filter { entry in !remotes.contains { entry.contains($0) } }
        guard !unused.isEmpty, unused.count < entries.count else { return nil }
        return "\(entries.count - unused.count) of the \(entries.count) entries of \(id) "
            + "(not \(WordList.text(unused.map(\.description))))"
    }
}
