import NetworkPrimitives

/// The rules of a network over time: snapshots, each in force from its moment until that of the next.
///
/// Holds what changed from one snapshot to the next, and everything else once.
public struct RuleHistory: Sendable {
    /// One moment from which rules are in force.
    public struct Snapshot: Hashable, Sendable {
        /// Unix seconds; nil for a rule set of no known time, which is the only snapshot then.
        public let time: UInt64?
        /// What holds it, as the user would name it.
        public let name: String

        public init(time: UInt64?, name: String) {
            self.time = time
            self.name = name
        }
    }

    /// By ascending time, no two of one moment.
    public private(set) var snapshots: [Snapshot] = []
    /// Whether a snapshot is like the one before it.
    private var isUnchanged: [Bool] = []

    /// The rules while there is one snapshot, as nearly always.
    private var only: RuleSet?
    private var securityGroups = ResourceHistory<SecurityGroup>()
    private var networkACLs = ResourceHistory<NetworkACL>()
    private var interfaces = ResourceHistory<NetworkInterface>()
    private var subnets = ResourceHistory<Subnet>()
    private var vpcs = ResourceHistory<VPC>()
    private var prefixLists = ResourceHistory<PrefixList>()

    /// A history without a snapshot.
    public init() {}

    /// A history of one snapshot.
    public init(_ ruleSet: RuleSet) { append(ruleSet, Snapshot(time: nil, name: "")) }

    /// Adds what is in force from the snapshot's moment on.
    ///
    /// - Precondition: no snapshot before it is of that time or a later one.
    public mutating func append(_ ruleSet: RuleSet, _ snapshot: Snapshot) {
        precondition(
            snapshots.last.map { $0.time ?? 0 < snapshot.time ?? 0 } ?? true, "snapshots out of order")
        snapshots.append(snapshot)
        if snapshots.count == 1 {
            only = ruleSet
            isUnchanged.append(false)
        } else {
            if let first = only.take() { _ = keep(first, of: 0) }
            isUnchanged.append(!keep(ruleSet, of: snapshots.count - 1))
        }
    }

    /// Keeps what a snapshot has that the one before it has not.
    ///
    /// - Returns: whether there is anything.
    private mutating func keep(_ ruleSet: RuleSet, of snapshot: Int) -> Bool {
        let changes = [
            securityGroups.append(ruleSet.securityGroups, snapshot: snapshot),
            networkACLs.append(ruleSet.networkACLs, snapshot: snapshot),
            interfaces.append(ruleSet.interfaces, snapshot: snapshot),
            subnets.append(ruleSet.subnets, snapshot: snapshot),
            vpcs.append(ruleSet.vpcs, snapshot: snapshot),
            prefixLists.append(ruleSet.prefixLists, snapshot: snapshot),
        ]
        return changes.contains(true)
    }

    /// Whether a snapshot is like the one before it; false of the first.
    package func isUnchanged(_ snapshot: Int) -> Bool { isUnchanged[snapshot] }

    /// The rules of one snapshot.
    ///
    /// - Complexity: O(n log v) in the resources of all snapshots and the versions of one.
    public func ruleSet(at snapshot: Int) -> RuleSet {
        if let only { return only }
        return RuleSet(
            securityGroups: securityGroups.resources(at: snapshot),
            networkACLs: networkACLs.resources(at: snapshot),
            interfaces: interfaces.resources(at: snapshot), subnets: subnets.resources(at: snapshot),
            vpcs: vpcs.resources(at: snapshot), prefixLists: prefixLists.resources(at: snapshot))
    }

    /// The rules of the last snapshot; none where there is no snapshot.
    public var latest: RuleSet { snapshots.isEmpty ? RuleSet() : ruleSet(at: snapshots.count - 1) }

    /// All groups that ever were, each in all its versions.
    package var everySecurityGroup: [SecurityGroup] { only?.securityGroups ?? securityGroups.versions }

    /// All network ACLs that ever were, each in all its versions.
    package var everyNetworkACL: [NetworkACL] { only?.networkACLs ?? networkACLs.versions }
}
