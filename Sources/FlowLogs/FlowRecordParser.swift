import NetworkPrimitives

/// Turns lines of log text into batches of flow records; a parser reads one input from its first line to
/// its last, then it may begin another.
///
/// The format in force is the version-2 default or the one given, until a header line names
/// another: headers stand at the start of each delivered file, so also in the middle of
/// concatenated ones.
package struct FlowRecordParser: Sendable {
    package private(set) var counts = LineCounts()
    package private(set) var malformed: [MalformedLineKind: MalformedLines] = [:]
    /// Formats that records were read in, in order of appearance.
    package private(set) var formats: [RecordFormat] = []

    /// Formats that are told apart; a real archive has one or two.
    package static let maximumFormats = 100

    private let interfaces: NameTable
    private var program: ColumnProgram
    private var columnwise = ColumnwiseParser()
    private var uncommonLines = UncommonLineShare()
    /// Place in the block at hand.
    private var position = 0
    private var hasCountedFormat = false

    package init(interfaces: NameTable, format: RecordFormat = .version2) {
        self.interfaces = interfaces
        program = ColumnProgram(format)
    }

    package var format: RecordFormat { program.format }

    /// Makes ready for another input, whose lines are of `format` before any header; buffers are kept.
    package mutating func restart(format: RecordFormat) {
        counts = LineCounts()
        malformed.removeAll()
        formats.removeAll()
        if format != program.format { program = ColumnProgram(format) }
        hasCountedFormat = false
    }

    /// Begins a new block, the one that follows on what was parsed before.
    package mutating func begin(_ block: borrowing LineBlock) {
        position = counts.lines == 0 ? block.bytes.span.startIndexBehindByteOrderMark : 0
        columnwise.reset()
        if block.isOverlongLine { rejectOverlongLine() }
    }

    /// Fills `batch` with the next records of the block; false where there are none left.
    ///
    /// A batch ends early where the format changes, so that all its records are of one format.
    package mutating func parse(_ block: borrowing LineBlock, into batch: inout FlowRecordBatch) -> Bool {
        batch.removeAll()
        batch.firstLine = counts.lines + 1
        describeFormat(of: &batch)
        let text = block.bytes.span
        while position < block.count, !batch.isFull {
            if parseManyLines(text, block, into: &batch) { continue }
            if block.isLastLineCutOff, endOfLine(text, from: position) >= block.count {
                rejectCutOffLine(block)
                break
            }
            if mayBeHeader(text[position]), startHeader(text, block) {
                if batch.count > 0 { return true }
                batch.firstLine = counts.lines + 1
                describeFormat(of: &batch)
                continue
            }
            parseLine(text, into: &batch)
        }
        return batch.count > 0
    }

    private func describeFormat(of batch: inout FlowRecordBatch) {
        batch.formatHasRejectReason = program.format.contains(.rejectReason)
        batch.placeColumns = program.placeColumns
        batch.isOfTransitGateway = program.format.isOfTransitGateway
    }

    /// Takes the lines that can be read many at once; false where the next one is none of them.
    private mutating func parseManyLines(
        _ text: Span<UInt8>, _ block: borrowing LineBlock, into batch: inout FlowRecordBatch
    ) -> Bool {
        #if AVX2
            if program.isDefaultFormat, !uncommonLines.isLarge {
                let parsed = CommonLineReader(interfaces).parse(
                    text, from: &position, to: block.count, program.presence, into: &batch)
                count(parsed, in: &batch)
                uncommonLines.note(common: parsed, isFollowed: !batch.isFull)
                return parsed > 0
            }
        #endif
        let parsed = columnwise.parse(
            text, from: &position, to: block.count, program, interfaces, into: &batch)
        uncommonLines.note(others: parsed)
        count(parsed, in: &batch)
        return parsed > 0
    }

    /// Counts records of lines one behind another, which the batch does not count yet.
    private mutating func count(_ records: Int, in batch: inout FlowRecordBatch) {
        guard records > 0 else { return }
        batch.count(records, fromLineOffset: UInt32(truncatingIfNeeded: counts.lines + 1 - batch.firstLine))
        counts.records += UInt64(records)
        noteFormat()
    }

    /// Headers begin with a letter; so do only records of formats that begin with a name or word.
    private func mayBeHeader(_ byte: UInt8) -> Bool { byte.isLowercaseLetter || byte.isColumnSeparator }

    /// Takes the header line at `position`, if it is one, and the format that it names.
    private mutating func startHeader(_ text: Span<UInt8>, _ block: borrowing LineBlock) -> Bool {
        let end = endOfLine(text, from: position)
        guard !Self.isOverlong(position..<end),
            let format = RecordFormat(headerLine: text.extracting(position..<end))
        else { return false }
        if format != program.format {
            program = ColumnProgram(format)
            hasCountedFormat = false
        }
        counts.headers += 1
        position = min(end + 1, block.count)
        return true
    }

    private func endOfLine(_ text: Span<UInt8>, from start: Int) -> Int {
        var end = start
        while text[end] != UInt8(ascii: "\n") { end += 1 }
        return end
    }

    private static func isOverlong(_ line: Range<Int>) -> Bool {
        line.count > LineBlockReader.maximumLineLength
    }

    private mutating func parseLine(_ text: Span<UInt8>, into batch: inout FlowRecordBatch) {
        let start = position
        let ipv6Count = batch.ipv6Addresses.count
        var cursor = ColumnCursor(position: start)
        let outcome = program.parse(text, &cursor, interfaces: interfaces, into: &batch)
        let line = start..<endOfLine(text, from: cursor.position)
        position = line.upperBound + 1
        guard case .record = outcome, !Self.isOverlong(line) else {
            batch.ipv6Addresses.removeLast(batch.ipv6Addresses.count - ipv6Count)
            passOver(line, text, outcome, at: cursor.column)
            return
        }
        batch.lineOffset[batch.count] = UInt32(truncatingIfNeeded: counts.lines + 1 - batch.firstLine)
        batch.count += 1
        counts.records += 1
        noteFormat()
    }

    /// Counts a line that is no record.
    private mutating func passOver(
        _ line: Range<Int>, _ text: Span<UInt8>, _ outcome: ColumnProgram.Outcome, at column: Int
    ) {
        if Self.isOverlong(line) {
            rejectOverlongLine()
        } else if case .malformed(let stated) = outcome {
            let program = program
            // Columns that are wrong because others are missing would only hide that.
            let hasItsColumns = program.columnCount(text, line) == program.format.names.count
            let kind = hasItsColumns ? stated : MalformedLineKind(.wrongColumnCount)
            reject(kind, program.describe(kind, in: text, line: line, at: column))
        } else {
            counts.blank += 1
        }
    }

    private mutating func noteFormat() {
        guard !hasCountedFormat else { return }
        hasCountedFormat = true
        if formats.count < Self.maximumFormats, !formats.contains(program.format) {
            formats.append(program.format)
        }
    }

    private mutating func rejectCutOffLine(_ block: borrowing LineBlock) {
        let line = position..<block.count
        position = block.count
        if Self.isOverlong(line) {
            rejectOverlongLine()
        } else {
            reject(.init(.cutOff), (found: "the input's end", expected: "a whole line"))
        }
    }

    private mutating func rejectOverlongLine() {
        let limit = LineBlockReader.maximumLineLength
        reject(
            .init(.lineTooLong), (found: "more than \(limit) bytes", expected: "a line of at most that many"))
    }

    private mutating func reject(
        _ kind: MalformedLineKind, _ description: @autoclosure () -> (found: String, expected: String)
    ) {
        counts.malformed += 1
        if malformed[kind] == nil {
            let (found, expected) = description()
            malformed[kind] = MalformedLines(
                count: 0, firstLine: counts.lines, found: found, expected: expected)
        }
        malformed[kind]?.count += 1
    }
}
