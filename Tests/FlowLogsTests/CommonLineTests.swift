import FlowLogs
import NetworkPrimitives
import TestSupport
import Testing

/// Lines of the forms that nearly all lines have, which are read without an index of their columns: with any byte
/// changed, added or left out, the naive twin reads the same.
struct CommonLineTests {
    private static let names = ["eni-0a1b2c3d4e5f60718", "eni-0a1b2c3d"]
    private static let head = "2 123456789012 eni-0a1b2c3d4e5f60718 "
    private static let lines = [
        head + "203.0.113.7 10.0.0.5 44915 443 6 20 4249 1767225827 1767225832 ACCEPT OK",
        head + "1.2.3.4 255.255.255.255 65535 0 255 99999999 1234567 1767225827 1767225832 REJECT OK",
        head + "2001:db8::1 2001:db8:a0b:12f0:ffff:ffff:ffff:fffe 1 2 17 3 4 1767225827 1767225832 ACCEPT OK",
        head + "::ffff:1.2.3.4 10.0.0.5 0 0 1 3 4 1767225827 1767225832 REJECT OK",
        head + "- - - - - - - 1767225827 1767225832 - NODATA",
        head + "- - - - - - - 1767225827 1767225832 - SKIPDATA",
    ]
    /// What lines stand between, so that no line is the last one.
    private static let neighbour = Array((lines[0] + "\n").utf8)

    /// Expects it of a few lines at a time: where many are uncommon, common ones are no longer looked for.
    private func expectTwinsAgree(_ changed: [[UInt8]], _ comment: String) throws {
        for first in stride(from: 0, to: changed.count, by: 30) {
            let text = changed[first..<min(first + 30, changed.count)].flatMap {
                (line: [UInt8]) -> [UInt8] in line + [10] + Self.neighbour
            }
            let reading = try LogReading(text, interfaces: Self.names)
            FlowLogsTests.expectTwinsAgree(text, reading, comment)
            for record in reading.records {
                let number = record.record.interfaceID.flatMap { Self.names.firstIndex(of: $0) }
                #expect(record.interface == number.map { UInt32($0) })
            }
        }
    }

    @Test(arguments: lines)
    func everyByteInEveryPlaceIsReadAsTheTwinReadsIt(line: String) throws {
        let line = Array(line.utf8)
        for place in line.indices {
            let changed = (1...UInt8.max).map { byte in
                var line = line
                line[place] = byte
                return line
            }
            try expectTwinsAgree(changed, "byte \(place)")
        }
    }

    @Test(arguments: lines)
    func bytesMoreAndLessAreReadAsTheTwinReadsThem(line: String) throws {
        let line = Array(line.utf8)
        for place in line.indices {
            var changed = " \t\r\n-0123456789.:aAK".utf8.map { byte in
                var line = line
                line.insert(byte, at: place)
                return line
            }
            for count in 1...3 where place + count <= line.count {
                var line = line
                line.removeSubrange(place..<place + count)
                changed.append(line)
            }
            try expectTwinsAgree(changed, "byte \(place)")
        }
    }

    /// A number of digits that a column of the common form may have, and more.
    @Test(arguments: 0..<100 as Range<UInt64>)
    func numbersOfAnyLengthAreReadAsTheTwinReadsThem(seed: UInt64) throws {
        var generator = SeededGenerator(seed: seed)
        func number(_ digits: ClosedRange<Int>) -> String {
            (0..<generator.number(digits)).map { _ in String(generator.number(0...9)) }.joined()
        }
        let lines = (0..<200).map { _ in
            let address = { (0..<4).map { _ in number(1...3) }.joined(separator: ".") }
            let counts = [number(1...6), number(1...6), number(1...4), number(1...12), number(1...17)]
            let times = [number(9...11), number(10...10)].shuffled(using: &generator)
            let words = [generator.pick(["ACCEPT", "REJECT"]), "OK"]
            let columns = [address(), address()] + counts + times + words
            return Array((Self.head + columns.joined(separator: " ")).utf8)
        }
        try expectTwinsAgree(lines, "seed \(seed)")
    }

    /// The last lines of a text have less behind them, and may lack their end.
    @Test(arguments: lines)
    func lastLinesAreReadAsTheTwinReadsThem(line: String) throws {
        for count in 0...line.utf8.count {
            let text = Array("\(line)\n\(line)\n".utf8) + Array(line.utf8.prefix(count))
            let reading = try LogReading(text, interfaces: Self.names)
            FlowLogsTests.expectTwinsAgree(text, reading, "\(count) bytes of a line")
        }
        let text = Array("\(line)\n\(line)\n".utf8)
        FlowLogsTests.expectTwinsAgree(text, try LogReading(text, interfaces: Self.names))
    }

    @Test func batchesAreFilledOfLinesOfAllForms() throws {
        let forms = Self.lines + ["2 123456789012 eni-0a1b2c3d 1.1.1.1 2.2.2.2 1 2 6 3 4 5 6 ACCEPT OK"]
        for period in 1...forms.count {
            let lines = (0..<3000).map { forms[$0 % period] }
            let text = Array((lines.joined(separator: "\n") + "\n").utf8)
            let reading = try LogReading(text, interfaces: Self.names, blockSize: 1 << 20)
            FlowLogsTests.expectTwinsAgree(text, reading, "\(period) forms")
            #expect(reading.records.count == 3000)
            #expect(reading.batchSizes.dropLast().allSatisfy { $0 == FlowRecordBatch.capacity })
        }
    }

    /// Where no line is of the common form, it is no longer looked for; where lines are again, it is.
    @Test func uncommonLinesByThemselvesAreReadAsTheTwinReadsThem() throws {
        let uncommon = "2 123456789012 eni-0a1b2c3d 1.1.1.1 2.2.2.2 1 2 6 3 4 1700000000 1700000060 ACCEPT OK"
        let lines =
            Array(repeating: uncommon, count: 2500) + Array(repeating: Self.lines[0], count: 2500)
            + Array(repeating: uncommon, count: 100) + Self.lines
        let text = Array((lines.joined(separator: "\n") + "\n").utf8)
        FlowLogsTests.expectTwinsAgree(text, try LogReading(text, interfaces: Self.names))
    }
}
