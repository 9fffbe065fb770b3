import NetworkPrimitives

/// Peer sets of interfaces' own addresses that came or went: what is known of a host may depend on the phase.
struct HostSets: Sendable {
    /// Addresses of known interfaces at these phases, not at others.
    private(set) var knownPhases: [PeerSet: PhaseSet] = [:]
    /// Addresses of interfaces that open connections from low ports at these phases, not at others.
    private(set) var clientPhases: [PeerSet: PhaseSet] = [:]
    /// The addresses that are no known interface's at a phase.
    private(set) var unknownHosts: [(peer: PeerSet, phase: Int)] = []

    /// Adds a set that is known (or a client) at `phases` only.
    mutating func add(_ peer: PeerSet, knownAt phases: PhaseSet) { knownPhases[peer] = phases }
    mutating func add(_ peer: PeerSet, clientAt phases: PhaseSet) { clientPhases[peer] = phases }
    mutating func addUnknownHosts(_ peer: PeerSet, atPhase phase: Int) { unknownHosts.append((peer, phase)) }

    /// Whether addresses under a cover are a known interface's at a phase.
    func isKnown(_ cover: some Sequence<CoveringPeer>, atPhase phase: Int) -> Bool {
        cover.contains { $0.peer == .knownInterfaces || knownPhases[$0.peer]?.contains(phase) ?? false }
    }

    /// Whether addresses under a cover are a low-port client's at a phase.
    func isClient(_ cover: some Sequence<CoveringPeer>, atPhase phase: Int) -> Bool {
        cover.contains { $0.peer == .lowPortClients || clientPhases[$0.peer]?.contains(phase) ?? false }
    }
}

/// Collects whose addresses are known at which phase.
struct HostCollector {
    private var knownBlocks: [CIDRBlock: PhaseSet] = [:]
    private var clientBlocks: [CIDRBlock: PhaseSet] = [:]

    mutating func add(_ block: CIDRBlock, isClient: Bool, phase: Int) {
        knownBlocks[block, default: PhaseSet()].insert(phase)
        if isClient { clientBlocks[block, default: PhaseSet()].insert(phase) }
    }

    /// Hands over the sets of all blocks, each with its members; `newSet` makes a peer set.
    func finish(
        phaseCount: Int, into hosts: inout HostSets, _ members: inout [(block: CIDRBlock, peer: PeerSet)],
        newSet: () -> PeerSet
    ) {
        Self.place(knownBlocks, phaseCount, always: .knownInterfaces, &members, newSet) {
            hosts.add($0, knownAt: $1)
        }
        Self.place(clientBlocks, phaseCount, always: .lowPortClients, &members, newSet) {
            hosts.add($0, clientAt: $1)
        }
    }

    private static func place(
        _ blocks: [CIDRBlock: PhaseSet], _ phaseCount: Int, always: PeerSet,
        _ members: inout [(block: CIDRBlock, peer: PeerSet)], _ newSet: () -> PeerSet,
        _ add: (PeerSet, PhaseSet) -> Void
    ) {
        var setOfPhases: [PhaseSet: PeerSet] = [:]
        for (block, phases) in blocks {
            if phases.count == phaseCount {
                members.append((block, always))
                continue
            }
            var peer = setOfPhases[phases]
            if peer == nil {
                let made = newSet()
                add(made, phases)
                setOfPhases[phases] = made
                peer = made
            }
            if let peer { members.append((block, peer)) }
        }
    }
}
