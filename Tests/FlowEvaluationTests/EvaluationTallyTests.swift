import FlowLogs
import NetworkRules
import RuleMatching
import TestSupport
import Testing

@testable import FlowEvaluation

/// Tallies as a monoid: split anywhere, merged in any order.
struct EvaluationTallyTests {
    private func content(_ log: RandomLog, _ runs: [Range<Int>]) -> TallyContent {
        var worker = TallyingWorker(FlowEvaluator(log.compiled), format: log.format)
        for run in runs { worker.add(log.block(run)) }
        return TallyContent(worker.finish(), log.compiled)
    }

    @Test(arguments: 1...12)
    func anySplitMergesToTheUnsplitTallyInAnyOrder(seed: UInt64) throws {
        var generator = SeededGenerator(seed: seed)
        let log = try RandomLog(seed: seed, seed % 4 == 0 ? .medium : .small, records: 600)
        let whole = content(log, [0..<log.records.count])
        #expect(whole.sumsOfVerdict.values.reduce(0) { $0 + $1.records } == UInt64(log.records.count))
        for _ in 0..<5 {
            let runs = log.randomRuns(generator.number(1...12), using: &generator)
            var workers = (0..<generator.number(1...5)).map { _ in
                TallyingWorker(FlowEvaluator(log.compiled), format: log.format)
            }
            for run in runs { workers[generator.number(0...workers.count - 1)].add(log.block(run)) }
            var tallies: [EvaluationTally] = []
            for index in workers.indices { tallies.append(workers[index].finish()) }
            // Any two of them first, until one is left.
            while tallies.count > 1 {
                var merged = tallies.remove(at: generator.number(0...tallies.count - 1))
                merged.merge(tallies.remove(at: generator.number(0...tallies.count - 1)))
                tallies.append(merged)
            }
            let differences = TallyContent(tallies[0], log.compiled).differences(from: whole)
            #expect(differences.isEmpty, "\(differences.first ?? ""), seed \(seed)")
        }
    }

    @Test func emptyTallyChangesNothingOnEitherSide() throws {
        let log = try RandomLog(seed: 5, records: 300)
        var worker = TallyingWorker(FlowEvaluator(log.compiled), format: log.format)
        worker.add(log.block(0..<300))
        let whole = worker.finish()
        var left = EvaluationTally(log.compiled)
        left.merge(whole)
        var right = whole
        right.merge(EvaluationTally(log.compiled))
        #expect(TallyContent(left, log.compiled) == TallyContent(whole, log.compiled))
        #expect(TallyContent(right, log.compiled) == TallyContent(whole, log.compiled))
    }

    /// Verdicts and everything that is not about rules, added up from the naive verdicts.
    @Test(arguments: 21...26)
    func sumsAreThoseOfTheNaiveVerdicts(seed: UInt64) throws {
        let log = try RandomLog(seed: seed, records: 800)
        let found = content(log, [0..<800])
        let evaluator = ReferenceEvaluator(log.ruleSet)
        var records: [String: UInt64] = [:]
        var reasons: [String: FlowSums] = [:]
        var ofInterface: [Int: FlowSums] = [:]
        var span = TimeSpan()
        for record in log.records {
            let verdict = evaluator.verdict(record)
            let (packets, bytes) = (record.packets ?? 0, record.bytes ?? 0)
            if verdict.classification == "vpc-blocked" {
                reasons[verdict.reason, default: FlowSums()].add(packets: packets, bytes: bytes)
                records["vpc-blocked/reject-reason", default: 0] += 1
            } else {
                records[verdict.name, default: 0] += 1
            }
            if let number = log.ruleSet.interfaces.firstIndex(where: { $0.id == record.interfaceID }) {
                ofInterface[number, default: FlowSums()].add(packets: packets, bytes: bytes)
            }
            for time in [record.start, record.end].compactMap(\.self) { span.include(time) }
        }
        let foundRecords = Dictionary(
            uniqueKeysWithValues: found.sumsOfVerdict.map { verdict, sums in
                let words = [verdict.verdictClass.name, verdict.reason.name, verdict.certainty?.name]
                return (words.compactMap(\.self).joined(separator: "/"), sums.records)
            })
        #expect(foundRecords == records, "seed \(seed)")
        #expect(found.statedReasons == reasons, "seed \(seed)")
        #expect(found.span == span, "seed \(seed)")
        let foundOfInterface = found.sumsOfInterface.mapValues { sums in
            sums.reduce(into: FlowSums()) { $0 += $1 }
        }
        #expect(foundOfInterface == ofInterface, "seed \(seed)")
    }

    /// Batches that no sum can overflow with, then some that could, then such that do.
    @Test(arguments: [0, 1 << 40, 1 << 47, 1 << 52, 1 << 63, UInt64.max])
    func sumsStayAtTheirLimit(bytes: UInt64) throws {
        let fields = [
            "interface-id", "srcaddr", "dstaddr", "srcport", "dstport", "protocol", "packets", "bytes",
            "start",
            "end", "action",
        ]
        let ruleSet = RuleSet(interfaces: [
            NetworkInterface(id: "eni-1", addresses: [.ipv4(.init(0x0a00_0001))])
        ])
        let compiled = try RuleSetCompiler.compile(ruleSet)
        var worker = TallyingWorker(FlowEvaluator(compiled), format: RecordFormat(names: fields))
        var expected = FlowSums()
        var span = TimeSpan()
        for block in 0..<5 {
            var text = ""
            for line in 0..<2500 {
                let (start, end) = (line % 7 == 3 ? 9000 : UInt64(2000 - line / 2), UInt64(5000 + block))
                text += "eni-1 192.0.2.1 10.0.0.1 40000 443 6 \(line) \(bytes) \(start) \(end) ACCEPT\n"
                expected.add(packets: UInt64(line), bytes: bytes)
                span.include(start)
                span.include(end)
            }
            worker.add(LineBlock(text: Array(text.utf8)))
        }
        let tally = worker.finish()
        #expect(tally.verdicts.map(\.sums) == [expected])
        #expect(tally.interfaces.sums(ofInterface: 0)?.reduce(into: FlowSums()) { $0 += $1 } == expected)
        #expect(tally.span == span)
    }

    /// A log can state any reason; those that are told apart must not depend on who met them first.
    @Test func tooManyStatedReasonsAreBoundedTheSameForAnySplit() throws {
        let fields = ["interface-id", "srcaddr", "dstaddr", "srcport", "dstport", "protocol", "action"]
        let ruleSet = RuleSet(interfaces: [
            NetworkInterface(id: "eni-1", addresses: [.ipv4(.init(0x0a00_0001))])
        ])
        let compiled = try RuleSetCompiler.compile(ruleSet)
        var generator = SeededGenerator(seed: 4)
        let lines = (0..<2600).map { number in
            "eni-1 192.0.2.1 10.0.0.1 40000 443 6 REJECT reason-\((number * 7) % 1300)\n"
        }.shuffled(using: &generator)
        func content(_ parts: [ArraySlice<String>]) -> TallyContent {
            var merged = EvaluationTally(compiled)
            for part in parts {
                var worker = TallyingWorker(
                    FlowEvaluator(compiled), format: RecordFormat(names: fields + ["reject-reason"]))
                worker.add(LineBlock(text: Array(part.joined().utf8)))
                merged.merge(worker.finish())
            }
            return TallyContent(merged, compiled)
        }
        let whole = content([lines[...]])
        #expect(whole.statedReasons.count == 1000)
        #expect(whole.statedReasons.values.reduce(0) { $0 + $1.records } == 2600)
        let others = try #require(whole.statedReasons[EvaluationTally.otherStatedReasons])
        #expect(others.records == 2 * 301)
        for cut in [1, 900, 1300, 2000] {
            for parts in [[lines[..<cut], lines[cut...]], [lines[cut...], lines[..<cut]]] {
                let isSame = content(parts).statedReasons == whole.statedReasons
                #expect(isSame, "cut at \(cut)")
            }
        }
    }
}

extension ReferenceVerdict {
    /// Class, reason and certainty.
    var name: String { [classification, reason, certainty].compactMap(\.self).joined(separator: "/") }
}
