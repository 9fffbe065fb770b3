import FlowLogs
import Foundation
import GzipInput
import NetworkRules
import RuleMatching
import TestSupport
import Testing

@testable import FlowEvaluation

/// Small archives that are cut and altered in every place.
struct PipelineFaultTests {
    private let folder: InputFolder
    private let log: RandomLog
    /// The text of each member: a header and some records.
    private let parts: [[UInt8]]
    /// What a `LineEncoder` writes of the whole text.
    private let trueLines: [String]

    init() throws {
        folder = try InputFolder()
        let log = try RandomLog(seed: 61, records: 12, fields: ReferenceRecord.defaultFields)
        self.log = log
        parts = [0..<7, 7..<12].map { range in
            let lines = [log.header] + log.records[range].map { $0.line(fields: log.fields) }
            return Array((lines.joined(separator: "\n") + "\n").utf8)
        }
        let evaluator = ReferenceEvaluator(log.ruleSet)
        trueLines = log.records.enumerated().map { index, record in
            "log:\(index + (index < 7 ? 2 : 3)):\(evaluator.verdict(record).classification)"
        }
    }

    private var text: [UInt8] { parts.flatMap { $0 } }

    private func archive(_ blocks: GzipWriter.BlockKind) -> [UInt8] {
        parts.flatMap { GzipWriter.member($0, blocks: blocks) }
    }

    /// Evaluates bytes as an input; what holds of every input is checked here.
    private func evaluate(_ bytes: [UInt8], _ place: String) throws -> (EvaluationResult, lines: [String]) {
        let output = KeptOutput()
        var plan = EvaluationPipeline.Plan(inputs: [try folder.write("log", bytes)], threads: 1)
        plan.format = .version2
        let result = EvaluationPipeline(log.compiled, plan).run(output: output) { LineEncoder() }
        let lines = output.lines
        let tallied = result.tally.verdicts.reduce(0) { $0 + $1.sums.records }
        let doesAddUp =
            result.lines.records == UInt64(lines.count) && tallied == result.lines.records
            && result.malformed.values.reduce(0) { $0 + $1.lines.count } == result.lines.malformed
            && result.failures.allSatisfy { $0.input == 0 && !$0.failure.message.isEmpty }
            && result.failures.count <= 1
        #expect(doesAddUp, "\(place): \(result.lines), \(lines.count) records, \(result.failures)")
        return (result, lines)
    }

    @Test func wholeArchiveGivesEveryRecord() throws {
        for blocks in GzipWriter.BlockKind.allCases {
            let (result, lines) = try evaluate(archive(blocks), "\(blocks)")
            #expect(lines == trueLines)
            #expect(result.failures.isEmpty)
            #expect(result.lines.headers == 2)
            #expect(result.lines.lines == 14)
        }
    }

    @Test(arguments: [GzipWriter.BlockKind.stored, .dynamic])
    func cutAtAnyByteGivesThePrefixOfTheRecordsAndSaysSo(blocks: GzipWriter.BlockKind) throws {
        let archive = archive(blocks)
        let firstMember = GzipWriter.member(parts[0], blocks: blocks).count
        for length in archive.indices {
            let (result, lines) = try evaluate(Array(archive.prefix(length)), "cut at \(length)")
            let isWhole = length == 0 || length == firstMember
            #expect(result.failures.isEmpty == isWhole, "cut at \(length): \(result.failures)")
            #expect(lines == Array(trueLines.prefix(lines.count)), "cut at \(length)")
            // Lines that are in the part that was read: those that end there, and the one that is cut.
            let read = text.prefix(Int(result.decompressedBytes))
            let ended = read.count { $0 == UInt8(ascii: "\n") }
            let cutOff = read.last.map { $0 == UInt8(ascii: "\n") ? 0 : 1 } ?? 0
            #expect(result.lines.lines == UInt64(ended + cutOff), "cut at \(length)")
            #expect(result.lines.malformed == UInt64(cutOff), "cut at \(length)")
        }
    }

    @Test func plainTextCutAtAnyByteGivesThePrefixOfTheRecords() throws {
        for length in text.indices {
            let (result, lines) = try evaluate(Array(text.prefix(length)), "cut at \(length)")
            #expect(result.failures.isEmpty, "cut at \(length): \(result.failures)")
            // Nobody can tell that a last line is short of a digit, so the last one may differ.
            let certain = lines.dropLast()
            #expect(Array(certain) == Array(trueLines.prefix(certain.count)), "cut at \(length)")
            #expect(result.lines.lines == UInt64(text.prefix(length).split(separator: 10).count))
        }
    }

    @Test(arguments: [GzipWriter.BlockKind.stored, .fixed, .dynamic])
    func everyAlteredByteIsToldUnlessTheTextIsWhole(blocks: GzipWriter.BlockKind) throws {
        let archive = archive(blocks)
        for index in archive.indices {
            var altered = archive
            altered[index] ^= 0xff
            try expectToldOrWhole(altered, "byte \(index)")
        }
    }

    @Test func everyAlteredBitIsToldUnlessTheTextIsWhole() throws {
        let archive = GzipWriter.member(parts[1])
        let whole = try evaluate(archive, "unaltered").lines
        for index in archive.indices {
            for bit in 0..<8 {
                var altered = archive
                altered[index] ^= 1 << bit
                let (result, lines) = try evaluate(altered, "byte \(index), bit \(bit)")
                let isGood = !result.failures.isEmpty || lines == whole
                #expect(isGood, "byte \(index), bit \(bit): \(lines)")
            }
        }
    }

    private func expectToldOrWhole(_ bytes: [UInt8], _ place: String) throws {
        let (result, lines) = try evaluate(bytes, place)
        guard result.failures.isEmpty else { return }
        // Two bytes open an archive; any others make plain text of what was one.
        let isStillAnArchive = bytes.starts(with: [0x1f, 0x8b])
        if isStillAnArchive {
            #expect(lines == trueLines, "\(place)")
        } else {
            Issue.record("\(place): taken for text of \(result.lines)")
        }
    }

    /// Stored blocks hold the text as it is, so that what stands before an altered byte is known.
    @Test func recordsBeforeAnAlteredByteAreTrue() throws {
        let archive = archive(.stored)
        // A header of ten bytes and one of five for the block come before the text.
        for index in parts[0].indices {
            var altered = archive
            altered[15 + index] ^= 0x01
            let (result, lines) = try evaluate(altered, "text byte \(index)")
            guard case .fault(let fault) = result.failures.first?.failure else {
                Issue.record("text byte \(index): \(result.failures)")
                continue
            }
            guard case .checksumMismatch = fault.cause else {
                Issue.record("text byte \(index): \(fault)")
                continue
            }
            let before = parts[0].prefix(index).count { $0 == UInt8(ascii: "\n") }
            let expected = Array(trueLines.prefix(max(0, before - 1)))
            #expect(lines.starts(with: expected), "text byte \(index)")
            #expect(fault.member == 1)
        }
    }
}
