import FlowEvaluation
import GzipInput
import NetworkPrimitives
import RuleMatching
import Synchronization
import TestSupport
import Testing

/// Records as they are handed to other programs, one by one.
@Suite struct JudgedRecordTests {
    @Test(arguments: 1...8)
    func everyRecordIsHandedOverWithWhatItSays(seed: Int) throws {
        var generator = SeededGenerator(seed: UInt64(seed))
        let ruleSet = RandomRuleSet.make(.small, using: &generator)
        let fields = RandomFormat.fields(using: &generator)
        let records = RandomRecords(meeting: ruleSet, fields: fields).records(2500, using: &generator)
        let lines = [ReferenceRecord.header(fields: fields)] + records.map { $0.line(fields: fields) }
        let file = try LogTextFile(lines.joined(separator: "\n"))
        let handedOver = Mutex<[JudgedRecord]>([])
        let plan = EvaluationPipeline.Plan(inputs: [.file(path: file.path)], threads: 2)
        let result = EvaluationPipeline(try RuleSetCompiler.compile(ruleSet), plan).run { record in
            handedOver.withLock { $0.append(record) }
        }
        let found = handedOver.withLock { $0 }
        #expect(result.lines.records == UInt64(records.count))
        try #require(found.count == records.count)
        let reference = ReferenceEvaluator(ruleSet)
        for (place, (record, source)) in zip(found, records).enumerated() {
            let naive = reference.verdict(source)
            #expect(record.line == UInt64(place + 2))
            #expect(record.verdict.verdictClass.name == naive.classification)
            #expect((record.namedReason ?? record.verdict.reason.name) == naive.reason)
            #expect(record.verdict.certainty?.name == naive.certainty)
            #expect(says(record, source.restricted(to: fields)), "\(lines[place + 1])")
            guard record.verdict.verdictClass != .notEvaluated else { continue }
            #expect(record.source == naive.source)
            #expect(record.destination == naive.destination)
            #expect(record.direction == naive.direction)
        }
    }

    /// Whether the values are those of the line.
    private func says(_ record: JudgedRecord, _ source: ReferenceRecord) -> Bool {
        record.interfaceID == source.interfaceID && record.sourcePort == source.sourcePort
            && record.destinationPort == source.destinationPort
            && record.ipProtocol?.number == source.ipProtocol && record.packets == source.packets
            && record.bytes == source.bytes && record.start == source.start && record.end == source.end
            && (record.action == .accept) == (source.action == .accept)
            && (record.action == nil) == (source.action == nil)
    }
}

extension JudgedRecord {
    /// The reason that the record states, where that is its verdict's.
    fileprivate var namedReason: String? {
        verdict.reason == .statedReason ? statedReason : nil
    }
}
