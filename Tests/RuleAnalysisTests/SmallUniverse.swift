import NetworkPrimitives
import NetworkRules
import TestSupport

/// Few packets, but one of every sort that the rules made here tell apart: what is proved of rules can be counted out.
enum SmallUniverse {
    struct Packet: Hashable {
        var address: IPAddress
        var ipProtocol: IPProtocol
        /// Port, or ICMP type and code as 256 * type + code.
        var detail: UInt16
    }

    static let network: UInt32 = 0x0a00_0000
    /// 16 addresses that rules may name, and two beside them.
    static let addresses = (0...17).map { IPAddress.ipv4(IPv4Address(network + UInt32($0))) }
    /// Those that interfaces may have: somebody is always elsewhere.
    static let interfaceAddresses = Array(addresses.dropLast())

    private static let ports: [UInt16] = [0, 21, 22, 23, 80, 443, 65535]
    /// What ranges of ports begin and end with.
    private static let bounds: [UInt16] = [0, 22, 23, 80, 443, 65535]
    private static let messages: [(type: UInt8, code: UInt8)] = [(0, 0), (8, 0), (8, 1), (3, 1)]

    static let packets: [Packet] = addresses.flatMap { address in
        ports.flatMap {
            [
                Packet(address: address, ipProtocol: .tcp, detail: $0),
                Packet(address: address, ipProtocol: .udp, detail: $0),
            ]
        }
            + messages.map {
                Packet(address: address, ipProtocol: .icmp, detail: UInt16($0.type) << 8 | UInt16($0.code))
            } + [Packet(address: address, ipProtocol: IPProtocol(47), detail: 0)]
    }

    /// What a rule says of a packet, straight from its words.
    static func matches(_ traffic: RuleTraffic, _ packet: Packet) -> Bool {
        switch traffic {
        case .all: return true
        case .ports(let ipProtocol, let ports):
            return packet.ipProtocol == ipProtocol && ports.first <= packet.detail
                && packet.detail <= ports.last
        case .icmp(let ipProtocol, .all), .other(let ipProtocol): return packet.ipProtocol == ipProtocol
        case .icmp(_, .nothing): return false
        case .icmp(let ipProtocol, .message(let type, let code)):
            return packet.ipProtocol == ipProtocol
                && type ?? UInt8(packet.detail >> 8) == UInt8(packet.detail >> 8)
                && code ?? UInt8(packet.detail & 255) == UInt8(packet.detail & 255)
        }
    }

    static func randomTraffic(_ generator: inout SeededGenerator) -> RuleTraffic {
        switch Int.random(in: 0..<10, using: &generator) {
        case 0: return .all
        case 1: return .icmp(.icmp, .all)
        case 2: return .icmp(.icmp, .message(type: Bool.random(using: &generator) ? 8 : nil, code: 0))
        case 3: return .icmp(.icmp, .message(type: 8, code: nil))
        case 4: return .other(IPProtocol(47))
        case 5: return .icmp(.icmp, .nothing)
        default:
            let ends = [generator.pick(bounds), generator.pick(bounds)]
                .sorted()
            return .ports(Bool.random(using: &generator) ? .tcp : .udp, PortRange(ends[0], ends[1]))
        }
    }

    static func randomBlock(_ generator: inout SeededGenerator) -> CIDRBlock {
        if Int.random(in: 0..<8, using: &generator) == 0 { return .everything(.ipv4) }
        let address = IPAddress.ipv4(IPv4Address(network + UInt32.random(in: 0..<16, using: &generator)))
        return CIDRBlock(containing: address, prefixLength: Int.random(in: 28...32, using: &generator))
    }
}
