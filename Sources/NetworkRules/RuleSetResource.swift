import NetworkPrimitives

/// A resource of a rule set, which may be described in several files.
protocol RuleSetResource: Equatable {
    var id: String { get }

    /// The same resource with those lists sorted whose order means nothing.
    func inCanonicalOrder() -> Self

    /// Whether verdicts would be the same by the other resource, whatever names and descriptions say.
    func decides(like other: Self) -> Bool
}

extension RuleSetResource {
    func decides(like other: Self) -> Bool { inCanonicalOrder() == other.inCanonicalOrder() }
}

extension SecurityGroup: RuleSetResource {
    func inCanonicalOrder() -> Self {
        var group = self
        group.ingress.sort { $0.sortKey < $1.sortKey }
        group.egress.sort { $0.sortKey < $1.sortKey }
        return group
    }
}

extension SecurityGroup {
    func decides(like other: Self) -> Bool {
        TrafficDirection.allCases.allSatisfy { direction in
            func shapes(_ group: Self) -> Set<RuleShape> {
                Set(group.rules(direction).map { RuleShape($0, direction) })
            }
            return shapes(self) == shapes(other)
        }
    }
}

extension SecurityGroupRule {
    fileprivate var sortKey: String { name(inGroup: "", .ingress) + " " + description }
}

extension NetworkACL: RuleSetResource {
    func inCanonicalOrder() -> Self { self }
}

extension NetworkInterface: RuleSetResource {
    func inCanonicalOrder() -> Self {
        var interface = self
        interface.addresses = addresses.prefix(1) + addresses.dropFirst().sorted()
        interface.delegatedPrefixes.sort()
        interface.groupIDs.sort()
        return interface
    }
}

extension NetworkInterface {
    /// Whose type it is and what it is for is told by the cloud alone, and no reason to call another description
    /// wrong.
    func decides(like other: Self) -> Bool {
        subnetID == other.subnetID && Set(groupIDs) == Set(other.groupIDs)
            && Set(privateBlocks) == Set(other.privateBlocks)
    }
}

extension Subnet: RuleSetResource {
    func inCanonicalOrder() -> Self {
        var subnet = self
        subnet.blocks.sort()
        return subnet
    }
}

extension VPC: RuleSetResource {
    func inCanonicalOrder() -> Self {
        var vpc = self
        vpc.blocks = blocks.prefix(1) + blocks.dropFirst().sorted()
        return vpc
    }
}

extension PrefixList: RuleSetResource {
    func inCanonicalOrder() -> Self { self }
}
