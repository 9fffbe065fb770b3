/// The names that the cloud's console gives to common combinations of protocol and ports.
///
/// A name only fills in protocol and port: it proves nothing about what listens there.
/// *Source: VPC console, "Type" column of security-group and network-ACL rules.*
package enum ConsoleRuleType {
    /// The console's name for a group rule, such as `SSH`, `HTTPS` or `Custom TCP`.
    ///
    /// - Parameters:
    ///   - protocol: nil for a rule of all protocols.
    ///   - ports: the ports of a TCP or UDP rule; ignored for every other protocol.
    ///   - namesICMPType: whether an ICMP rule is for one type or code alone.
    package static func securityGroupRuleName(
        protocol: IPProtocol?, ports: PortRange, namesICMPType: Bool
    ) -> String {
        name(protocol: `protocol`, ports: ports, namesICMPType: namesICMPType, named: securityGroupTypes)
    }

    /// The console's name for a network ACL rule; some ports are spelled differently there.
    package static func networkACLRuleName(
        protocol: IPProtocol?, ports: PortRange, namesICMPType: Bool
    ) -> String {
        name(protocol: `protocol`, ports: ports, namesICMPType: namesICMPType, named: networkACLTypes)
    }

    private static func name(
        protocol: IPProtocol?, ports: PortRange, namesICMPType: Bool, named: [UInt16: String]
    ) -> String {
        guard let `protocol` else { return "All traffic" }
        switch `protocol` {
        case .tcp:
            if ports == .all { return "All TCP" }
            guard ports.count == 1 else { return "Custom TCP" }
            return ports.first == 53 ? "DNS (TCP)" : named[ports.first] ?? "Custom TCP"
        case .udp:
            if ports == .all { return "All UDP" }
            return ports.count == 1 && ports.first == 53 ? "DNS (UDP)" : "Custom UDP"
        case .icmp:
            return namesICMPType ? "Custom ICMP - IPv4" : "All ICMP - IPv4"
        case .icmpv6:
            return namesICMPType ? "Custom ICMP - IPv6" : "All ICMP - IPv6"
        default:
            return "Custom Protocol"
        }
    }

    private static let commonTypes: [UInt16: String] = [
        22: "SSH", 25: "SMTP", 80: "HTTP", 110: "POP3", 143: "IMAP", 389: "LDAP", 443: "HTTPS", 445: "SMB",
        465: "SMTPS", 993: "IMAPS", 995: "POP3S", 2049: "NFS", 3389: "RDP", 5432: "PostgreSQL",
        5439: "Redshift", 5985: "WinRM-HTTP", 5986: "WinRM-HTTPS",
    ]

    private static let securityGroupTypes = commonTypes.merging([
        1433: "MSSQL", 1521: "Oracle-RDS", 2007: "Elastic Graphics", 3306: "MYSQL/Aurora",
        9042: "CQLSH / CASSANDRA",
    ]) { $1 }

    private static let networkACLTypes = commonTypes.merging([
        23: "telnet", 42: "nameserver", 1433: "MS SQL", 1521: "Oracle", 3306: "MySQL/Aurora",
        8080: "HTTP*", 8443: "HTTPS*",
    ]) { $1 }
}
