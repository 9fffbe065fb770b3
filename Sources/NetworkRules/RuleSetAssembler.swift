import NetworkPrimitives

/// Puts the resources of all documents together to one rule set: what is described twice, pages
/// of prefix-list entries, references by name.
struct RuleSetAssembler {
    let parts: RuleSetParts
    /// What issues about the whole name as the rule set.
    let path: String
    let log: IssueLog

    init(_ parts: RuleSetParts, path: String, _ log: IssueLog) {
        self.parts = parts
        self.path = path
        self.log = log
    }

    /// The rule set, and where its groups and network ACLs stand. It is whole only if no errors were logged.
    func assemble() -> (ruleSet: RuleSet, places: [String: RuleSetTextPlace]) {
        let describedGroups = identified(merged(remaining(groupsWithResolvedNames())))
        let securityGroups = withAddedRules(withoutRemovedRules(describedGroups))
        let describedACLs = withoutRemovedEntries(merged(remaining(parts.networkACLs)))
        let networkACLs = associated(withAddedEntries(describedACLs))
        checkAssociations(of: networkACLs)
        var places: [String: RuleSetTextPlace] = [:]
        for group in securityGroups { places[group.resource.id] = group.source.textPlace }
        for acl in networkACLs { places[acl.resource.id] = acl.source.textPlace }
        let ruleSet = RuleSet(
            securityGroups: securityGroups.map(\.resource),
            networkACLs: networkACLs.map(\.resource),
            interfaces: attached(merged(remaining(parts.interfaces))).map(\.resource),
            subnets: merged(remaining(parts.subnets)).map(\.resource),
            vpcs: merged(remaining(parts.vpcs)).map(\.resource),
            prefixLists: prefixLists())
        return (ruleSet, places)
    }

    /// Each resource once. One that is described twice alike, be it in another order, is kept. Of two
    /// descriptions that differ the one of the stronger origin counts; of the same origin, they are an error.
    func merged<Resource: RuleSetResource>(
        _ located: [Located<Resource>]
    ) -> [Located<Resource>] {
        if areUnique(located.indices.lazy.map { located[$0].resource.id }) { return located }
        var merged: [Located<Resource>] = []
        var indices: [String: Int] = [:]
        var overruled: [ResourceOrigin: [String]] = [:]
        defer { warn(of: overruled) }
        for next in located {
            guard let index = indices[next.resource.id] else {
                indices[next.resource.id] = merged.count
                merged.append(next)
                continue
            }
            let first = merged[index]
            if first.resource == next.resource { continue }
            let canonical = first.resource.inCanonicalOrder()
            if canonical == next.resource.inCanonicalOrder() {
                merged[index].resource = canonical
            } else if first.source.origin != next.source.origin {
                let isStronger = next.source.origin > first.source.origin
                if isStronger { merged[index] = next }
                if !first.resource.decides(like: next.resource) {
                    let weaker = isStronger ? first : next
                    overruled[weaker.source.origin, default: []].append(weaker.resource.id)
                }
            } else {
                log.error(next.issue(.contradiction(.describedDifferently(other: first.place))))
            }
        }
        return merged
    }

    private func warn(of overruled: [ResourceOrigin: [String]]) {
        for (origin, ids) in overruled.sorted(by: { $0.key < $1.key }) {
            log.warn(RuleSetIssue(file: path, cause: .gap(.overruled(ids.sorted(), origin))))
        }
    }
}

/// Whether no id stands there twice, as is usual.
private func areUnique(_ ids: some Collection<String>) -> Bool {
    var seen = Set<String>(minimumCapacity: ids.count)
    return ids.allSatisfy { seen.insert($0).inserted }
}

// MARK: - References by name

extension RuleSetAssembler {
    private struct GroupName: Hashable {
        let name: String
        let vpcID: String?
    }

    /// The groups, with the names that their rules mention replaced by the ids of those groups.
    /// A name that is not that of exactly one group of the VPC stays, which no interface carries.
    private func groupsWithResolvedNames() -> [Located<SecurityGroup>] {
        guard parts.securityGroups.contains(where: { !$0.namedReferences.isEmpty }) else {
            return parts.securityGroups.map { Located(resource: $0.group, source: $0.source) }
        }
        var ids: [GroupName: Set<String>] = [:]
        for parsed in parts.securityGroups {
            ids[GroupName(name: parsed.group.name, vpcID: parsed.group.vpcID), default: []]
                .insert(parsed.group.id)
        }
        return parts.securityGroups.map { parsed in
            var group = parsed.group
            for reference in parsed.namedReferences {
                let candidates = ids[GroupName(name: reference.name, vpcID: reference.vpcID), default: []]
                guard candidates.count == 1, let id = candidates.first else {
                    log.warn(reference.issue)
                    continue
                }
                switch reference.direction {
                case .ingress: group.ingress[reference.ruleIndex].peer = .securityGroup(id: id)
                case .egress: group.egress[reference.ruleIndex].peer = .securityGroup(id: id)
                }
            }
            return Located(resource: group, source: parsed.source)
        }
    }
}

// MARK: - Prefix lists

extension RuleSetAssembler {
    /// The described lists, with the entries of all pages; a list that only pages name is there too.
    private func prefixLists() -> [PrefixList] {
        var lists: [String: Located<PrefixList>] = [:]
        /// Where the entries of a list were described, other than on pages.
        var entryPlaces: [String: RuleSetPlace] = [:]
        for next in parts.prefixLists {
            let id = next.resource.id
            if next.resource.entries != nil, entryPlaces[id] == nil { entryPlaces[id] = next.place }
            guard var list = lists[id] else {
                lists[id] = next
                continue
            }
            if list.resource.name != next.resource.name {
                log.error(next.issue(.contradiction(.describedDifferently(other: list.place))))
            } else if let entries = next.resource.entries {
                if let known = list.resource.entries, known != entries {
                    log.error(
                        next.issue(
                            .contradiction(.prefixListEntriesDiffer(other: entryPlaces[id] ?? list.place))))
                }
                list.resource.entries = entries
                lists[id] = list
            }
        }
        let pagesOfLists = Dictionary(grouping: parts.prefixListPages, by: \.resource.id)
        for (id, pages) in pagesOfLists.sorted(by: { $0.key < $1.key }) {
            let entries = pages.flatMap { $0.resource.entries ?? [] }.uniqued().sorted()
            var list = lists[id] ?? pages[0]
            if let known = list.resource.entries, lists[id] != nil, known != entries {
                log.error(
                    pages[0].issue(
                        .contradiction(.prefixListEntriesDiffer(other: entryPlaces[id] ?? list.place))))
            }
            list.resource.entries = entries
            lists[id] = list
        }
        return lists.values.map(\.resource)
    }
}

// MARK: - Network ACLs

extension RuleSetAssembler {
    /// A VPC has one default ACL, and a subnet exactly one ACL.
    ///
    /// *Source: VPC guide, "Network ACLs".*
    private func checkAssociations(of networkACLs: [Located<NetworkACL>]) {
        var defaults: [String: RuleSetPlace] = [:]
        var associations: [String: RuleSetPlace] = [:]
        for located in networkACLs {
            if located.resource.isDefault, let vpcID = located.resource.vpcID {
                if let other = defaults[vpcID] {
                    log.error(located.issue(.contradiction(.secondDefaultACL(vpcID: vpcID, other: other))))
                }
                defaults[vpcID] = located.place
            }
            for subnetID in located.resource.subnetIDs {
                if let other = associations[subnetID] {
                    log.error(
                        located.issue(.contradiction(.subnetInSecondACL(subnetID: subnetID, other: other))))
                }
                associations[subnetID] = located.place
            }
        }
    }
}

extension Located where Resource: RuleSetResource {
    func issue(_ cause: RuleSetIssue.Cause) -> RuleSetIssue {
        RuleSetIssue(
            file: place.file, jsonPath: place.jsonPath, resourceID: resource.id, cause: cause)
    }
}
