import FlowLogs
import NetworkPrimitives
import NetworkRules
import RuleMatching
import TestSupport
import Testing

@testable import FlowEvaluation

/// Groups of anomalous records against a dictionary, and what becomes of too many.
struct AnomalousFlowsTests {
    private static let anomalies: [Verdict] = (0..<Verdict.codeCount).compactMap(Verdict.init(code:)).filter {
        $0.verdictClass == .anomalous
    }

    private static func content(_ flows: AnomalousFlows) -> [Verdict: [AnomalousFlowKey: AnomalousFlow]] {
        var content: [Verdict: [AnomalousFlowKey: AnomalousFlow]] = [:]
        for verdict in anomalies where flows.count(verdict) > 0 {
            content[verdict] = Dictionary(
                uniqueKeysWithValues: flows.heaviest(verdict, .max).map { ($0.key, $0.flow) })
        }
        return content
    }

    /// The group of a record: all of it, but the port that is ephemeral (32768 and up) where the other is not.
    private func key(
        _ record: ReferenceRecord, _ verdict: ReferenceVerdict, _ ruleSet: RuleSet
    ) throws -> AnomalousFlowKey {
        let interface = try #require(ruleSet.interfaces.firstIndex { $0.id == record.interfaceID })
        var key = AnomalousFlowKey(
            interface: UInt32(interface), direction: try #require(verdict.direction), source: verdict.source,
            destination: verdict.destination, ipProtocol: try #require(record.ipProtocol))
        guard key.ipProtocol == 6 || key.ipProtocol == 17 else { return key }
        let (source, destination) = (
            try #require(record.sourcePort), try #require(record.destinationPort)
        )
        if !(source >= 32768 && destination < 32768) { key.sourcePort = source }
        if !(destination >= 32768 && source < 32768) { key.destinationPort = destination }
        return key
    }

    @Test(arguments: 71...80)
    func belowCapacityGroupsAreExact(seed: UInt64) throws {
        let log = try RandomLog(seed: seed, records: 1500)
        var expected: [String: [AnomalousFlowKey: AnomalousFlow]] = [:]
        let evaluator = ReferenceEvaluator(log.ruleSet)
        for (index, record) in log.records.enumerated() {
            let verdict = evaluator.verdict(record)
            guard verdict.classification == "anomalous" else { continue }
            let key = try key(record, verdict, log.ruleSet)
            var flow =
                expected[verdict.name]?[key]
                ?? AnomalousFlow(firstInput: 3, firstLine: UInt64(index) + 1)
            flow.sums += FlowSums(records: 1, packets: record.packets ?? 0, bytes: record.bytes ?? 0)
            for time in [record.start, record.end].compactMap(\.self) { flow.seen.include(time) }
            expected[verdict.name, default: [:]][key] = flow
        }
        var evaluation = BlockEvaluation(log.compiled, format: log.format)
        var flows = AnomalousFlows()
        evaluation.forEachBatch(of: log.block(0..<1500)) { batch, verdicts, _ in
            flows.add(batch, verdicts, input: 3)
        }
        let found = Dictionary(
            uniqueKeysWithValues: Self.content(flows).map { verdict, groups in
                (
                    [verdict.verdictClass.name, verdict.reason.name, verdict.certainty?.name]
                        .compactMap(\.self).joined(separator: "/"), groups
                )
            })
        let isExact = found == expected
        #expect(isExact, "seed \(seed)")
        #expect(flows.groupCount == expected.values.reduce(0) { $0 + $1.count })
        for verdict in Self.anomalies { #expect(!flows.isApproximate(verdict)) }
    }

    @Test(arguments: 81...88)
    func mergingInOrderIsAddingInOrder(seed: UInt64) throws {
        var generator = SeededGenerator(seed: seed)
        let log = try RandomLog(seed: seed, records: 1200)
        var evaluation = BlockEvaluation(log.compiled, format: log.format)
        var (whole, merged) = (AnomalousFlows(), AnomalousFlows())
        for (input, run) in log.randomRuns(9, using: &generator).enumerated() {
            var part = AnomalousFlows()
            evaluation.forEachBatch(of: log.block(run)) { batch, verdicts, _ in
                whole.add(batch, verdicts, input: input)
                part.add(batch, verdicts, input: input)
            }
            merged.merge(part)
        }
        #expect(whole.groupCount > 0)
        let isSame = Self.content(merged) == Self.content(whole)
        #expect(isSame, "seed \(seed)")
    }

    /// An interface whose group permits nothing, so that all that it accepts is anomalous.
    private func accepted(_ sources: [UInt32], bytes: Int = 40) throws -> AnomalousFlows {
        let compiled = try RuleSetCompiler.compile(
            RuleSet(
                securityGroups: [SecurityGroup(id: "sg-1")],
                interfaces: [
                    NetworkInterface(
                        id: "eni-1", addresses: [.ipv4(IPv4Address(0x0a00_0001))], groupIDs: ["sg-1"])
                ]))
        let lines = sources.map {
            "2 1 eni-1 \(IPv4Address($0)) 10.0.0.1 40000 443 6 1 \(bytes) 100 200 ACCEPT OK\n"
        }
        var evaluation = BlockEvaluation(compiled, format: .version2)
        var flows = AnomalousFlows()
        evaluation.forEachBatch(of: LineBlock(text: Array(lines.joined().utf8))) { batch, verdicts, _ in
            flows.add(batch, verdicts, input: 0)
        }
        return flows
    }

    private let verdict = Verdict(.anomalous, .acceptedWithoutSGRule, .certain)

    @Test func capacityIsTheLastNumberOfGroupsThatIsExact() throws {
        let sources = (0..<UInt32(AnomalousFlows.capacity)).map { 0xc000_0000 + $0 }
        let full = try accepted(sources)
        #expect(full.count(verdict) == AnomalousFlows.capacity)
        #expect(!full.isApproximate(verdict))
        let overfull = try accepted(sources + [1])
        #expect(overfull.count(verdict) == AnomalousFlows.capacity / 2)
        #expect(overfull.isApproximate(verdict))
    }

    @Test func heaviestGroupsOutliveTooManyLightOnes() throws {
        let light = (0..<UInt32(20_000)).map { 0xc000_0000 + $0 }
        let heavy: [UInt32] = [0x0101_0101, 0x0202_0202, 0x0303_0303]
        var sources = heavy.enumerated().flatMap { Array(repeating: $1, count: 30 - 10 * $0) }
        sources += light
        sources += heavy
        var flows = try accepted(sources)
        #expect(flows.isApproximate(verdict))
        #expect(flows.count(verdict) <= AnomalousFlows.capacity)
        let counts: [UInt64] = [31, 21, 11]
        func check() {
            let heaviest = flows.heaviest(verdict, 3)
            #expect(heaviest.map(\.key.source) == heavy.map { .ipv4(IPv4Address($0)) })
            #expect(heaviest.map(\.flow.firstLine) == [1, 31, 51])
        }
        check()
        #expect(flows.heaviest(verdict, 3).map(\.flow.sums.records) == counts)
        flows.merge(try accepted(light.map { $0 + 50_000 } + heavy))
        check()
        #expect(flows.heaviest(verdict, 3).map(\.flow.sums.records) == counts.map { $0 + 1 })
        #expect(flows.isApproximate(verdict))
        #expect(flows.count(verdict) <= AnomalousFlows.capacity)
    }

    @Test func mergingWithAnApproximateOneIsApproximate() throws {
        let many = try accepted((0...UInt32(AnomalousFlows.capacity)).map { 0xc000_0000 + $0 })
        var flows = try accepted([1])
        flows.merge(many)
        #expect(flows.isApproximate(verdict))
        #expect(flows.count(verdict) == AnomalousFlows.capacity / 2 + 1)
    }

    @Test func weightIsRecordsThenBytesThenTheLowerKey() throws {
        var flows = try accepted([5, 5, 9, 3])
        flows.merge(try accepted([7], bytes: 41))
        let order = flows.heaviest(verdict, 10).map(\.key.source)
        #expect(order == [5, 7, 3, 9].map { .ipv4(IPv4Address($0)) })
        #expect(flows.heaviest(verdict, 2).count == 2)
        #expect(flows.heaviest(Verdict(.anomalous, .acceptedAgainstBoth, .certain), 2).isEmpty)
    }
}
