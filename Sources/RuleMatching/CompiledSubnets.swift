import NetworkPrimitives
import NetworkRules

/// What is known of subnets, for traffic of interfaces that the rule set does not hold: which network ACL serves each of
/// them, and in which of them an address lies.
///
/// Numbers of subnets stay the same for all snapshots of a history.
package struct CompiledSubnets: Sendable {
    package let ids: [String]
    package let vpcIDs: [String]

    private let blocks: [[CIDRBlock]]
    /// What the cloud itself answers in each subnet.
    private let serviceAddresses: [Set<IPAddress>]
    private let subnetsOfBlock: [CIDRBlock: [Int]]
    /// The prefix lengths of IPv4 and of IPv6 blocks.
    private let prefixLengths: [AddressFamily: [Int]]
    private let statesOfPhase: [[SubnetVersions.State?]]
    private let phaseOfSnapshot: [Int]
    /// The place of each version of an ACL in the rule set.
    private let placeOfACL: [Int]

    init(_ versions: RuleVersions) {
        let subnets = versions.subnets.subnets
        ids = subnets.map(\.id)
        vpcIDs = versions.subnets.vpcIDs
        blocks = subnets.map(\.blocks)
        serviceAddresses = subnets.map { subnet in
            let vpc = subnet.vpcID.flatMap { versions.subnets.blocksOfVPC[$0] } ?? []
            return Set(UnfilteredTraffic.serviceAddresses(subnet: subnet.blocks, vpc: vpc))
        }

        var subnetsOfBlock: [CIDRBlock: [Int]] = [:]
        for (number, blocks) in blocks.enumerated() {
            for block in blocks { subnetsOfBlock[block, default: []].append(number) }
        }
        self.subnetsOfBlock = subnetsOfBlock
        prefixLengths = Dictionary(grouping: subnetsOfBlock.keys, by: \.family).mapValues {
            Set($0.map(\.prefixLength)).sorted()
        }
        statesOfPhase = versions.subnets.statesOfPhase
        phaseOfSnapshot = versions.phaseOfSnapshot
        placeOfACL = versions.networkACLs.places
    }

    /// Whether an address is known to lie in a subnet under a snapshot.
    package func isIn(_ subnet: Int, _ address: IPAddress, at snapshot: Int) -> Bool {
        isDescribed(subnet, at: snapshot) && blocks[subnet].contains { $0.contains(address) }
    }

    /// Whether traffic of the subnet with `remote` is never filtered.
    package func isNeverFiltered(remote: IPAddress, subnet: Int) -> Bool {
        UnfilteredTraffic.isLinkLocalService(remote) || serviceAddresses[subnet].contains(remote)
    }

    /// Where to look for subnets.
    package enum Scope: Hashable, Sendable {
        case anyVPC
        case vpc(Int)
        /// A VPC that the rule set does not know.
        case elsewhere
    }

    /// Where an address lies.
    package enum Place: Hashable, Sendable {
        case outside
        case subnet(Int)
        /// In several subnets: VPCs may have the same blocks.
        case ambiguous
    }

    /// Which of the subnets of a snapshot an address lies in.
    ///
    /// - Complexity: O(p + n), p lengths of prefixes of subnets, n subnets with the address.
    package func place(of address: IPAddress, _ scope: Scope, at snapshot: Int) -> Place {
        var place = Place.outside
        for length in prefixLengths[address.family] ?? [] {
            for subnet in subnetsOfBlock[CIDRBlock(containing: address, prefixLength: length)] ?? []
            where isDescribed(subnet, at: snapshot) && isIn(scope, subnet, at: snapshot) {
                if place != .outside { return .ambiguous }
                place = .subnet(subnet)
            }
        }
        return place
    }

    private func isIn(_ scope: Scope, _ subnet: Int, at snapshot: Int) -> Bool {
        switch scope {
        case .anyVPC: true
        case .vpc(let vpc): state(of: subnet, at: snapshot)?.vpc == vpc
        case .elsewhere: false
        }
    }

    /// The number of the network ACL that serves a subnet under a snapshot, where one is known.
    package func networkACL(of subnet: Int, at snapshot: Int) -> Int? {
        state(of: subnet, at: snapshot)?.networkACL.map { placeOfACL[$0] }
    }

    private func isDescribed(_ subnet: Int, at snapshot: Int) -> Bool {
        state(of: subnet, at: snapshot)?.isDescribed ?? false
    }

    /// Whether a subnet is there under a snapshot.
    package func isKnown(_ subnet: Int, at snapshot: Int) -> Bool { state(of: subnet, at: snapshot) != nil }

    private func state(of subnet: Int, at snapshot: Int) -> SubnetVersions.State? {
        let states = statesOfPhase[phaseOfSnapshot[snapshot]]
        return subnet < states.count ? states[subnet] : nil
    }
}
