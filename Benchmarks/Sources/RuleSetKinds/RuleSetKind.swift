import NetworkPrimitives

/// The three kinds of filter sets that ClassBench tells apart.
///
/// Source: Taylor and Turner, "ClassBench: A Packet Classification Benchmark" (IEEE/ACM Transactions on
/// Networking 15(3), 2007; report WUCSE-2004-28 of Washington University in St. Louis). From it are the
/// kinds, the five classes of port ranges (wildcard; ephemeral, 1024-65535; well-known, 0-1023;
/// arbitrary range; exact), the nesting of prefixes and the trace of keys. What the numbers are:
///
/// - `accessList` follows the parameter file of the access list that ClassBench publishes first (733
///   filters). Protocols: any 8.5 %, ICMP 3.1 %, TCP 87.3 %, UDP 1.1 %. Ports of TCP: wildcard 22 %,
///   arbitrary 13 %, exact 65 %; of UDP: arbitrary 12 %, exact 88 %. Exact ports are 73 in all, the
///   first of which has 19 % of the rules; arbitrary ranges are 34, mostly 10 to 100 ports wide.
///   Prefixes are long, most of them single hosts.
/// - `firewall` and `ipChain` keep what the publication says in words, in numbers of our own: firewalls
///   name few distinct prefixes, many short ones and wildcards among them, and use all five classes of
///   ports; IP chains stand between, with prefixes of every length.
///
/// ClassBench's filters have a source and a destination; a group or an ACL compares the remote side
/// alone, so that one address and the destination port are kept.
package enum RuleSetKind: String, CaseIterable, Sendable {
    case accessList = "access-list"
    case firewall
    case ipChain = "ip-chain"
}

/// The classes of port ranges that filter sets are described by.
enum PortClass: Sendable {
    case wildcard
    case ephemeral
    case wellKnown
    case arbitrary
    case exact
}

/// What the rules of a kind are drawn from.
struct RuleSetProfile: Sendable {
    /// Nil is every protocol.
    let protocols: WeightedChoice<UInt8?>
    let tcpPorts: WeightedChoice<PortClass>
    let udpPorts: WeightedChoice<PortClass>
    let prefixLengths: WeightedChoice<Int>
    /// In how many of a hundred rules a prefix comes back that an earlier rule has.
    let repeatedPrefixPercent: Int
    /// How many of a hundred new prefixes lie inside an earlier, shorter one.
    let nestedPrefixPercent: Int
    let denyPercent: Int
}

extension RuleSetKind {
    var profile: RuleSetProfile {
        switch self {
        case .accessList:
            RuleSetProfile(
                protocols: WeightedChoice([(nil, 85), (1, 31), (6, 873), (17, 11)]),
                tcpPorts: WeightedChoice([(.wildcard, 22), (.arbitrary, 13), (.exact, 65)]),
                udpPorts: WeightedChoice([(.arbitrary, 12), (.exact, 88)]),
                prefixLengths: WeightedChoice([
                    (32, 68), (31, 5), (30, 3), (27, 2), (24, 6), (23, 10), (16, 4), (8, 1), (0, 1),
                ]),
                repeatedPrefixPercent: 55, nestedPrefixPercent: 50, denyPercent: 10)
        case .firewall:
            RuleSetProfile(
                protocols: WeightedChoice([(nil, 12), (1, 8), (6, 55), (17, 22), (47, 1), (50, 2)]),
                tcpPorts: WeightedChoice([
                    (.wildcard, 20), (.ephemeral, 18), (.wellKnown, 4), (.arbitrary, 10), (.exact, 48),
                ]),
                udpPorts: WeightedChoice([
                    (.wildcard, 15), (.ephemeral, 15), (.wellKnown, 5), (.arbitrary, 15), (.exact, 50),
                ]),
                prefixLengths: WeightedChoice([
                    (0, 18), (8, 5), (14, 3), (16, 14), (20, 6), (24, 22), (28, 8), (32, 24),
                ]),
                repeatedPrefixPercent: 75, nestedPrefixPercent: 60, denyPercent: 30)
        case .ipChain:
            RuleSetProfile(
                protocols: WeightedChoice([(nil, 10), (1, 6), (6, 60), (17, 22), (89, 2)]),
                tcpPorts: WeightedChoice([
                    (.wildcard, 35), (.ephemeral, 8), (.wellKnown, 2), (.arbitrary, 8), (.exact, 47),
                ]),
                udpPorts: WeightedChoice([(.wildcard, 30), (.ephemeral, 8), (.arbitrary, 12), (.exact, 50)]),
                prefixLengths: WeightedChoice([
                    (0, 4), (8, 3), (12, 3), (16, 10), (19, 4), (21, 5), (22, 5), (23, 6), (24, 20), (26, 6),
                    (28, 7), (30, 5), (32, 22),
                ]),
                repeatedPrefixPercent: 60, nestedPrefixPercent: 60, denyPercent: 20)
        }
    }
}
