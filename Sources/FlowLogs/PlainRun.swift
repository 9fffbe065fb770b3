import NetworkPrimitives

/// Lines of one format that stand one behind another in a `ColumnIndex`, read column by column.
///
/// A column is read in one loop over all lines, whose rounds do not wait for one another, with no question but the
/// one whether the value is of the common form. Lines where it is not (`-`, IPv6, a status other than `OK`, what
/// is malformed) are noted, for `ColumnProgram` to read.
///
/// The text that is read is the index's window of it.
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

    private var records: Range<Int> { firstRecord..<firstRecord &+ lineCount }

    private func places(_ column: Int, in starts: Span<UInt16>) -> ColumnPlaces {
        ColumnPlaces(first: firstColumn &+ column, stride: columnsOfLine, count: lineCount, in: starts)
    }

    /// Calls `read` with the place of the column in each line and the line's number, and notes the lines where that
    /// returns false.
    @inline(__always)
    private func forEachLine(
        _ column: Int, _ index: borrowing ColumnIndex, _ uncommon: inout UncommonLines,
        _ read: (_ start: Int, _ end: Int, _ line: Int) -> Bool
    ) {
        let starts = index.starts.span
        let places = places(column, in: starts)
        uncommon.removeAll()
        for line in 0..<lineCount {
            if !read(places.start(line, in: starts), places.end(line, in: starts), line) {
                uncommon.append(line)
            }
        }
    }

    /// Reads a column of numbers of up to `limit`.
    func readNumbers<Number: FixedWidthInteger & UnsignedInteger & SIMDScalar>(
        _ column: Int, limit: NumberLimit = NumberLimit(Number.self), _ text: Span<UInt8>,
        _ index: borrowing ColumnIndex, into numbers: inout [Number], _ uncommon: inout UncommonLines
    ) {
        var all = numbers.mutableSpan
        var numbers = all._mutatingExtracting(records)
        let starts = index.starts.span
        let places = places(column, in: starts)
        uncommon.removeAll()
        var line = 0
        while line <= lineCount &- 4 {
            if !readFour(line, places, starts, limit, text, into: &numbers) {
                readEach(line..<line &+ 4, places, starts, limit, text, into: &numbers, &uncommon)
            }
            line &+= 4
        }
        readEach(line..<lineCount, places, starts, limit, text, into: &numbers, &uncommon)
    }

    /// Reads the numbers of four lines, if they have up to 8 digits each, or 9 to 16 each; false where one has not.
    @inline(__always)
    private func readFour<Number: FixedWidthInteger & UnsignedInteger & SIMDScalar>(
        _ line: Int, _ places: ColumnPlaces, _ starts: Span<UInt16>, _ limit: NumberLimit,
        _ text: Span<UInt8>,
        into numbers: inout MutableSpan<Number>
    ) -> Bool {
        let four = places.four(line)
        let digits = four.counts(in: starts)
        let firstWords = words(text, four.starts(in: starts), 0)
        // Only numbers as large as that may have more digits.
        if Number.bitWidth > 32, digits[0] > 8 {
            // Nine digits stand before the first end, and its line before the others.
            let lastWords = words(text, four.starts(in: starts, offset: 1), -9)
            let reading = DecimalVector.read(firstWords, lastWords, digits: digits, mask: limit.mask)
            numbers.store(reading.values, at: line)
            return !reading.isFaulty
        }
        let reading = DecimalVector.read(
            firstWords, digits: digits, mask: SIMD4(repeating: UInt32(truncatingIfNeeded: limit.mask)))
        numbers.store(reading.values, at: line)
        return !reading.isFaulty
    }

    @inline(__always)
    private func words(
        _ text: Span<UInt8>, _ places: (Int, Int, Int, Int), _ offset: Int
    ) -> DecimalVector.Words {
        (
            SIMD2(text.word(at: places.0 &+ offset), text.word(at: places.1 &+ offset)),
            SIMD2(text.word(at: places.2 &+ offset), text.word(at: places.3 &+ offset))
        )
    }

    /// Reads the numbers of lines one by one; 0 where one is uncommon, which is noted.
    ///
    /// By itself, so that it takes no registers from the loop that it helps out.
    @inline(never)
    private func readEach<Number: FixedWidthInteger & UnsignedInteger>(
        _ lines: Range<Int>, _ places: ColumnPlaces, _ starts: Span<UInt16>, _ limit: NumberLimit,
        _ text: Span<UInt8>, into numbers: inout MutableSpan<Number>, _ uncommon: inout UncommonLines
    ) {
        for line in lines {
            let (start, end) = (places.start(line, in: starts), places.end(line, in: starts))
            if let value = DecimalText.value(text, start, end), value <= limit.maximum {
                numbers[line] = Number(truncatingIfNeeded: value)
            } else {
                numbers[line] = 0
                uncommon.append(line)
            }
        }
    }

    func readAddresses(
        _ column: Int, _ text: Span<UInt8>, _ index: borrowing ColumnIndex, into addresses: inout [UInt32],
        _ uncommon: inout UncommonLines
    ) {
        #if AVX2
            let reader = DottedDecimalShuffle.shared
        #else
            let reader = DottedDecimalText.shared
        #endif
        var all = addresses.mutableSpan
        var addresses = all._mutatingExtracting(records)
        forEachLine(column, index, &uncommon) { start, end, line in
            guard let value = reader.value(text, start, end) else { return false }
            addresses[line] = value
            return true
        }
    }

    func readInterfaces(
        _ column: Int, _ text: Span<UInt8>, _ index: borrowing ColumnIndex, _ table: NameTable,
        into numbers: inout [UInt32], _ ranges: inout [TextRange], _ uncommon: inout UncommonLines
    ) {
        var allNumbers = numbers.mutableSpan
        var numbers = allNumbers._mutatingExtracting(records)
        let slots = table.slots.span
        forEachLine(column, index, &uncommon) { start, end, line in
            numbers[line] = table.number(text, start, end, in: slots)
            return end &- start != 1
        }
        findColumn(column, index, into: &ranges)
    }

    /// Notes where the column of each line stands in the text that the window is part of.
    private func findColumn(
        _ column: Int, _ index: borrowing ColumnIndex, into ranges: inout [TextRange]
    ) {
        var all = ranges.mutableSpan
        var ranges = all._mutatingExtracting(records)
        let starts = index.starts.span
        let places = places(column, in: starts)
        let base = index.base
        for line in 0..<lineCount {
            let start = places.start(line, in: starts)
            ranges[line] = TextRange(start: base &+ start, count: places.end(line, in: starts) &- start)
        }
    }

    /// Reads a column that is one of two words.
    func readWords<Value>(
        _ column: Int, _ first: (ShortWord, Value), _ second: (ShortWord, Value), _ text: Span<UInt8>,
        _ index: borrowing ColumnIndex, into values: inout [Value], _ uncommon: inout UncommonLines
    ) {
        var all = values.mutableSpan
        var values = all._mutatingExtracting(records)
        forEachLine(column, index, &uncommon) { start, end, line in
            let word = text.word(at: start)
            let isFirst = first.0.is(word, count: end &- start)
            values[line] = isFirst ? first.1 : second.1
            // Both are asked for, since which one it is changes from line to line.
            return isFirst != second.0.is(word, count: end &- start)
        }
    }
}

/// How large the numbers of a column may be.
struct NumberLimit {
    let maximum: UInt64
    /// A number without bits outside of the mask is no larger.
    let mask: UInt64

    init(_ maximum: UInt64) {
        self.maximum = maximum
        mask = maximum == .max ? .max : (1 << UInt64(63 - (maximum + 1).leadingZeroBitCount)) - 1
    }

    init<Number: FixedWidthInteger & UnsignedInteger>(_ type: Number.Type) { self.init(UInt64(Number.max)) }
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

    /// Whether a column of `count` letters, whose bytes `word` begins with, is this one.
    @inline(__always)
    func `is`(_ word: UInt64, count: Int) -> Bool {
        (word & mask ^ letters) | UInt64(truncatingIfNeeded: count ^ self.count) == 0
    }
}
