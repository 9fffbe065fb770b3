import NetworkPrimitives

/// The internet's clients at the public subnets.
extension TrafficComposer {
    /// Anyone's request to a load balancer: its group permits 443 and 80 from everywhere, its ACL
    /// too, and the replies leave through 1024-65535. F of the request is yes. F of the reply is
    /// no (the group opens 8080 to its applications alone), R is yes.
    mutating func balancedVisit() {
        logVisit(at: pick(.loadBalancer), remote: stranger(), port: random.oneIn(5) ? 80 : 443)
    }

    /// The same at a web server. Its group permits everything outbound, so F of the reply is yes
    /// too, but the source port alone is below 32768: R is credited.
    mutating func webVisit() {
        logVisit(at: pick(.web), remote: stranger(), port: random.oneIn(5) ? 80 : 443)
    }

    /// The same over IPv6, on 443: that is all that the filtered subnets' ACL lets in.
    mutating func ipv6Visit() {
        let server = random.oneIn(2) ? pick(.loadBalancer) : pick(.web)
        logVisit(at: server, remote: strangerIPv6(), port: 443)
    }

    /// The office at a bastion (both families) or, through a prefix list, at a web server (IPv4);
    /// the ACLs let it in.
    mutating func officeLogin() {
        switch random.below(3) {
        case 0:
            logVisit(at: pick(.bastion), remote: AddressPlan.office.randomIPv4(&random), port: 22)
        case 1:
            logVisit(at: pick(.bastion), remote: AddressPlan.officeIPv6.randomIPv6(&random), port: 22)
        default:
            logVisit(at: pick(.web), remote: AddressPlan.office.randomIPv4(&random), port: 22)
        }
    }

    private mutating func logVisit(at server: Int, remote: IPAddress, port: UInt16) {
        let local: IPAddress? = remote.family == .ipv4 ? address(of: server) : nil
        log(
            Connection(
                interface: server, side: .server, remote: remote, clientPort: clientPort(), servicePort: port,
                localPacketAddress: local))
    }
}
