import NetworkPrimitives
import Testing

struct IPProtocolTests {
    /// *Source: IANA, "Assigned Internet Protocol Numbers"; the words are the cloud's.*
    @Test func fourProtocolsHaveWordsAndTwoHavePorts() {
        let words: [UInt8: String] = [1: "icmp", 6: "tcp", 17: "udp", 58: "icmpv6"]
        for number in UInt8.min...UInt8.max {
            #expect(IPProtocol(number).description == words[number] ?? "\(number)")
            #expect(IPProtocol(number).hasPorts == [6, 17].contains(number))
        }
        #expect([IPProtocol.icmp, .tcp, .udp, .icmpv6].map(\.number) == [1, 6, 17, 58])
    }

    @Test func directionsAreEachOthersOpposite() {
        #expect(TrafficDirection.ingress.opposite == .egress)
        #expect(TrafficDirection.egress.opposite == .ingress)
        #expect(TrafficDirection.allCases.map(\.description) == ["ingress", "egress"])
    }
}
