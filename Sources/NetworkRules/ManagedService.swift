/// Facts about interfaces that the cloud's own services manage.
package enum ManagedService {
    /// How the descriptions of interfaces begin through which a managed service reaches its own
    /// servers: traffic there is not filtered by the interface's groups.
    package static let unfilteredDescriptionPrefixes = [
        "ClientVPN Endpoint",
        "AWS created network interface for directory",
    ]

    /// Interface types that open connections from any port from 1024 up (load balancers, NAT
    /// gateways, functions). *Source: VPC guide, "Network ACLs", ephemeral ports.*
    package static let lowPortClientTypes: Set<String> = [
        "nat_gateway", "network_load_balancer", "gateway_load_balancer", "load_balancer", "lambda",
    ]

    /// Interface types to which nothing ever connects: functions and gateways open every connection themselves, so that
    /// inbound rules permit nothing there. *Source: Lambda guide, "Giving Lambda functions access to resources in an Amazon
    /// VPC"; VPC guide, "NAT gateway basics".*
    package static let outboundOnlyTypes: Set<String> = [
        "lambda", "nat_gateway", "api_gateway_managed", "codestar_connections_managed",
    ]

    /// How the descriptions of classic and application load balancers' interfaces begin.
    package static let loadBalancerDescriptionPrefix = "ELB "
}

extension NetworkInterface {
    /// Whether a managed service uses the interface to reach its own servers, unfiltered by groups.
    package var isUnfilteredManagedService: Bool {
        isRequesterManaged
            && ManagedService.unfilteredDescriptionPrefixes.contains { description.hasPrefix($0) }
    }

    /// Whether nothing ever connects to the interface, so that it needs no inbound rules.
    package var isOutboundOnly: Bool {
        ManagedService.outboundOnlyTypes.contains(type) || isUnfilteredManagedService
    }

    /// Whether the interface's owner opens connections from any port from 1024 up, so that a high
    /// service port does not tell which side serves.
    package var opensFromLowPorts: Bool {
        ManagedService.lowPortClientTypes.contains(type)
            || description.hasPrefix(ManagedService.loadBalancerDescriptionPrefix)
    }
}
