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
        let bytes =
            Array("00112233445566778899".utf8) + [
                UInt8(ascii: "a"), UInt8(ascii: "/"), UInt8(ascii: ":"), 0xB0,
            ]
        for _ in 0..<1000 {
            let isLong = generator.chance(50)
            var words = SIMD4<UInt64>()
            var lastWords = SIMD4<UInt64>()
            var digits = SIMD4<UInt64>()
            var expected: [UInt64?] = []
            for lane in 0..<4 {
                let count = generator.number(isLong ? 9...17 : 1...9)
                let alphabet = generator.number(1...30) == 1 ? bytes : Array(bytes.prefix(20))
                let (text, start, end) = embedded((0..<count).map { _ in generator.pick(alphabet) })
                words[lane] = text.span.word(at: start)
                lastWords[lane] = text.span.word(at: max(0, end - 8))
                digits[lane] = UInt64(count)
                expected.append(
                    count <= (isLong ? 16 : 8) ? DecimalText.value(text.span, start, end) : nil)
            }
            let reading =
                isLong
                ? DecimalVector.read(words, lastWords, digits: digits)
                : DecimalVector.read(words, digits: digits)
            for lane in 0..<4 {
                #expect((reading.faults[lane] == 0) == (expected[lane] != nil))
                if let value = expected[lane] { #expect(reading.values[lane] == value) }
            }
        }
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
