import NetworkPrimitives
import NetworkRules

/// A rule to be: services of one protocol, and one far side.
struct RuleCandidate: Hashable {
    var ipProtocol: IPProtocol
    var ports: PortRange
    var peer: RulePeer
    var records: UInt64
    var remotes: Set<IPAddress>
}

extension RuleCandidate {
    struct Service: Hashable, Comparable {
        let ipProtocol: UInt8
        let first: UInt16
        let last: UInt16

        static func < (left: Self, right: Self) -> Bool {
            (left.ipProtocol, left.first, left.last) < (right.ipProtocol, right.first, right.last)
        }
    }

    /// In order of services, then of far sides.
    struct Place: Hashable, Comparable {
        let service: Service
        let peer: PeerOrder

        static func < (left: Self, right: Self) -> Bool {
            left.service != right.service ? left.service < right.service : left.peer < right.peer
        }
    }

    var service: Service { Service(ipProtocol: ipProtocol.number, first: ports.first, last: ports.last) }
    var place: Place { Place(service: service, peer: PeerOrder(peer: peer)) }

    /// In order of far sides, then of services.
    var byPeer: PeerPlace { PeerPlace(peer: PeerOrder(peer: peer), service: service) }

    struct PeerPlace: Comparable {
        let peer: PeerOrder
        let service: Service

        static func < (left: Self, right: Self) -> Bool {
            left.peer != right.peer ? left.peer < right.peer : left.service < right.service
        }
    }

    var traffic: RuleTraffic {
        ipProtocol.hasPorts
            ? .ports(ipProtocol, ports) : ObservedService(ipProtocol: ipProtocol, port: 0).traffic
    }

    /// Packets, as a measure of how broad the rule is; far sides that are no blocks cost nothing by themselves.
    var breadth: Double {
        guard case .cidr(let block) = peer else { return Double(ports.count) }
        return Double(ports.count) * AddressSet(block).size
    }

    mutating func join(_ other: Self) {
        records &+= other.records
        remotes.formUnion(other.remotes)
    }

    func covers(_ other: Self) -> Bool {
        guard ipProtocol == other.ipProtocol, ports.first <= other.ports.first, other.ports.last <= ports.last
        else {
            return false
        }
        switch (peer, other.peer) {
        case (.cidr(let one), .cidr(let two)): return one.contains(two)
        case (let one, let two): return one == two
        }
    }
}

/// Far sides in an order: groups, lists, blocks by address.
struct PeerOrder: Hashable, Comparable {
    let peer: RulePeer

    private var rank: Int {
        switch peer {
        case .securityGroup: 0
        case .prefixList: 1
        case .cidr: 2
        }
    }

    static func < (left: Self, right: Self) -> Bool {
        if left.rank != right.rank { return left.rank < right.rank }
        if case .cidr(let one) = left.peer, case .cidr(let two) = right.peer { return one < two }
        return left.peer.description < right.peer.description
    }
}
