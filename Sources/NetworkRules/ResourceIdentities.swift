/// The ids of resources that plans and templates name by address.
struct ResourceIdentities: Sendable {
    private var ids: [String: String] = [:]

    /// - Parameters:
    ///   - options: what the user says, which counts before all else.
    ///   - own: what the plans themselves say.
    ///   - states: what states say; an address that they give different ids is left out, since it is unknown
    ///     which of them is meant.
    init(_ options: DeclarationOptions, own: [ResourceIdentity], states: [ResourceIdentity]) {
        var ambiguous: Set<String> = []
        for identity in states {
            if let known = ids.updateValue(identity.id, forKey: identity.address), known != identity.id {
                ambiguous.insert(identity.address)
            }
        }
        for address in ambiguous { ids[address] = nil }
        for identity in own { ids[identity.address] = identity.id }
        for (address, id) in options.identities { ids[TerraformAddress.identifier(address)] = id }
    }

    var isEmpty: Bool { ids.isEmpty }

    /// The id of what a plan or template calls `name`; `name` itself where it is unknown or an id already.
    func id(of name: String) -> String { ids[name] ?? name }

    func id(of name: String?) -> String? { name.map { id(of: $0) } }
}

/// The id of the resource at an address.
struct ResourceIdentity: Hashable, Sendable {
    let address: String
    let id: String
}

/// A part of a rule set that names resources.
protocol NamesResources {
    /// The same with ids in place of the names that are known.
    func renamed(by identities: ResourceIdentities) -> Self
}

extension SecurityGroup: NamesResources {
    func renamed(by identities: ResourceIdentities) -> Self {
        var group = self
        group.id = identities.id(of: id)
        group.vpcID = identities.id(of: vpcID)
        group.ingress = ingress.map { $0.renamed(by: identities) }
        group.egress = egress.map { $0.renamed(by: identities) }
        return group
    }
}

extension SecurityGroupRule: NamesResources {
    func renamed(by identities: ResourceIdentities) -> Self {
        var rule = self
        switch peer {
        case .cidr: break
        case .securityGroup(let id): rule.peer = .securityGroup(id: identities.id(of: id))
        case .prefixList(let id): rule.peer = .prefixList(id: identities.id(of: id))
        }
        return rule
    }
}

extension NetworkACL: NamesResources {
    func renamed(by identities: ResourceIdentities) -> Self {
        var acl = self
        acl.id = identities.id(of: id)
        acl.vpcID = identities.id(of: vpcID)
        acl.subnetIDs = subnetIDs.map { identities.id(of: $0) }.sorted()
        return acl
    }
}

extension NetworkInterface: NamesResources {
    func renamed(by identities: ResourceIdentities) -> Self {
        var interface = self
        interface.id = identities.id(of: id)
        interface.vpcID = identities.id(of: vpcID)
        interface.subnetID = identities.id(of: subnetID)
        interface.groupIDs = groupIDs.map { identities.id(of: $0) }
        return interface
    }
}

extension Subnet: NamesResources {
    func renamed(by identities: ResourceIdentities) -> Self {
        Subnet(id: identities.id(of: id), vpcID: identities.id(of: vpcID), blocks: blocks)
    }
}

extension VPC: NamesResources {
    func renamed(by identities: ResourceIdentities) -> Self {
        VPC(id: identities.id(of: id), blocks: blocks)
    }
}

extension PrefixList: NamesResources {
    func renamed(by identities: ResourceIdentities) -> Self {
        PrefixList(id: identities.id(of: id), name: name, entries: entries)
    }
}

extension AddedRule: NamesResources {
    func renamed(by identities: ResourceIdentities) -> Self {
        AddedRule(
            groupID: identities.id(of: groupID), direction: direction, rule: rule.renamed(by: identities))
    }
}

extension AddedEntry: NamesResources {
    func renamed(by identities: ResourceIdentities) -> Self {
        AddedEntry(networkACLID: identities.id(of: networkACLID), direction: direction, entry: entry)
    }
}

extension SubnetAssociation: NamesResources {
    func renamed(by identities: ResourceIdentities) -> Self {
        SubnetAssociation(
            subnetID: identities.id(of: subnetID), networkACLID: identities.id(of: networkACLID))
    }
}

extension GroupAttachment: NamesResources {
    func renamed(by identities: ResourceIdentities) -> Self {
        GroupAttachment(
            interfaceID: identities.id(of: interfaceID), groupIDs: groupIDs.map { identities.id(of: $0) })
    }
}

extension RuleSetParts {
    /// Puts ids in place of the names by which plans and templates call resources, and checks that what the user
    /// said of them is about something.
    ///
    /// - Parameter path: what issues name as the rule set.
    mutating func identify(_ options: DeclarationOptions, path: String, _ log: IssueLog) {
        for problem in problems(with: options) {
            log.error(RuleSetIssue(file: path, cause: .option(problem)))
        }
        let identities = ResourceIdentities(options, own: ownIdentities, states: stateIdentities)
        if !identities.isEmpty { rename(by: identities) }
    }

    private func problems(with options: DeclarationOptions) -> [RuleSetIssue.OptionProblem] {
        var problems: [RuleSetIssue.OptionProblem] = []
        if !options.identities.isEmpty {
            let known = declaredNames
            for (address, id) in options.identities.sorted(by: { $0.key < $1.key }) {
                if !id.isIdentifier {
                    problems.append(.invalidIdentity(address: address, id: id))
                } else if !(options.isShared && known.isEmpty),
                    !known.contains(TerraformAddress.identifier(address))
                {
                    problems.append(.noResource(address: address, known: known.sorted()))
                }
            }
        }
        if options.isShared, parameterNames.isEmpty { return problems }
        for name in options.parameters.keys.sorted() where !parameterNames.contains(name) {
            problems.append(.noParameter(name: name, known: parameterNames.sorted()))
        }
        return problems
    }

    /// By what plans and templates call their resources.
    private var declaredNames: Set<String> {
        resourceIDs { $0 == .declared }.union(ownIdentities.map(\.address))
    }

    /// The ids of the resources that are described by some origins.
    func resourceIDs(by isMeant: (ResourceOrigin) -> Bool = { _ in true }) -> Set<String> {
        func ids<Part: RuleSetResource>(_ parts: [Located<Part>]) -> [String] {
            parts.filter { isMeant($0.source.origin) }.map(\.resource.id)
        }
        let groups = securityGroups.filter { isMeant($0.source.origin) }.map(\.group.id)
        return Set(
            groups + ids(networkACLs) + ids(interfaces) + ids(subnets) + ids(vpcs) + ids(prefixLists))
    }

    private mutating func rename(by identities: ResourceIdentities) {
        func renamed<Part: NamesResources>(_ parts: [Located<Part>]) -> [Located<Part>] {
            parts.map { part in
                guard part.source.origin == .declared else { return part }
                return Located(resource: part.resource.renamed(by: identities), source: part.source)
            }
        }
        for index in securityGroups.indices where securityGroups[index].source.origin == .declared {
            securityGroups[index].group = securityGroups[index].group.renamed(by: identities)
        }
        addedRules = renamed(addedRules)
        networkACLs = renamed(networkACLs)
        addedEntries = renamed(addedEntries)
        associations = renamed(associations)
        interfaces = renamed(interfaces)
        attachments = renamed(attachments)
        subnets = renamed(subnets)
        vpcs = renamed(vpcs)
        prefixLists = renamed(prefixLists)
        prefixListPages = renamed(prefixListPages)
    }
}
