import NetworkPrimitives
import NetworkRules
import RuleAnalysis
import TestSupport
import Testing

@Suite struct ServiceSetTests {
    @Test(arguments: 0..<100)
    func aRulesServicesAreThePacketsThatItIsAbout(seed: Int) {
        var generator = SeededGenerator(seed: UInt64(seed))
        let traffic = SmallUniverse.randomTraffic(&generator)
        let services = ServiceSet(traffic)
        for packet in SmallUniverse.packets.prefix(40) {
            #expect(
                services.contains(packet.ipProtocol, port: packet.detail)
                    == SmallUniverse.matches(traffic, packet), "\(traffic) \(packet)")
        }
    }

    @Test func servicesReadAsEngineersWriteThem() {
        #expect(ServiceSet.everything.description == "all traffic")
        #expect(ServiceSet().description == "nothing")
        #expect(ServiceSet(.ports(.tcp, PortRange(443, 443))).description == "tcp 443")
        #expect(ServiceSet(.ports(.udp, PortRange(1024, 65535))).description == "udp 1024-65535")
        #expect(ServiceSet(.ports(.tcp, .all)).description == "all tcp")
        #expect(ServiceSet(.icmp(.icmp, .message(type: 8, code: nil))).description == "icmp type 8")
        #expect(
            ServiceSet(.icmp(.icmpv6, .message(type: 128, code: 0))).description == "icmpv6 type 128 code 0")
        #expect(ServiceSet(.other(IPProtocol(47))).description == "protocol 47")
        #expect(ServiceSet.port(22).description == "tcp 22, udp 22")
        #expect(
            ServiceSet.everything.subtracting(ServiceSet(.ports(.tcp, PortRange(0, 1023)))).description
                == "all traffic except tcp 0-1023")
    }

    @Test func partsHoldTheSetAndNoMore() {
        for traffic: RuleTraffic in [
            .all, .ports(.tcp, PortRange(5, 9)), .icmp(.icmp, .message(type: nil, code: 3)),
        ] {
            let services = ServiceSet(traffic)
            let joined = services.parts.reduce(ServiceSet()) { joined, part in
                part.protocols.reduce(joined) { $0.union(ServiceSet(IPProtocol($1), part.details)) }
            }
            #expect(joined == services)
        }
    }
}

/// The algebra against the packets themselves.
@Suite struct TrafficSpaceTests {
    private static func randomBox(_ generator: inout SeededGenerator) -> (
        TrafficBox, Set<SmallUniverse.Packet>
    ) {
        let traffic = SmallUniverse.randomTraffic(&generator)
        let block = SmallUniverse.randomBlock(&generator)
        let packets = SmallUniverse.packets.filter {
            block.contains($0.address) && SmallUniverse.matches(traffic, $0)
        }
        return (TrafficBox(AddressSet(block), ServiceSet(traffic)), Set(packets))
    }

    private static func packets(_ space: TrafficSpace) -> Set<SmallUniverse.Packet> {
        Set(
            SmallUniverse.packets.filter { packet in
                space.boxes.contains {
                    $0.addresses.contains(packet.address)
                        && $0.services.contains(packet.ipProtocol, port: packet.detail)
                }
            })
    }

    @Test(arguments: 0..<150)
    func operationsAreThoseOfSetsOfPackets(seed: Int) {
        var generator = SeededGenerator(seed: UInt64(seed))
        var space = TrafficSpace()
        var expected: Set<SmallUniverse.Packet> = []
        for _ in 0..<12 {
            let (box, packets) = Self.randomBox(&generator)
            switch Int.random(in: 0..<4, using: &generator) {
            case 0:
                let removed = space.subtract(box)
                #expect(removed || expected.isDisjoint(with: packets))
                expected.subtract(packets)
            case 1 where !expected.isEmpty:
                space = space.intersection(box)
                expected.formIntersection(packets)
            default:
                space.formUnion(box)
                expected.formUnion(packets)
            }
            #expect(Self.packets(space) == expected)
            #expect(Self.packets(space.joined()) == expected)
            #expect(space.joined().boxes.count <= space.boxes.count)
            for (number, box) in space.boxes.enumerated() {
                #expect(!box.isEmpty)
                #expect(space.boxes.dropFirst(number + 1).allSatisfy { $0.isDisjoint(with: box) })
            }
        }
        var rest = TrafficSpace.everything
        rest.subtract(space)
        #expect(Self.packets(rest) == Set(SmallUniverse.packets).subtracting(expected))
        rest.formUnion(space)
        var gap = TrafficSpace.everything
        gap.subtract(rest)
        #expect(gap.isEmpty)
    }

    @Test func addressesOfServicesAreThoseOfAnyPacket() throws {
        let ssh = ServiceSet(.tcp, PortRange(22, 22))
        let block = AddressSet(try CIDRBlock("10.0.0.0/8"))
        let other = AddressSet(try CIDRBlock("192.0.2.0/24"))
        var space = TrafficSpace(TrafficBox(block, ssh))
        space.formUnion(TrafficBox(other, .everything))
        #expect(space.addresses(of: ssh) == block.union(other))
        #expect(space.addresses(of: ServiceSet(.udp, .all)) == other)
        #expect(space.services == .everything)
    }
}
