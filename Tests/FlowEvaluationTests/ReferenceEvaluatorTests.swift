import NetworkPrimitives
import NetworkRules
import TestSupport
import Testing

/// The naive evaluator against verdicts decided by hand, so that it can vouch for the fast one.
struct ReferenceEvaluatorTests {
    @Test(arguments: try allowed() + refused() + anomalies())
    func verdictIsTheOneDecidedByHand(_ situation: ReferenceSituation) throws {
        let verdict = ReferenceEvaluator(try ReferenceSituation.ruleSet()).verdict(situation.record)
        let words = [verdict.classification, verdict.reason, verdict.certainty].compactMap { $0 }
        #expect(words.joined(separator: "/") == situation.verdict)
        #expect(verdict.securityGroup == situation.group.map { "sg-\($0)" })
        #expect(verdict.networkACL == situation.acl)
        #expect(verdict.networkACLRule == situation.aclRule)
    }

    static func allowed() throws -> [ReferenceSituation] {
        [
            try .init(
                "a public web server", "web 192.0.2.77 50000 > 10.0.1.10 443 6 ACCEPT",
                gives: "allowed-by-sg/rule", group: "web"),
            try .init(
                "its reply, without an outbound rule", "web 10.0.1.10 443 > 192.0.2.77 50000 6 ACCEPT",
                gives: "allowed-by-sg/return-traffic", group: "web"),
            try .init(
                "SYN+ACK credits the return reading before the forward one",
                "office 10.0.1.11 443 > 198.51.100.7 443 6 ACCEPT", flags: 18,
                gives: "allowed-by-sg/return-traffic", group: "office"),
            try .init(
                "without flags, equal ports credit the forward reading",
                "office 10.0.1.11 443 > 198.51.100.7 443 6 ACCEPT", gives: "allowed-by-sg/rule",
                group: "office"),
            try .init(
                "a group as source", "db 10.0.1.13 50000 > 10.0.1.12 3306 6 ACCEPT",
                gives: "allowed-by-sg/rule", group: "db", acl: nil),
            try .init(
                "an absent group as source, a remote that no interface has",
                "db 10.7.0.1 50000 > 10.0.1.12 5432 6 REJECT", gives: "sg-blocked/undetermined"),
            try .init(
                "an absent group as source, a remote that carries it",
                "db 10.0.1.20 50000 > 10.0.1.12 5432 6 ACCEPT", gives: "allowed-by-sg/rule", group: "db",
                acl: nil),
            try .init(
                "ICMP of any type", "ping 10.0.2.10 0 > 10.0.1.14 0 1 ACCEPT",
                gives: "allowed-by-sg/rule", group: "ping"),
            try .init(
                "ICMP of one type", "ping 10.0.3.10 0 > 10.0.1.14 0 1 ACCEPT",
                gives: "allowed-by-sg/undetermined"),
            try .init(
                "a prefix list that resolves", "lists 10.0.1.15 50000 > 52.92.17.1 443 6 ACCEPT",
                gives: "allowed-by-sg/rule", group: "lists"),
            try .init(
                "one that does not", "lists 10.0.1.15 50000 > 52.93.0.1 443 6 ACCEPT",
                gives: "allowed-by-sg/undetermined"),
            try .init(
                "a group that the rule set lacks", "missing 192.0.2.77 50000 > 10.0.1.16 9 6 ACCEPT",
                flags: 2, gives: "allowed-by-sg/undetermined"),
            try .init(
                "an interface without groups", "nat 10.0.2.10 50000 > 10.0.1.17 443 6 ACCEPT",
                gives: "allowed-by-sg/no-security-group"),
            try .init(
                "a managed service", "vpn 192.0.2.77 50000 > 10.0.1.19 443 17 ACCEPT",
                gives: "allowed-by-sg/managed-interface"),
            try .init(
                "no known service: a presumed reply", "office 192.0.2.77 50000 > 10.0.1.11 8888 6 ACCEPT",
                gives: "allowed-by-sg/presumed-return", group: "office"),
            try .init(
                "a load balancer opens from low ports", "front 10.0.2.10 40000 > 10.0.1.18 3306 6 ACCEPT",
                gives: "allowed-by-sg/presumed-return", group: "office"),
            try .init(
                "a reply to a load balancer that opened from a service port",
                "web 10.0.1.10 443 > 10.0.1.18 5432 6 ACCEPT", gives: "allowed-by-sg/return-traffic",
                group: "web", acl: nil),
            try .init(
                "the resolver of the VPC's second block", "web 10.0.1.10 50000 > 10.9.0.2 53 17 ACCEPT",
                gives: "allowed-by-sg/exempt"),
            try .init(
                "the router of the subnet", "web 10.0.1.10 0 > 10.0.1.1 0 1 ACCEPT",
                gives: "allowed-by-sg/exempt", acl: nil),
            try .init(
                "link-local, though the ACL denies it", "oneway 10.0.3.10 5 > 169.254.1.1 5 17 ACCEPT",
                gives: "allowed-by-sg/exempt", acl: "acl-oneway#32767"),
        ]
    }

    static func refused() throws -> [ReferenceSituation] {
        [
            try .init(
                "no rule permits it", "web 192.0.2.77 50000 > 10.0.1.10 8080 6 REJECT",
                gives: "sg-blocked/no-rule"),
            try .init(
                "a late reply", "web 10.0.1.10 443 > 192.0.2.77 51000 6 REJECT", flags: 4,
                gives: "sg-blocked/untracked-return", group: "web"),
            try .init(
                "the ACL denies before it allows", "dmz 203.0.113.9 50000 > 10.0.2.10 443 6 REJECT",
                gives: "nacl-blocked/rule", group: "web", acl: "acl-dmz#90"),
            try .init(
                "the ACL allows, the group does not", "dmz 192.0.2.77 50000 > 10.0.2.10 53 17 REJECT",
                gives: "sg-blocked/no-rule", acl: "acl-dmz#110"),
            try .init(
                "neither does: inbound, the ACL is first", "dmz 192.0.2.77 50000 > 10.0.2.10 22 6 REJECT",
                gives: "nacl-blocked/rule", acl: "acl-dmz#32767"),
            try .init(
                "neither does: outbound, the group is first",
                "oneway 10.0.3.10 50000 > 192.0.2.77 22 6 REJECT", gives: "sg-blocked/no-rule",
                acl: "acl-oneway#32767"),
            try .init(
                "a reply that the stateless ACL stopped",
                "oneway 10.0.3.10 443 > 192.0.2.77 50000 6 REJECT", gives: "nacl-blocked/rule", group: "web",
                acl: "acl-oneway#32767"),
            try .init(
                "a typed deny before an allow: undetermined, but the group says no",
                "dmz 192.0.2.77 0 > 10.0.2.10 0 1 REJECT", gives: "sg-blocked/no-rule", acl: "acl-dmz"),
            try .init(
                "no SYN in sight: after the close", "web 192.0.2.77 50000 > 10.0.1.10 443 6 REJECT",
                flags: 1, gives: "sg-blocked/closed-connection", group: "web"),
            try .init(
                "the record says by what", "web 192.0.2.77 50000 > 10.0.1.10 443 6 REJECT",
                rejectReason: "BPA", gives: "vpc-blocked/BPA", group: "web"),
        ]
    }

    static func anomalies() throws -> [ReferenceSituation] {
        [
            try .init(
                "no reading permits it", "web 192.0.2.77 50000 > 10.0.1.10 8080 6 ACCEPT",
                gives: "anomalous/accepted-without-sg-rule/certain"),
            try .init(
                "only an implausible reading permits it", "office 192.0.2.77 50000 > 10.0.1.11 22 6 ACCEPT",
                gives: "anomalous/accepted-without-sg-rule/likely"),
            try .init(
                "the opening SYN in sight", "office 192.0.2.77 50000 > 10.0.1.11 22 6 ACCEPT", flags: 3,
                gives: "anomalous/accepted-without-sg-rule/certain"),
            try .init(
                "the ACL denies it", "dmz 203.0.113.9 50000 > 10.0.2.10 443 6 ACCEPT",
                gives: "anomalous/accepted-against-nacl/certain", group: "web", acl: "acl-dmz#90"),
            try .init(
                "both deny it", "dmz 192.0.2.77 50000 > 10.0.2.10 22 6 ACCEPT",
                gives: "anomalous/accepted-against-both/certain", acl: "acl-dmz#32767"),
            try .init(
                "refused, flags unknown", "web 192.0.2.77 50000 > 10.0.1.10 443 6 REJECT",
                gives: "anomalous/rejected-despite-rules/possible", group: "web"),
            try .init(
                "refused, an opening packet", "web 192.0.2.77 50000 > 10.0.1.10 443 6 REJECT", flags: 2,
                gives: "anomalous/rejected-despite-rules/certain", group: "web"),
            try .init(
                "refused, and the format cannot name Block Public Access",
                "web 192.0.2.77 50000 > 10.0.1.10 443 6 REJECT", flags: 2, fields: ["tcp-flags"],
                gives: "anomalous/rejected-despite-rules/likely", group: "web"),
        ]
    }
}
