import NetworkPrimitives

// MARK: - Rules of groups

extension RuleSetAssembler {
    /// The groups with the rules that are described apart from them, and with groups of which only such rules are
    /// known.
    ///
    /// A rule that the group has already is the same rule, since Terraform's state lists it in both places. A rule
    /// that a stronger description of the group lacks is no longer there.
    func withAddedRules(_ groups: [Located<SecurityGroup>]) -> [Located<SecurityGroup>] {
        guard !parts.addedRules.isEmpty else { return groups }
        var rulesOfGroup = Dictionary(grouping: parts.addedRules, by: \.resource.groupID)
        var completed = groups
        for index in completed.indices {
            guard let rules = rulesOfGroup.removeValue(forKey: groups[index].resource.id) else { continue }
            add(rules, to: &completed[index])
        }
        let others = rulesOfGroup.sorted { $0.key < $1.key }
        if !others.isEmpty {
            log.warn(RuleSetIssue(file: path, cause: .gap(.groupsKnownInPart(others.map(\.key)))))
        }
        return completed + others.map { id, rules in groupKnownInPart(id, rules) }
    }

    private func add(_ rules: [Located<AddedRule>], to group: inout Located<SecurityGroup>) {
        var places = group.resource.placesOfRules
        for located in rules {
            let (rule, direction) = (located.resource.rule, located.resource.direction)
            if let place = places[RuleShape(rule, direction)] {
                group.resource.identify(place, direction, as: rule)
            } else if located.source.origin >= group.source.origin {
                places[RuleShape(rule, direction)] = group.resource.rules(direction).count
                group.resource.append(rule, direction)
            }
        }
    }

    /// A group that other files describe: what it permits beside these rules is open.
    private func groupKnownInPart(_ id: String, _ rules: [Located<AddedRule>]) -> Located<SecurityGroup> {
        var group = SecurityGroup(id: id)
        for direction in TrafficDirection.allCases {
            for family in AddressFamily.allCases {
                let everything = CIDRBlock.everything(family)
                group.append(
                    SecurityGroupRule(traffic: .all, peer: .cidr(everything), isKnown: false), direction)
            }
        }
        for rule in rules { group.append(rule.resource.rule, rule.resource.direction) }
        return Located(resource: group, source: rules[0].source)
    }
}

extension SecurityGroup {
    mutating func append(_ rule: SecurityGroupRule, _ direction: TrafficDirection) {
        switch direction {
        case .ingress: ingress.append(rule)
        case .egress: egress.append(rule)
        }
    }

    /// Gives a rule the id, description and tags of its own description where it has none.
    fileprivate mutating func identify(
        _ place: Int, _ direction: TrafficDirection, as other: SecurityGroupRule
    ) {
        var rule = rules(direction)[place]
        guard rule.id == nil else { return }
        rule.id = other.id
        if rule.description.isEmpty { rule.description = other.description }
        if rule.tags.isEmpty { rule.tags = other.tags }
        switch direction {
        case .ingress: ingress[place] = rule
        case .egress: egress[place] = rule
        }
    }
}

// MARK: - Entries and associations of network ACLs

extension RuleSetAssembler {
    /// The network ACLs with the entries that are described apart from them.
    func withAddedEntries(_ networkACLs: [Located<NetworkACL>]) -> [Located<NetworkACL>] {
        guard !parts.addedEntries.isEmpty else { return networkACLs }
        var entriesOfACL = Dictionary(
            grouping: parts.addedEntries, by: \.resource.networkACLID)
        var completed = networkACLs
        for index in completed.indices {
            guard let entries = entriesOfACL.removeValue(forKey: networkACLs[index].resource.id) else {
                continue
            }
            var places: [EntryPlace: RuleSetPlace] = [:]
            for entry in entries { add(entry, to: &completed[index], &places) }
        }
        if !entriesOfACL.isEmpty {
            log.warn(RuleSetIssue(file: path, cause: .gap(.entriesOfUnknownACLs(entriesOfACL.keys.sorted()))))
        }
        return completed
    }

    /// What no two entries of an ACL share.
    private struct EntryPlace: Hashable {
        let direction: TrafficDirection
        let ruleNumber: Int
    }

    /// - Parameter places: where the entries that have been added stand.
    private func add(
        _ located: Located<AddedEntry>, to acl: inout Located<NetworkACL>,
        _ places: inout [EntryPlace: RuleSetPlace]
    ) {
        let (entry, direction) = (located.resource.entry, located.resource.direction)
        let entries = acl.resource.entries(direction)
        if entries.contains(entry) || acl.source.origin > located.source.origin { return }
        let others = entries.filter { $0.ruleNumber == entry.ruleNumber }
        // An entry whose action is not known stands there as two of one number.
        if others.allSatisfy({ !$0.isKnown && !entry.isKnown }) {
            acl.resource.insert(entry, direction)
            places[EntryPlace(direction: direction, ruleNumber: entry.ruleNumber)] = located.place
            return
        }
        let place = located.place
        let other = places[EntryPlace(direction: direction, ruleNumber: entry.ruleNumber)] ?? acl.place
        let cause = RuleSetIssue.Contradiction.repeatedRuleNumber(entry.ruleNumber, direction, other: other)
        log.error(
            RuleSetIssue(
                file: place.file, jsonPath: place.jsonPath, resourceID: acl.resource.id,
                cause: .contradiction(cause)))
    }

    /// The network ACLs with the subnets that are associated with them apart from their descriptions.
    func associated(_ networkACLs: [Located<NetworkACL>]) -> [Located<NetworkACL>] {
        var associated = networkACLs
        releaseSubnetsToStrongerACLs(&associated)
        guard !parts.associations.isEmpty else { return associated }
        var numbers: [String: Int] = [:]
        for (number, acl) in associated.enumerated() { numbers[acl.resource.id] = number }
        for association in parts.associations {
            let subnetID = association.resource.subnetID
            guard let number = numbers[association.resource.networkACLID] else { continue }
            for other in associated.indices
            where other != number && associated[other].source.origin < association.source.origin {
                associated[other].resource.subnetIDs.removeAll { $0 == subnetID }
            }
            if !associated[number].resource.subnetIDs.contains(subnetID) {
                associated[number].resource.subnetIDs.append(subnetID)
                associated[number].resource.subnetIDs.sort()
            }
        }
        return associated
    }

    /// What a stronger description associates with its ACL is no longer associated with another.
    private func releaseSubnetsToStrongerACLs(_ networkACLs: inout [Located<NetworkACL>]) {
        guard Set(networkACLs.map(\.source.origin)).count > 1 else { return }
        var strongest: [String: ResourceOrigin] = [:]
        for acl in networkACLs {
            for subnetID in acl.resource.subnetIDs {
                strongest[subnetID] = max(strongest[subnetID] ?? .state, acl.source.origin)
            }
        }
        for index in networkACLs.indices {
            let origin = networkACLs[index].source.origin
            networkACLs[index].resource.subnetIDs.removeAll { strongest[$0] ?? origin > origin }
        }
    }
}

extension NetworkACL {
    /// Inserts an entry by its number, behind any of the same one.
    mutating func insert(_ entry: NetworkACLEntry, _ direction: TrafficDirection) {
        let place = entries(direction).firstIndex { $0.ruleNumber > entry.ruleNumber }
        switch direction {
        case .ingress: ingress.insert(entry, at: place ?? ingress.endIndex)
        case .egress: egress.insert(entry, at: place ?? egress.endIndex)
        }
    }
}

// MARK: - Groups of interfaces

extension RuleSetAssembler {
    /// The interfaces with the groups that are attached to them apart from their descriptions.
    func attached(_ interfaces: [Located<NetworkInterface>]) -> [Located<NetworkInterface>] {
        guard !parts.attachments.isEmpty else { return interfaces }
        let attachments = Dictionary(grouping: parts.attachments, by: \.resource.interfaceID)
        return interfaces.map { interface in
            var attached = interface
            for attachment in attachments[interface.resource.id] ?? []
            where attachment.source.origin >= interface.source.origin {
                attached.resource.groupIDs =
                    (attached.resource.groupIDs + attachment.resource.groupIDs).uniqued()
            }
            return attached
        }
    }
}
