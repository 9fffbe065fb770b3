/// A resource of a rule set, which may be described in several files.
protocol RuleSetResource: Equatable {
    var id: String { get }

    /// The same resource with those lists sorted whose order means nothing.
    func inCanonicalOrder() -> Self
}

extension SecurityGroup: RuleSetResource {
    func inCanonicalOrder() -> Self {
        var group = self
        group.ingress.sort { $0.sortKey < $1.sortKey }
        group.egress.sort { $0.sortKey < $1.sortKey }
        return group
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
