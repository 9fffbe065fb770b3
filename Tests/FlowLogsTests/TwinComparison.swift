import FlowLogs
import TestSupport
import Testing

/// Expects that the parser and its naive twin read the same in a text: every record, what became of every
/// line, and the first malformed line of each kind.
func expectTwinsAgree(
    _ text: [UInt8], _ reading: LogReading, fields: [String] = ReferenceRecord.defaultFields,
    _ comment: @autoclosure () -> String = ""
) {
    let twin = NaiveLogReader(text, fields: fields)
    let expectedCounts = [twin.headers, twin.records.count, twin.malformed.count, twin.blank].map(UInt64.init)
    #expect(reading.lineCounts == expectedCounts, "\(comment())")
    #expect(reading.counts.lines == UInt64(twin.lines), "\(comment())")

    let expected = twin.records.map { ($0.line, $0.record.asParsed) }
    if reading.records.count == expected.count {
        let firstDifferent = zip(reading.records, expected).first {
            $0.line != UInt64($1.0) || $0.record != $1.1
        }
        if let (found, wanted) = firstDifferent {
            Issue.record("line \(wanted.0): \(found) where \(wanted.1) stands; \(comment())")
        }
    }
    let malformed = Dictionary(
        reading.malformed.map { (MalformedKey($0.key), MalformedCount($0.value)) }, uniquingKeysWith: { $1 })
    let expectedMalformed = Dictionary(grouping: twin.malformed) { MalformedKey($0) }
        .mapValues { MalformedCount(count: UInt64($0.count), firstLine: UInt64($0[0].line)) }
    #expect(malformed == expectedMalformed, "\(comment())")
}

private struct MalformedKey: Hashable {
    var cause: String
    var field: String?

    init(_ kind: MalformedLineKind) {
        cause = "\(kind.cause)"
        field = kind.field?.rawValue
    }

    init(_ malformed: NaiveLogReader.Malformed) {
        cause = malformed.cause
        field = malformed.field
    }
}

private struct MalformedCount: Equatable {
    var count: UInt64
    var firstLine: UInt64

    init(count: UInt64, firstLine: UInt64) {
        self.count = count
        self.firstLine = firstLine
    }

    init(_ lines: MalformedLines) { self.init(count: lines.count, firstLine: lines.firstLine) }
}
