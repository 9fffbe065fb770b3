import NetworkPrimitives
import NetworkRules

/// Numbers the sets of addresses that rules name and lists their blocks.
struct PeerSetBuilder {
    private(set) var members: [(block: CIDRBlock, peer: PeerSet)] = []
    private(set) var hosts = HostSets()
    private(set) var count = Int(PeerSet.firstNamed)

    /// Whether there is more than one phase, so that a name may stand for other addresses in the next one.
    private let isHistory: Bool
    private var phase = -1
    private var numbers: [RulePeer: PeerSet] = [:]
    /// Sets by their blocks, where a name may stand for several.
    private var numbersOfBlocks: [[CIDRBlock]: PeerSet] = [:]
    private var collector = HostCollector()
    /// The addresses that are no known interface's, as soon as a rule asks for them.
    private var unknownHosts: PeerSet?
    private var hostBlocks: [CIDRBlock] = []

    private var membersOfGroup: [String: [CIDRBlock]] = [:]
    private var knownGroups: Set<String> = []
    private var entriesOfList: [String: [CIDRBlock]] = [:]

    init(isHistory: Bool) { self.isHistory = isHistory }

    /// Begins a phase: from here on names stand for what they mean in `ruleSet`.
    mutating func begin(_ ruleSet: RuleSet) {
        phase += 1
        membersOfGroup.removeAll()
        if !isHistory { members.reserveCapacity(2 * ruleSet.interfaces.count) }
        var blocksOfPhase: [CIDRBlock] = []
        for interface in ruleSet.interfaces {
            let blocks = interface.privateBlocks
            for block in blocks { addHost(block, isClient: interface.opensFromLowPorts) }
            if isHistory { blocksOfPhase += blocks }
            for group in interface.groupIDs { membersOfGroup[group, default: []] += blocks }
        }
        knownGroups = Set(ruleSet.securityGroups.map(\.id))
        entriesOfList = Dictionary(
            ruleSet.prefixLists.compactMap { list in list.entries.map { (list.id, $0) } },
            uniquingKeysWith: { first, _ in first })
        guard isHistory else { return }
        numbers = numbers.filter { if case .cidr = $0.key { true } else { false } }
        if blocksOfPhase != hostBlocks {
            hostBlocks = blocksOfPhase
            unknownHosts = nil
        }
    }

    private mutating func unknownHostsOfPhase() -> PeerSet {
        guard isHistory else { return .unknownHosts }
        if let unknownHosts { return unknownHosts }
        let made = newSet()
        hosts.addUnknownHosts(made, atPhase: phase)
        unknownHosts = made
        return made
    }

    private mutating func addHost(_ block: CIDRBlock, isClient: Bool) {
        if isHistory {
            collector.add(block, isClient: isClient, phase: phase)
        } else {
            members.append((block, .knownInterfaces))
            if isClient { members.append((block, .lowPortClients)) }
        }
    }

    /// Completes the sets, when the last phase is over.
    mutating func finish() {
        guard isHistory else { return }
        var made = count
        collector.finish(phaseCount: phase + 1, into: &hosts, &members) {
            defer { made += 1 }
            return PeerSet(index: UInt32(truncatingIfNeeded: made))
        }
        count = made
    }

    private mutating func newSet() -> PeerSet {
        defer { count += 1 }
        return PeerSet(index: UInt32(truncatingIfNeeded: count))
    }

    mutating func row(of rule: SecurityGroupRule) -> RuleTable.Row {
        var certain: PeerSet?
        var possible: [PeerSet] = []
        switch rule.peer {
        case .cidr:
            certain = number(rule.peer)
        case .securityGroup(let id):
            certain = number(rule.peer)
            if !knownGroups.contains(id) { possible = [unknownHostsOfPhase()] }
        case .prefixList(let id):
            if entriesOfList[id] != nil {
                certain = number(rule.peer)
            } else {
                possible = [.everyAddress]
            }
        }
        return Self.row(rule.traffic, isKnown: rule.isKnown, certain: certain, possible: possible)
    }

    mutating func row(of entry: NetworkACLEntry) -> RuleTable.Row {
        var row = Self.row(
            entry.traffic, isKnown: entry.isKnown, certain: number(.cidr(entry.block)), possible: [])
        row.action = entry.action
        return row
    }

    /// A rule that names an ICMP type or code is never certain, since flow logs carry neither, nor is one of
    /// which a value is not known.
    private static func row(
        _ traffic: RuleTraffic, isKnown: Bool, certain: PeerSet?, possible: [PeerSet]
    ) -> RuleTable.Row {
        guard traffic.namesICMPMessage || !isKnown, let certain else {
            return RuleTable.Row(traffic: traffic, certain: certain, possible: possible)
        }
        return RuleTable.Row(traffic: traffic, certain: nil, possible: [certain] + possible)
    }

    private mutating func number(_ peer: RulePeer) -> PeerSet {
        if let known = numbers[peer] { return known }
        let blocks =
            switch peer {
            case .cidr(let block): [block]
            case .securityGroup(let id): membersOfGroup[id] ?? []
            case .prefixList(let id): entriesOfList[id] ?? []
            }
        if isHistory, let known = numbersOfBlocks[blocks] {
            numbers[peer] = known
            return known
        }
        let number = newSet()
        numbers[peer] = number
        if isHistory { numbersOfBlocks[blocks] = number }
        for block in blocks { members.append((block, number)) }
        return number
    }
}
