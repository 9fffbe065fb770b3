import GzipInput
import NetworkPrimitives
import NetworkRules
import RuleMatching
import TestSupport
import Testing

@testable import FlowEvaluation

/// Counts over time, against counts made line by line.
@Suite struct VerdictTimelineTests {
    private static func timeline(_ starts: [UInt64], threads: Int) throws -> VerdictTimeline {
        let ruleSet = RuleSet(
            securityGroups: [SecurityGroup(id: "sg-1")],
            interfaces: [
                NetworkInterface(
                    id: "eni-1", addresses: [try #require(IPAddress("10.0.0.1"))], groupIDs: ["sg-1"])
            ])
        let folder = try InputFolder()
        let inputs = try (0..<4).map { part in
            let lines = starts.enumerated().filter { $0.offset % 4 == part }.map { number, start in
                // Every third is refused.
                "2 1 eni-1 192.0.2.1 10.0.0.1 50000 22 6 1 60 \(start) \(start) \(number % 3 == 0 ? "REJECT" : "ACCEPT") OK\n"
            }
            return try folder.write("\(part).log", lines.joined())
        }
        var plan = EvaluationPipeline.Plan(inputs: inputs, threads: threads)
        plan.countsOverTime = true
        return EvaluationPipeline(try RuleSetCompiler.compile(ruleSet), plan).run().timeline
    }

    @Test(arguments: 0..<6, [1, 3])
    func countsAreThoseOfTheLines(seed: Int, threads: Int) throws {
        var generator = SeededGenerator(seed: UInt64(seed))
        // From minutes to decades, so that intervals have to grow.
        let span = UInt64(60) << UInt64(seed * 5)
        let starts = (0..<4000).map { _ in 1_700_000_000 + UInt64.random(in: 0..<span, using: &generator) }
        for limit in [1, 7, 120] {
            let (seconds, counts) = try Self.timeline(starts, threads: threads).intervals(atMost: limit)
            #expect(counts.count <= limit)
            #expect(counts.count == 1 || counts.count * 2 > limit || seconds == 60)
            for (start, found) in counts {
                let own = starts.enumerated().filter { $0.element / seconds == start / seconds }
                let refused = UInt64(own.count { $0.offset % 3 == 0 })
                #expect(found[Int(VerdictClass.sgBlocked.rawValue)] == refused)
                #expect(found[Int(VerdictClass.anomalous.rawValue)] == UInt64(own.count) - refused)
            }
            #expect(counts.map { $0.counts.reduce(0, +) }.reduce(0, +) == 4000)
        }
    }

    @Test func theEndsOfTimeAreTimesToo() throws {
        let (_, counts) = try Self.timeline([0, 1, 253_402_300_799, 253_402_300_798], threads: 1).intervals(
            atMost: 10)
        #expect(counts.count <= 10)
        #expect(counts.map { $0.counts.reduce(0, +) }.reduce(0, +) == 4)
        #expect(try Self.timeline([], threads: 1).intervals(atMost: 10).counts.isEmpty)
    }
}
