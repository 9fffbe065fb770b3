import NetworkPrimitives
import NetworkRules
import RuleMatching

/// An equivalent of a rule set with fewer rules: what is covered is left out, adjacent blocks and ports are one.
///
/// Every packet has the same answer, whatever members groups have: proved for each group and ACL as sets of packets
/// before it is handed out; what cannot be proved stays as it is.
package struct SmallerRules: Sendable {
    package let ruleSet: RuleSet
    /// Rules of groups, and entries of ACLs, now and in the equivalent.
    package let groupRulesNow: Int
    package let groupRules: Int
    package let aclEntriesNow: Int
    package let aclEntries: Int

    package init(_ ruleSet: RuleSet) {
        var smaller = ruleSet
        let peers = PeerAddresses(ruleSet)
        let shadowed = Set(
            ShadowedGroupRules.find(in: ruleSet, peers).filter { $0.basis == .rules }.map(\.rule))
        let needless = Set(NeedlessACLEntries.find(in: ruleSet).map(\.entry))
        for number in ruleSet.securityGroups.indices {
            for direction in TrafficDirection.allCases {
                let rules = ruleSet.securityGroups[number].rules(direction)
                let kept = rules.enumerated().filter {
                    !shadowed.contains(.securityGroup(number, direction, rule: $0.offset))
                }.map(\.element)
                let merged = Self.merged(kept)
                guard merged.count < rules.count, Self.areEquivalent(rules, merged, peers) else { continue }
                if direction == .ingress {
                    smaller.securityGroups[number].ingress = merged
                } else {
                    smaller.securityGroups[number].egress = merged
                }
            }
        }
        for number in ruleSet.networkACLs.indices {
            func kept(_ direction: TrafficDirection) -> [NetworkACLEntry] {
                ruleSet.networkACLs[number].entries(direction).enumerated().filter {
                    !needless.contains(.networkACL(number, direction, entry: $0.offset))
                }.map(\.element)
            }
            smaller.networkACLs[number].ingress = kept(.ingress)
            smaller.networkACLs[number].egress = kept(.egress)
        }
        self.ruleSet = smaller
        groupRulesNow = Self.countOfRules(ruleSet)
        groupRules = Self.countOfRules(smaller)
        aclEntriesNow = Self.countOfEntries(ruleSet)
        aclEntries = Self.countOfEntries(smaller)
    }

    private static func countOfRules(_ ruleSet: RuleSet) -> Int {
        ruleSet.securityGroups.reduce(0) { $0 + $1.ingress.count + $1.egress.count }
    }

    private static func countOfEntries(_ ruleSet: RuleSet) -> Int {
        ruleSet.networkACLs.reduce(0) { $0 + $1.ingress.count + $1.egress.count }
    }

    /// Joins blocks of equal services and ports of equal far sides, as long as that saves rules.
    private static func merged(_ rules: [SecurityGroupRule]) -> [SecurityGroupRule] {
        var merged = rules
        while true {
            let next = mergedByFarSide(mergedByService(merged))
            guard next.count < merged.count else { return merged }
            merged = next
        }
    }

    private static func mergedByService(_ rules: [SecurityGroupRule]) -> [SecurityGroupRule] {
        var merged: [SecurityGroupRule] = []
        var members: [RuleTraffic: [SecurityGroupRule]] = [:]
        for rule in rules where rule.isBlock { members[rule.traffic, default: []].append(rule) }
        var done: Set<RuleTraffic> = []
        for rule in rules {
            guard rule.isBlock, let own = members[rule.traffic], own.count > 1 else {
                merged.append(rule)
                continue
            }
            guard done.insert(rule.traffic).inserted else { continue }
            let blocks = AddressSet(own.compactMap(\.block)).blocks
            merged +=
                blocks.count < own.count
                ? blocks.map { SecurityGroupRule(traffic: rule.traffic, peer: .cidr($0)) } : own
        }
        return merged
    }

    private static func mergedByFarSide(_ rules: [SecurityGroupRule]) -> [SecurityGroupRule] {
        var merged: [SecurityGroupRule] = []
        var members: [Side: [SecurityGroupRule]] = [:]
        for rule in rules { if let side = Side(rule) { members[side, default: []].append(rule) } }
        var done: Set<Side> = []
        for rule in rules {
            guard let side = Side(rule), let own = members[side], own.count > 1 else {
                merged.append(rule)
                continue
            }
            guard done.insert(side).inserted else { continue }
            let ports = IntervalSet(own.map { $0.traffic.portRange.first...$0.traffic.portRange.last })
                .intervals
            merged +=
                ports.count < own.count
                ? ports.map {
                    SecurityGroupRule(
                        traffic: .ports(side.ipProtocol, PortRange($0.lowerBound, $0.upperBound)),
                        peer: side.peer)
                } : own
        }
        return merged
    }

    private struct Side: Hashable {
        let ipProtocol: IPProtocol
        let peer: RulePeer

        init?(_ rule: SecurityGroupRule) {
            guard rule.isKnown, case .ports(let ipProtocol, _) = rule.traffic else { return nil }
            self.ipProtocol = ipProtocol
            peer = rule.peer
        }
    }

    // MARK: - Proof

    /// Whether rules permit the same packets, whoever is behind the groups and lists that they name.
    private static func areEquivalent(
        _ left: [SecurityGroupRule], _ right: [SecurityGroupRule], _ peers: PeerAddresses
    ) -> Bool {
        covers(left, right, peers) && covers(right, left, peers)
    }

    private static func covers(
        _ broad: [SecurityGroupRule], _ narrow: [SecurityGroupRule], _ peers: PeerAddresses
    ) -> Bool {
        narrow.allSatisfy { rule in
            guard rule.isKnown else { return broad.contains(rule) }
            var rest = TrafficSpace(TrafficBox(peers[rule.peer].reach, ServiceSet(rule.traffic)))
            for other in broad where other.isKnown {
                if other.peer == rule.peer {
                    rest.subtract(TrafficBox(.everything, ServiceSet(other.traffic)))
                } else if peers[other.peer].isFixed {
                    rest.subtract(TrafficBox(peers[other.peer].addresses, ServiceSet(other.traffic)))
                }
            }
            return rest.isEmpty
        }
    }
}

extension SecurityGroupRule {
    fileprivate var block: CIDRBlock? { if case .cidr(let block) = peer { block } else { nil } }
    fileprivate var isBlock: Bool { isKnown && block != nil }
}
