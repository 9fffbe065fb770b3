import NetworkPrimitives

extension RuleSetAssembler {
    /// The groups, with the ids, descriptions and tags of those rules that are described by themselves, and with
    /// groups of which only such rules are known.
    ///
    /// A rule without a description of its own stays as its group has it, since `describe-security-group-rules` may
    /// have been asked for some rules only; a rule that its group does not have is an error.
    func identified(_ groups: [Located<SecurityGroup>]) -> [Located<SecurityGroup>] {
        guard !parts.identifiedRules.isEmpty else { return groups }
        var rulesOfGroup = Dictionary(grouping: merged(parts.identifiedRules), by: \.resource.groupID)
        var identified = groups
        for index in identified.indices {
            guard let rules = rulesOfGroup.removeValue(forKey: groups[index].resource.id) else { continue }
            identify(rules, in: &identified[index])
        }
        let others = rulesOfGroup.sorted { $0.key < $1.key }
        return identified + others.map { id, rules in group(id, of: rules) }
    }

    private func identify(_ rules: [Located<IdentifiedRule>], in group: inout Located<SecurityGroup>) {
        var places = group.resource.placesOfRules
        for located in rules {
            let (rule, direction) = (located.resource.rule, located.resource.direction)
            guard let place = places.removeValue(forKey: RuleShape(rule, direction)) else {
                // What is to be need not have the rules that are.
                if group.source.origin > located.source.origin { continue }
                log.error(located.issue(.contradiction(.ruleNotInItsGroup(other: group.place))))
                continue
            }
            switch direction {
            case .ingress: group.resource.ingress[place] = rule
            case .egress: group.resource.egress[place] = rule
            }
        }
    }

    /// A group that is known by its rules alone.
    private func group(_ id: String, of rules: [Located<IdentifiedRule>]) -> Located<SecurityGroup> {
        func rulesOf(_ direction: TrafficDirection) -> [SecurityGroupRule] {
            rules.lazy.map(\.resource).filter { $0.direction == direction }.map(\.rule)
        }
        return Located(
            resource: SecurityGroup(
                id: id, ownerID: rules.lazy.compactMap(\.resource.ownerID).first, ingress: rulesOf(.ingress),
                egress: rulesOf(.egress)),
            source: rules[0].source)
    }
}
