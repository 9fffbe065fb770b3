import NetworkPrimitives
import NetworkRules
import RuleMatching

/// Traffic that flow logs never show, whatever rules say.
///
/// *Source: VPC guide, "Flow log limitations".*
struct UnseenTraffic {
    /// Addresses at which the cloud serves all instances.
    private static let services = AddressSet(UnfilteredTraffic.linkLocalBlocks)
    private static let dhcp = ServiceSet(.udp, PortRange(67, 68)).union(ServiceSet(.udp, PortRange(546, 547)))
    private static let dns = ServiceSet.port(53)

    /// The addresses of the VPCs' resolvers.
    private let resolvers: AddressSet

    init(_ ruleSet: RuleSet) {
        resolvers = AddressSet(
            ruleSet.vpcs.flatMap { UnfilteredTraffic.serviceAddresses(subnet: [], vpc: $0.blocks) }
                .map { CIDRBlock($0) })
    }

    /// Why hits of a rule say nothing: what it is mostly for is never logged. Nil where they do.
    func reason(_ rule: SecurityGroupRule, _ addresses: AddressSet) -> String? {
        let services = ServiceSet(rule.traffic)
        guard !services.isEmpty else { return nil }
        if services.isSubset(of: Self.dhcp) { return "DHCP" }
        if !addresses.isEmpty, addresses.isSubset(of: Self.services) {
            return "traffic to instance metadata, the resolver and the time servers"
        }
        if !addresses.isEmpty, addresses.isSubset(of: resolvers) { return "traffic to the VPC's resolver" }
        // Whom a rule for DNS names besides the resolver hardly matters: the resolver is whom instances ask.
        if services.isSubset(of: Self.dns), !addresses.isDisjoint(with: resolvers.union(Self.services)) {
            return "DNS to the VPC's resolver"
        }
        return nil
    }
}
