import NetworkPrimitives
import Testing

/// The types that the console offers, for groups and for network ACLs; each is the name that its
/// protocol and port lead to.
struct ConsoleRuleTypeTests {
    private static let commonTypes: [(UInt16, String)] = [
        (22, "SSH"), (25, "SMTP"), (53, "DNS (TCP)"), (80, "HTTP"), (110, "POP3"), (143, "IMAP"),
        (389, "LDAP"),
        (443, "HTTPS"), (445, "SMB"), (465, "SMTPS"), (993, "IMAPS"), (995, "POP3S"), (2049, "NFS"),
        (3389, "RDP"), (5432, "PostgreSQL"), (5439, "Redshift"), (5985, "WinRM-HTTP"), (5986, "WinRM-HTTPS"),
    ]

    private static let groupTypes =
        commonTypes + [
            (1433, "MSSQL"), (1521, "Oracle-RDS"), (2007, "Elastic Graphics"), (3306, "MYSQL/Aurora"),
            (9042, "CQLSH / CASSANDRA"),
        ]

    private static let aclTypes =
        commonTypes + [
            (23, "telnet"), (42, "nameserver"), (1433, "MS SQL"), (1521, "Oracle"), (3306, "MySQL/Aurora"),
            (8080, "HTTP*"), (8443, "HTTPS*"),
        ]

    private func groupName(_ ipProtocol: IPProtocol?, _ ports: PortRange = .all, typed: Bool = false)
        -> String
    {
        ConsoleRuleType.securityGroupRuleName(protocol: ipProtocol, ports: ports, namesICMPType: typed)
    }

    private func aclName(_ ipProtocol: IPProtocol?, _ ports: PortRange = .all, typed: Bool = false) -> String
    {
        ConsoleRuleType.networkACLRuleName(protocol: ipProtocol, ports: ports, namesICMPType: typed)
    }

    @Test func everyTCPPortHasTheConsolesName() {
        let groupNames = Dictionary(uniqueKeysWithValues: Self.groupTypes)
        let aclNames = Dictionary(uniqueKeysWithValues: Self.aclTypes)
        for port in UInt16.min...UInt16.max {
            let one = PortRange(port, port)
            let (group, acl) = (groupName(.tcp, one), aclName(.tcp, one))
            if group != groupNames[port] ?? "Custom TCP" { Issue.record("group type of \(port) is \(group)") }
            if acl != aclNames[port] ?? "Custom TCP" { Issue.record("ACL type of \(port) is \(acl)") }
        }
    }

    @Test func onlyDNSIsNamedOfUDP() {
        for name in [groupName, aclName] {
            #expect(name(.udp, PortRange(53, 53), false) == "DNS (UDP)")
            #expect(name(.udp, PortRange(443, 443), false) == "Custom UDP")
            #expect(name(.udp, PortRange(53, 54), false) == "Custom UDP")
        }
    }

    @Test func rangesAreCustomUnlessTheyHoldEveryPort() {
        for name in [groupName, aclName] {
            #expect(name(.tcp, PortRange(22, 23), false) == "Custom TCP")
            #expect(name(.tcp, PortRange(0, 65534), false) == "Custom TCP")
            #expect(name(.tcp, .all, false) == "All TCP")
            #expect(name(.udp, .all, false) == "All UDP")
        }
    }

    @Test func portsAreIgnoredForOtherProtocols() {
        for name in [groupName, aclName] {
            for ports in [PortRange.all, PortRange(22, 22), PortRange(8, 8)] {
                #expect(name(nil, ports, false) == "All traffic")
                #expect(name(.icmp, ports, false) == "All ICMP - IPv4")
                #expect(name(.icmp, ports, true) == "Custom ICMP - IPv4")
                #expect(name(.icmpv6, ports, false) == "All ICMP - IPv6")
                #expect(name(.icmpv6, ports, true) == "Custom ICMP - IPv6")
                #expect(name(IPProtocol(47), ports, false) == "Custom Protocol")
            }
        }
    }
}
