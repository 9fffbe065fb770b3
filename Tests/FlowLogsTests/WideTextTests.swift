import NetworkPrimitives
import TestSupport
import Testing

@testable import FlowLogs

/// What is read in wide words equals what is read byte by byte.
struct WideTextTests {
    /// The text of a column between others, and where it stands.
    private func embedded(_ column: [UInt8]) -> (bytes: [UInt8], start: Int, end: Int) {
        let before = Array("9 1.1.".utf8) + [32]
        return (LineBlock(text: before + column + Array(" 7.7.7.7\n".utf8)).bytes, 7, 7 + column.count)
    }

    private func expectSameNumber(_ column: [UInt8]) {
        let (bytes, start, end) = embedded(column)
        var cursor = ColumnCursor(position: start)
        let expected: UInt64? =
            if column.count <= DecimalText.maximumDigits,
                case .value(let value) = cursor.takeNumber(bytes.span)
            {
                value
            } else {
                nil
            }
        #expect(
            DecimalText.value(bytes.span, start, end) == expected,
            "\(String(decoding: column, as: UTF8.self))")
    }

    /// Four numbers at once, of any lengths, are those that are read one by one.
    @Test(arguments: 0..<20 as Range<UInt64>)
    func fourNumbersAreReadAsEachByItself(seed: UInt64) {
        var generator = SeededGenerator(seed: seed)
        for _ in 0..<1000 {
            let isLong = generator.chance(50)
            let columns = (0..<4).map { _ in
                randomNumber(digits: isLong ? 9...17 : 1...9, &generator)
            }
            let mask: UInt64 = generator.pick([.max, 0xFFFF_FFFF, 0xFFFF, 0xFF])
            let expected = columns.map { value($0, maximumDigits: isLong ? 16 : 8, mask: mask) }
            let (values, isFaulty) = readFour(columns, isLong: isLong, mask: mask)
            #expect(isFaulty == expected.contains(nil))
            if !isFaulty { #expect(values == expected) }
        }
    }

    /// Digits, and seldom a byte beside those of digits.
    private func randomNumber(
        digits: ClosedRange<Int>, _ generator: inout SeededGenerator
    ) -> [UInt8] {
        let digitBytes = Array("00112233445566778899".utf8)
        let others: [UInt8] = [UInt8(ascii: "a"), UInt8(ascii: "/"), UInt8(ascii: ":"), 0xB0]
        let alphabet = generator.number(1...30) == 1 ? digitBytes + others : digitBytes
        return (0..<generator.number(digits)).map { _ in generator.pick(alphabet) }
    }

    private func value(_ column: [UInt8], maximumDigits: Int, mask: UInt64) -> UInt64? {
        let (text, start, end) = embedded(column)
        guard column.count <= maximumDigits, let value = DecimalText.value(text.span, start, end),
            value & ~mask == 0
        else { return nil }
        return value
    }

    private func readFour(
        _ columns: [[UInt8]], isLong: Bool, mask: UInt64
    ) -> (values: [UInt64], isFaulty: Bool) {
        let texts = columns.map(embedded)
        func words(_ place: (_ start: Int, _ end: Int) -> Int) -> DecimalVector.Words {
            let words = texts.map { $0.bytes.span.word(at: place($0.start, $0.end)) }
            return (SIMD2(words[0], words[1]), SIMD2(words[2], words[3]))
        }
        let digits = SIMD4(texts.map { UInt32($0.end - $0.start) })
        let first = words { start, _ in start }
        guard isLong else {
            let reading = DecimalVector.read(
                first, digits: digits, mask: SIMD4(repeating: UInt32(truncatingIfNeeded: mask)))
            return ((0..<4).map { UInt64(reading.values[$0]) }, reading.isFaulty)
        }
        let reading = DecimalVector.read(
            first, words { _, end in max(0, end - 8) }, digits: digits, mask: mask)
        return ((0..<4).map { reading.values[$0] }, reading.isFaulty)
    }

    @Test func everyNumberOfUpToFiveDigitsIsRead() {
        for number in 0..<100_000 {
            let (bytes, start, end) = embedded(Array(String(number).utf8))
            guard DecimalText.value(bytes.span, start, end) == UInt64(number) else {
                Issue.record("\(number)")
                return
            }
        }
    }

    @Test func everyByteInEveryPlaceOfANumberIsReadAsTheCursorReadsIt() {
        for count in 1...17 {
            for place in 0..<count {
                // Separators end a column, and so never stand in one.
                for byte in UInt8.min...UInt8.max where !byte.endsColumn {
                    var column = (0..<count).map { UInt8(ascii: "1") + UInt8($0 % 9) }
                    column[place] = byte
                    expectSameNumber(column)
                }
            }
        }
    }

    @Test func numbersOfManyDigitsAndLeadingZerosAreRead() {
        for text in [
            "0", "00", "000000000", "0000000000000001", "99999999", "100000000", "9999999999999999",
            "10000000000000000", "18446744073709551615", "18446744073709551616",
        ] {
            expectSameNumber(Array(text.utf8))
        }
    }

    private func expectSameAddress(_ column: [UInt8]) {
        let (bytes, start, end) = embedded(column)
        let expected = IPv4Address(ascii: column.span)?.value
        let text = String(decoding: column, as: UTF8.self)
        #expect(DottedDecimalText.shared.value(bytes.span, start, end) == expected, "\(text)")
        #if AVX2
            #expect(DottedDecimalShuffle.shared.value(bytes.span, start, end) == expected, "\(text)")
        #endif
    }

    /// 0 to 999 with up to four digits, leading zeros included, and what is no number.
    private static let octets: [String] =
        (0..<1000).flatMap { number in
            let plain = String(number)
            return [plain] + (plain.count < 4 ? [String(repeating: "0", count: 4 - plain.count) + plain] : [])
        } + ["", "00", "01", "09", "000", "001", "010", "099", "1000", "9999", "25a", "-1", "/", ":", "2 5"]

    @Test(arguments: 0..<4)
    func everyOctetInEveryPlaceIsReadAsTheAddressReaderReadsIt(place: Int) {
        for octet in Self.octets where !octet.contains(" ") {
            for others in [["0", "0", "0", "0"], ["1", "22", "133", "255"], ["255", "255", "255", "255"]] {
                var parts = others
                parts[place] = octet
                expectSameAddress(Array(parts.joined(separator: ".").utf8))
            }
        }
    }

    @Test(arguments: 0..<20 as Range<UInt64>)
    func randomDotsAndDigitsAreReadAsTheAddressReaderReadsThem(seed: UInt64) {
        var generator = SeededGenerator(seed: seed)
        let alphabet = Array("0123456789..........12255:-a".utf8)
        for _ in 0..<2000 {
            expectSameAddress((0..<generator.number(1...20)).map { _ in generator.pick(alphabet) })
        }
    }

    @Test(arguments: 0..<50 as Range<UInt64>)
    func bitsOfAComparisonAreThoseOfItsLanes(seed: UInt64) {
        var generator = SeededGenerator(seed: seed)
        for _ in 0..<200 {
            var bytes = SIMD16<UInt8>()
            for lane in 0..<16 { bytes[lane] = UInt8(generator.number(0...255)) }
            let mask = bytes .<= SIMD16(repeating: UInt8(generator.number(0...255)))
            let expected = (0..<16).reduce(UInt32(0)) { $0 | (mask[$1] ? 1 << UInt32($1) : 0) }
            #expect(ByteMask.bits(mask) == expected)
            #expect(ByteMask.portableBits(mask) == expected)
        }
    }

    @Test func wordsOfUpToEightLettersAreCompared() {
        let words: [StaticString] = ["OK", "NODATA", "ACCEPT", "SKIPDATA", "ingress", "a"]
        for word in words {
            for other in words.map(\.description) + [
                "ok", "OKK", "ACCEPTED", "NODAT", "SKIPDATAS", "SKIPDATB",
            ] {
                let (bytes, start, end) = embedded(Array(other.utf8))
                #expect(
                    ShortWord(word).is(bytes.span.word(at: start), count: end - start)
                        == (other == word.description),
                    "\(word) in \(other)")
            }
        }
    }
}
