import NetworkPrimitives
import NetworkRules
import RuleMatching

/// The packets that one rule set lets through, for any interface: the same questions are answered once.
final class PermittedTraffic {
    /// A part of what is permitted, and the rule that permits it.
    struct Part {
        let rule: NumberedRule
        let box: TrafficBox
    }

    let ruleSet: RuleSet
    private let peers: PeerAddresses
    private let numberOfGroup: [String: Int]
    private let subnets: [String: Subnet]
    private let associations: ACLAssociations

    private var spacesOfGroups: [Question<[String]>: TrafficSpace] = [:]
    private var passages: [Question<Int>: ACLPassage] = [:]
    private var spacesOfACL: [Question<Int>: TrafficSpace] = [:]

    private struct Question<Owner: Hashable>: Hashable {
        let owner: Owner
        let direction: TrafficDirection
    }

    init(_ ruleSet: RuleSet) {
        self.ruleSet = ruleSet
        peers = PeerAddresses(ruleSet)
        numberOfGroup = ruleSet.securityGroups.map(\.id).numberOfElement
        subnets = Dictionary(ruleSet.subnets.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
        associations = ACLAssociations(ruleSet)
    }

    /// The ACL of an interface's subnet, by its number; nil where none is known.
    func networkACL(of interface: NetworkInterface) -> Int? {
        associations.networkACL(of: interface, subnet: interface.subnetID.flatMap { subnets[$0] })
    }

    /// The blocks of a subnet; nil where the rule set does not have it.
    func blocks(ofSubnet id: String) -> [CIDRBlock]? { subnets[id]?.blocks }

    /// What may pass an interface in a direction: by some rule of its groups, and by its ACL where the far side lies
    /// outside of its subnet. What only *may* be permitted counts as refused.
    func space(_ interface: NetworkInterface, _ direction: TrafficDirection) -> TrafficSpace {
        let groups = space(ofGroups: interface.groupIDs.sorted(), direction)
        guard let acl = networkACL(of: interface) else { return groups }
        var passing = space(ofACL: acl, direction)
        let neighbours = AddressSet(interface.subnetID.flatMap(blocks) ?? [])
        passing.formUnion(TrafficBox(neighbours, .everything))
        var permitted = TrafficSpace()
        for box in passing.boxes { permitted.append(disjoint: groups.intersection(box)) }
        return permitted
    }

    /// What groups permit together; all packets where an interface carries none.
    func space(ofGroups groups: [String], _ direction: TrafficDirection) -> TrafficSpace {
        guard !groups.isEmpty else { return .everything }
        let question = Question(owner: groups, direction: direction)
        if let known = spacesOfGroups[question] { return known }
        var space = TrafficSpace()
        for part in parts(ofGroups: groups, direction) { space.formUnion(part.box) }
        space = space.joined()
        spacesOfGroups[question] = space
        return space
    }

    /// The rules of groups with the packets that each permits.
    func parts(ofGroups groups: [String], _ direction: TrafficDirection) -> [Part] {
        groups.compactMap { numberOfGroup[$0] }.flatMap { group in
            ruleSet.securityGroups[group].rules(direction).enumerated().compactMap { number, rule in
                guard rule.isKnown else { return nil }
                let box = TrafficBox(peers[rule.peer].addresses, ServiceSet(rule.traffic))
                return box.isEmpty
                    ? nil : Part(rule: .securityGroup(group, direction, rule: number), box: box)
            }
        }
    }

    /// What the entries of an ACL decide.
    func passage(_ acl: Int, _ direction: TrafficDirection) -> ACLPassage {
        let question = Question(owner: acl, direction: direction)
        if let known = passages[question] { return known }
        let passage = ACLPassage(acl, direction, ruleSet)
        passages[question] = passage
        return passage
    }

    /// What an ACL lets pass.
    func space(ofACL acl: Int, _ direction: TrafficDirection) -> TrafficSpace {
        let question = Question(owner: acl, direction: direction)
        if let known = spacesOfACL[question] { return known }
        var space = TrafficSpace()
        for part in passage(acl, direction).parts where part.action == .allow {
            space.append(disjoint: part.decided)
        }
        space = space.joined()
        spacesOfACL[question] = space
        return space
    }

    /// A group by its id.
    func group(_ id: String) -> SecurityGroup? { numberOfGroup[id].map { ruleSet.securityGroups[$0] } }

    /// Whom a group's rules name, as far as the rule set tells.
    func resolvedPeers(of group: SecurityGroup, _ direction: TrafficDirection) -> [AddressSet] {
        group.rules(direction).map { peers[$0.peer].addresses }
    }

    /// Rules whose packets the rule set does not tell: they name what it lacks, or are not known in full.
    var undecidedRules: [NumberedRule] {
        ruleSet.securityGroups.enumerated().flatMap { number, group in
            TrafficDirection.allCases.flatMap { direction in
                group.rules(direction).enumerated().compactMap { place, rule in
                    rule.isKnown && !peers.isUnresolved(rule.peer)
                        ? nil : .securityGroup(number, direction, rule: place)
                }
            }
        }
            + ruleSet.networkACLs.enumerated().flatMap { number, acl in
                TrafficDirection.allCases.flatMap { direction in
                    acl.entries(direction).enumerated().compactMap { place, entry in
                        entry.isKnown ? nil : NumberedRule.networkACL(number, direction, entry: place)
                    }
                }
            }
    }
}
