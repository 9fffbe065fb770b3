import FlowEvaluation
import Foundation
import GzipInput
import NetworkPrimitives
import NetworkRules
import RuleMatching
import TestSupport
import Testing

/// Sums by interface, far side and service, against sums made from verdict records.
@Suite struct FlowAggregatesTests {
    private static func evaluate(
        _ lines: [String], isSummed: Bool = true, threads: Int = 1, capacity: Int? = nil
    ) throws -> EvaluationResult {
        let everyone = CIDRBlock.everything(.ipv4)
        let ruleSet = RuleSet(
            securityGroups: [
                SecurityGroup(
                    id: "sg-1",
                    ingress: [
                        SecurityGroupRule(traffic: .ports(.tcp, PortRange(443, 444)), peer: .cidr(everyone)),
                        SecurityGroupRule(
                            traffic: .ports(.tcp, PortRange(443, 444)), peer: .cidr(.everything(.ipv6))),
                    ],
                    egress: [SecurityGroupRule(traffic: .all, peer: .cidr(everyone))])
            ],
            interfaces: [
                NetworkInterface(
                    id: "eni-1",
                    addresses: [
                        .ipv4(IPv4Address(0x0a00_0001)), .ipv6(IPv6Address(0x2001_0db8 << 96 | 0xf0001)),
                    ], groupIDs: ["sg-1"])
            ])
        let folder = FileManager.default.temporaryDirectory.appending(path: "aggregates-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        // Several files, so that there is something to share out.
        let parts = 4
        let inputs = try (0..<parts).map { part in
            let url = folder.appending(path: "\(part).log")
            let own = lines.enumerated().filter { $0.offset % parts == part }.map(\.element)
            try (own.joined(separator: "\n") + "\n").write(to: url, atomically: false, encoding: .utf8)
            return InputSource.file(path: url.path)
        }
        var plan = EvaluationPipeline.Plan(inputs: inputs, threads: threads)
        plan.sumsAllowedFlows = isSummed
        if let capacity { plan.flowCapacity = capacity }
        return EvaluationPipeline(try RuleSetCompiler.compile(ruleSet), plan).run()
    }

    private static let lines = [
        // Inbound, by the rule, from two ports of one client.
        "2 1 eni-1 192.0.2.1 10.0.0.1 50000 443 6 1 100 1000 1010 ACCEPT OK",
        "2 1 eni-1 192.0.2.1 10.0.0.1 50001 443 6 2 200 1020 1030 ACCEPT OK",
        // Their replies.
        "2 1 eni-1 10.0.0.1 192.0.2.1 443 50000 6 4 400 1000 1010 ACCEPT OK",
        // Outbound, to another.
        "2 1 eni-1 10.0.0.1 198.51.100.1 40000 8443 6 8 800 1040 1050 ACCEPT OK",
        // Refused, and accepted against the rules.
        "2 1 eni-1 192.0.2.1 10.0.0.1 50000 22 6 16 1600 1000 1010 REJECT OK",
        "2 1 eni-1 192.0.2.1 10.0.0.1 50000 23 6 32 3200 1000 1010 ACCEPT OK",
        "2 1 eni-1 - - - - - - - 1000 1010 - NODATA",
        "2 1 eni-9 192.0.2.1 10.0.0.1 50000 443 6 64 6400 1000 1010 ACCEPT OK",
    ]

    @Test(arguments: [1, 3])
    func recordsAreSummedByTheSideThatServes(threads: Int) throws {
        let flows = try Self.evaluate(Self.lines, threads: threads).aggregates.sorted
        #expect(flows.map(\.key.remote.description) == ["192.0.2.1", "192.0.2.1", "198.51.100.1"])
        #expect(flows.map(\.key.direction) == [.ingress, .egress, .egress])
        #expect(flows.map(\.key.openingDirection) == [.ingress, .ingress, .egress])
        #expect(flows.map(\.key.port) == [443, 443, 8443])
        #expect(flows.map(\.sums.packets) == [3, 4, 8])
        #expect(flows.map(\.sums.records) == [2, 1, 1])
        #expect(flows[0].seen == TimeSpan(first: 1000, last: 1030))
    }

    @Test func nothingIsSummedUnlessItIsAskedFor() throws {
        #expect(try Self.evaluate(Self.lines, isSummed: false).aggregates.count == 0)
    }

    @Test(arguments: [0, 1, 2, 7, 99, 100, 101], [1, 3])
    func whatFindsNoRoomIsCountedTogether(capacity: Int, threads: Int) throws {
        let lines = (0..<300).map {
            "2 1 eni-1 192.0.2.\($0 % 100) 10.0.0.1 5\(1000 + $0) 443 6 1 40 1000 1010 ACCEPT OK"
        }
        let aggregates = try Self.evaluate(lines, threads: threads, capacity: capacity).aggregates
        #expect(aggregates.count == min(100, capacity))
        #expect(aggregates.isComplete == (capacity >= 100))
        let told = aggregates.sorted.reduce(0) { $0 + $1.sums.records }
        #expect(told + aggregates.others.records == 300)
    }

    @Test(arguments: 0..<5, [1, 3])
    func manyFlowsAreSummedAsADictionaryWould(seed: Int, threads: Int) throws {
        var generator = SeededGenerator(seed: UInt64(seed))
        var expected: [String: UInt64] = [:]
        let lines = (0..<20000).map { _ in
            let isIPv6 = generator.chance(20)
            let host = generator.number(0...255)
            let remote =
                isIPv6
                ? "2001:db8::\(generator.number(0...9)):\(host)"
                : generator.chance(50)
                    ? "192.0.2.\(host)" : "203.\(generator.number(0...20)).\(host).1"
            let local = isIPv6 ? "2001:db8::f:1" : "10.0.0.1"
            let port = generator.pick([443, 444, 22, 3306])
            let client = generator.number(50000...60000)
            let isReply = generator.chance(30)
            let packets = UInt64(generator.number(1...9))
            let isAllowed = port == 443 || port == 444
            if isAllowed {
                let address = IPAddress(remote)?.description ?? remote
                expected["\(address) \(port) \(isReply)", default: 0] += packets
            }
            let ends =
                isReply
                ? "\(local) \(remote) \(port) \(client)" : "\(remote) \(local) \(client) \(port)"
            return "2 1 eni-1 \(ends) 6 \(packets) 100 1000 1010 \(isAllowed ? "ACCEPT" : "REJECT") OK"
        }
        let aggregates = try Self.evaluate(lines, threads: threads).aggregates
        #expect(aggregates.isComplete)
        let flows = aggregates.sorted
        #expect(flows.count == expected.count)
        for flow in flows {
            let key = "\(flow.key.remote) \(flow.key.port) \(flow.key.direction == .egress)"
            #expect(expected[key] == flow.sums.packets, "\(key)")
        }
        #expect(flows.map(\.key) == flows.map(\.key).sorted(by: FlowAggregateKey.precedes))
    }
}
