import NetworkPrimitives
import NetworkRules

/// A rule that fills a group up to the size asked for.
///
/// Fillers are about partners' addresses (100.64.0.0/10) and ports 20000-26999 alone. Traffic of
/// the other recipes has neither, so fillers never change what it was made to be: their ports are
/// below every client port (32768 and up), and no service listens on them. That also holds for the
/// reading as return traffic, which compares a record's source port.
struct FillerRule {
    var ipProtocol: IPProtocol
    var ports: PortRange
    var block: CIDRBlock

    static let ports = 20_000...26_999

    init(_ random: inout RandomStream) {
        ipProtocol = random.oneIn(4) ? .udp : .tcp
        let first = random.within(Self.ports)
        let last = min(first + [0, 0, 0, 1, 9, 99][random.below(6)], Self.ports.upperBound)
        ports = PortRange(UInt16(first), UInt16(last))
        block = AddressPlan.partners.randomPart(
            length: random.element([16, 20, 22, 24, 24, 24, 26, 28, 32, 32]), &random)
    }

    var rule: SecurityGroupRule {
        SecurityGroupRule(traffic: .ports(ipProtocol, ports), peer: .cidr(block), description: "partner")
    }
}
