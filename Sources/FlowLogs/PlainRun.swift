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

    /// Calls `read` with the place of the column in each line and the line's number, and notes the lines where that
    /// returns false.
    @inline(__always)
    private func forEachLine(
        _ column: Int, _ index: borrowing ColumnIndex, _ uncommon: inout UncommonLines,
        _ read: (_ start: Int, _ end: Int, _ line: Int) -> Bool
    ) {
        let starts = index.starts.span
        let places = ColumnPlaces(
            first: firstColumn &+ column, stride: columnsOfLine, count: lineCount, in: starts)
        uncommon.removeAll()
        for line in 0..<lineCount {
            let pair = places.pair(line, in: starts)
            if !read(Self.start(pair), Self.end(pair), line) { uncommon.append(line) }
        }
    }

    /// Reads a column of numbers of up to `limit`.
    func readNumbers<Number: FixedWidthInteger & UnsignedInteger & SIMDScalar>(
        _ column: Int, limit: NumberLimit = NumberLimit(Number.self), _ text: Span<UInt8>,
        _ index: borrowing ColumnIndex, into numbers: inout [Number], _ uncommon: inout UncommonLines
    ) {
        var all = numbers.mutableSpan
        var numbers = all._mutatingExtracting(firstRecord..<firstRecord &+ lineCount)
        let starts = index.starts.span
        let places = ColumnPlaces(
            first: firstColumn &+ column, stride: columnsOfLine, count: lineCount, in: starts)
        uncommon.removeAll()
        var line = 0
        while line &+ 4 <= numbers.count {
            let pairs = places.fourPairs(line, in: starts)
            let reading = four(pairs, limit, text)
            numbers.store(reading.values, at: line)
            if reading.faults != .zero {
                for lane in 0..<4 where reading.faults[lane] != 0 {
                    numbers[line &+ lane] = number(
                        places.pair(line &+ lane, in: starts), limit, text, line &+ lane, &uncommon)
                }
            }
            line &+= 4
        }
        while line < numbers.count {
            numbers[line] = number(places.pair(line, in: starts), limit, text, line, &uncommon)
            line &+= 1
        }
    }

    /// Four numbers of up to 8 digits, or of 9 to 16 if the first has as many; with a fault, those that are none.
    @inline(__always)
    private func four(
        _ pairs: (UInt64, UInt64, UInt64, UInt64), _ limit: NumberLimit, _ text: Span<UInt8>
    ) -> DecimalVector.Reading {
        let places = SIMD4<UInt64>(pairs.0, pairs.1, pairs.2, pairs.3)
        let starts = places & SIMD4<UInt64>(repeating: 0xFFFF_FFFF)
        let digits = places &>> SIMD4<UInt64>(repeating: 32) &- starts &- SIMD4<UInt64>(repeating: 1)
        let words = SIMD4<UInt64>(
            text.word(at: Self.start(pairs.0)), text.word(at: Self.start(pairs.1)),
            text.word(at: Self.start(pairs.2)), text.word(at: Self.start(pairs.3)))
        var reading: DecimalVector.Reading
        if Self.end(pairs.0) &- Self.start(pairs.0) <= 8 {
            reading = DecimalVector.read(words, digits: digits)
        } else {
            // Nine digits stand before the first end, and its line before the others.
            let lastWords = SIMD4<UInt64>(
                text.word(at: Self.end(pairs.0) &- 8), text.word(at: Self.end(pairs.1) &- 8),
                text.word(at: Self.end(pairs.2) &- 8), text.word(at: Self.end(pairs.3) &- 8))
            reading = DecimalVector.read(words, lastWords, digits: digits)
        }
        reading.faults |= reading.values & SIMD4<UInt64>(repeating: ~limit.mask)
        return reading
    }

    @inline(__always)
    private static func start(_ pair: UInt64) -> Int { Int(truncatingIfNeeded: pair & 0xFFFF_FFFF) }

    @inline(__always)
    private static func end(_ pair: UInt64) -> Int { Int(truncatingIfNeeded: pair &>> 32) &- 1 }

    /// One number; 0 where it is uncommon, which is noted.
    private func number<Number: FixedWidthInteger & UnsignedInteger>(
        _ pair: UInt64, _ limit: NumberLimit, _ text: Span<UInt8>, _ line: Int,
        _ uncommon: inout UncommonLines
    ) -> Number {
        guard let value = DecimalText.value(text, Self.start(pair), Self.end(pair)), value <= limit.maximum
        else {
            uncommon.append(line)
            return 0
        }
        return Number(truncatingIfNeeded: value)
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
        var addresses = all._mutatingExtracting(firstRecord..<firstRecord &+ lineCount)
        forEachLine(column, index, &uncommon) { start, end, line in
            guard let value = reader.value(text, start, end) else { return false }
            addresses[line] = value
            return true
        }
    }

    func readInterfaces(
        _ column: Int, _ text: Span<UInt8>, _ index: borrowing ColumnIndex, _ table: InterfaceNameTable,
        into numbers: inout [UInt32], _ ranges: inout [TextRange], _ uncommon: inout UncommonLines
    ) {
        var allNumbers = numbers.mutableSpan
        var allRanges = ranges.mutableSpan
        var numbers = allNumbers._mutatingExtracting(firstRecord..<firstRecord &+ lineCount)
        var ranges = allRanges._mutatingExtracting(firstRecord..<firstRecord &+ lineCount)
        let slots = table.slots.span
        forEachLine(column, index, &uncommon) { start, end, line in
            if end &- start == 1 { return false }
            numbers[line] = table.number(text, start, end, in: slots)
            ranges[line] = TextRange(start..<end)
            return true
        }
    }

    /// Reads a column that is one of two words.
    func readWords<Value>(
        _ column: Int, _ first: (ShortWord, Value), _ second: (ShortWord, Value), _ text: Span<UInt8>,
        _ index: borrowing ColumnIndex, into values: inout [Value], _ uncommon: inout UncommonLines
    ) {
        var all = values.mutableSpan
        var values = all._mutatingExtracting(firstRecord..<firstRecord &+ lineCount)
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
