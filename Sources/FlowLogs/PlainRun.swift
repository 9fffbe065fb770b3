import NetworkPrimitives

/// Lines of one format that stand one behind another in a `ColumnIndex`, read column by column.
///
/// A column is read in one loop over all lines, whose rounds do not wait for one another, with no question but the
/// one whether the value is of the common form. Lines where it is not (`-`, IPv6, a status other than `OK`, what
/// is malformed) are noted, for `ColumnProgram` to read.
struct PlainRun {
    /// Number of the first line's first column in the index.
    var firstColumn: Int
    /// Columns of each line.
    var columnsOfLine: Int
    var lineCount: Int
    /// Place of the first line in the batch.
    var firstRecord: Int

    func prefix(_ lineCount: Int) -> PlainRun {
        var run = self
        run.lineCount = lineCount
        return run
    }

    /// Calls `read` with the place of the column in each line and of its record in the batch, and notes the lines
    /// where that returns false.
    @inline(__always)
    private func forEachLine(
        _ column: Int, _ index: borrowing ColumnIndex, _ uncommon: inout UncommonLines,
        _ read: (_ start: Int, _ end: Int, _ record: Int) -> Bool
    ) {
        uncommon.removeAll()
        var number = firstColumn &+ column
        for line in 0..<lineCount {
            if !read(index.start(number), index.end(number), firstRecord &+ line) { uncommon.append(line) }
            number &+= columnsOfLine
        }
    }

    func readNumbers<Number: FixedWidthInteger & UnsignedInteger>(
        _ column: Int, upTo maximum: UInt64 = UInt64(Number.max), _ text: Span<UInt8>,
        _ index: borrowing ColumnIndex, into numbers: inout [Number], _ uncommon: inout UncommonLines
    ) {
        var numbers = numbers.mutableSpan
        forEachLine(column, index, &uncommon) { start, end, record in
            guard let value = DecimalText.value(text, start, end), value <= maximum else { return false }
            numbers[record] = Number(truncatingIfNeeded: value)
            return true
        }
    }

    func readAddresses(
        _ column: Int, _ text: Span<UInt8>, _ index: borrowing ColumnIndex, into addresses: inout [UInt32],
        _ uncommon: inout UncommonLines
    ) {
        var addresses = addresses.mutableSpan
        forEachLine(column, index, &uncommon) { start, end, record in
            guard let value = DottedDecimalText.value(text, start, end) else { return false }
            addresses[record] = value
            return true
        }
    }

    func readInterfaces(
        _ column: Int, _ text: Span<UInt8>, _ index: borrowing ColumnIndex, _ table: InterfaceNameTable,
        into numbers: inout [UInt32], _ ranges: inout [TextRange], _ uncommon: inout UncommonLines
    ) {
        var numbers = numbers.mutableSpan
        var ranges = ranges.mutableSpan
        forEachLine(column, index, &uncommon) { start, end, record in
            if end &- start == 1 { return false }
            numbers[record] = table.number(text, start, end)
            ranges[record] = TextRange(start..<end)
            return true
        }
    }

    /// Reads a column that is one of two words.
    func readWords<Value>(
        _ column: Int, _ first: (ShortWord, Value), _ second: (ShortWord, Value), _ text: Span<UInt8>,
        _ index: borrowing ColumnIndex, into values: inout [Value], _ uncommon: inout UncommonLines
    ) {
        var values = values.mutableSpan
        forEachLine(column, index, &uncommon) { start, end, record in
            let isFirst = first.0.stands(at: start, end, text)
            values[record] = isFirst ? first.1 : second.1
            return isFirst || second.0.stands(at: start, end, text)
        }
    }
}

/// Numbers of the lines of a run in which a column needs a second look, ascending.
struct UncommonLines: Sendable {
    private(set) var count = 0
    private var lines = [UInt16](repeating: 0, count: ColumnIndex.windowSize)

    subscript(position: Int) -> Int { Int(lines[position]) }

    mutating func removeAll() { count = 0 }

    mutating func append(allOf run: PlainRun) {
        removeAll()
        for line in 0..<run.lineCount { append(line) }
    }

    @inline(__always)
    mutating func append(_ line: Int) {
        lines[count] = UInt16(truncatingIfNeeded: line)
        count &+= 1
    }
}

/// A word of up to 8 letters that a column may consist of, compared at once.
struct ShortWord {
    private let letters: UInt64
    private let mask: UInt64
    private let count: Int

    init(_ word: StaticString) {
        count = word.utf8CodeUnitCount
        mask = count == 8 ? .max : 1 << UInt64(count * 8) - 1
        letters = word.withUTF8Buffer { letters in
            unsafe letters.reversed().reduce(0) { $0 << 8 | UInt64($1) }
        }
    }

    @inline(__always)
    func stands(at start: Int, _ end: Int, _ text: Span<UInt8>) -> Bool {
        end &- start == count && text.word(at: start) & mask == letters
    }
}
