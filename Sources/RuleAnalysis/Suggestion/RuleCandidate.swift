import NetworkPrimitives
import NetworkRules

/// A rule to be, and the flows that it would be for.
struct RuleCandidate {
    var scope: CandidateScope
    var records: UInt64
    /// Numbers of the addresses of the far sides, ascending.
    var remotes: [UInt32]

    /// What both candidates are for becomes one candidate.
    mutating func join(_ other: Self, as scope: CandidateScope) {
        self.scope = scope
        records &+= other.records
        // Far sides of blocks that follow each other do so too.
        if let last = remotes.last, let first = other.remotes.first, last < first {
            remotes += other.remotes
        } else {
            remotes = Self.merged(remotes, other.remotes)
        }
    }

    /// The numbers of two ascending rows, each once.
    private static func merged(_ left: [UInt32], _ right: [UInt32]) -> [UInt32] {
        var merged: [UInt32] = []
        merged.reserveCapacity(left.count + right.count)
        var (one, two) = (0, 0)
        while one < left.count, two < right.count {
            let (first, second) = (left[one], right[two])
            merged.append(min(first, second))
            if first <= second { one += 1 }
            if second <= first { two += 1 }
        }
        merged += left[one...]
        merged += right[two...]
        return merged
    }
}

/// What a candidate would permit: a range of ports, or one protocol as a whole, for one far side.
struct CandidateScope: Hashable {
    let service: CandidateService
    let peer: CandidatePeer

    /// In order of services, then of far sides.
    static func isOrderedByService(_ left: Self, _ right: Self) -> Bool {
        left.service != right.service ? left.service < right.service : left.peer < right.peer
    }

    /// In order of far sides, then of services.
    static func isOrderedByPeer(_ left: Self, _ right: Self) -> Bool {
        left.peer != right.peer ? left.peer < right.peer : left.service < right.service
    }

    /// Packets, as a measure of how broad the rule is; far sides that are no blocks cost nothing by themselves.
    var breadth: Double { Double(service.ports.count) * peer.breadth }

    func covers(_ other: Self) -> Bool {
        service.ipProtocol == other.service.ipProtocol && service.ports.first <= other.service.ports.first
            && other.service.ports.last <= service.ports.last && peer.covers(other.peer)
    }

    /// The narrowest scope that covers both and differs from each in only one respect; nil where there is none.
    func joined(with other: Self) -> CandidateScope? {
        guard service.ipProtocol == other.service.ipProtocol else { return nil }
        let peer: CandidatePeer
        switch (self.peer, other.peer) {
        case (let one, let two) where one == two: peer = one
        case (.block(let one), .block(let two)):
            guard service == other.service, let block = one.joined(with: two) else { return nil }
            peer = .block(block)
        default: return nil
        }
        return CandidateScope(service: service.joined(with: other.service), peer: peer)
    }
}

/// Ports of a protocol that has some; of others all that there is.
struct CandidateService: Hashable, Comparable {
    let ipProtocol: IPProtocol
    let ports: PortRange

    static func < (left: Self, right: Self) -> Bool { left.order < right.order }

    private var order: UInt64 {
        UInt64(ipProtocol.number) << 32 | UInt64(ports.first) << 16 | UInt64(ports.last)
    }

    /// The ports from the first to the last of both.
    func joined(with other: Self) -> Self {
        Self(
            ipProtocol: ipProtocol,
            ports: PortRange(min(ports.first, other.ports.first), max(ports.last, other.ports.last)))
    }

    var traffic: RuleTraffic {
        ipProtocol.hasPorts
            ? .ports(ipProtocol, ports) : ObservedService(ipProtocol: ipProtocol, port: 0).traffic
    }

    func isPermitted(by services: ServiceSet) -> Bool {
        services.contains(ipProtocol, ipProtocol.hasPorts ? ports : .all)
    }
}

/// A far side; in order, groups and lists stand before blocks.
enum CandidatePeer: Hashable, Comparable {
    /// A group or a prefix list, by its place among those that openings name.
    case named(Int)
    case block(CIDRBlock)

    fileprivate var breadth: Double {
        guard case .block(let block) = self else { return 1 }
        return Double(sign: .plus, exponent: block.family.bitWidth - block.prefixLength, significand: 1)
    }

    fileprivate func covers(_ other: Self) -> Bool {
        if case .block(let one) = self, case .block(let two) = other { return one.contains(two) }
        return self == other
    }
}
