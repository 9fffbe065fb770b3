import FlowLogs
import GzipInput
import TestSupport
import Testing

struct BatchTests {
    private static let capacity = FlowRecordBatch.capacity

    private func lines(_ count: Int) -> [String] { (0..<count).map { line(packets: "\($0)") } }

    @Test(arguments: [
        (capacity - 1, [capacity - 1]), (capacity, [capacity]), (capacity + 1, [capacity, 1]),
        (2 * capacity, [capacity, capacity]),
    ])
    func batchesAreFilledToTheirCapacity(count: Int, sizes: [Int]) throws {
        let text = lines(count).joined(separator: "\n")
        let reading = try LogReading(text, blockSize: 1 << 21)
        #expect(reading.batchSizes == sizes)
        #expect(reading.records.map(\.record.packets) == (0..<count).map { UInt64($0) })
        #expect(reading.records.map(\.line) == (1...count).map { UInt64($0) })
    }

    @Test func aHeaderEndsABatchOnlyBehindRecords() throws {
        let text = ([version2Header] + lines(Self.capacity) + [version2Header, ""] + lines(3)).joined(
            separator: "\n")
        let reading = try LogReading(text, blockSize: 1 << 21)
        #expect(reading.batchSizes == [Self.capacity, 3])
        #expect(reading.records.suffix(3).map(\.line) == [4, 5, 6].map { UInt64(Self.capacity + $0) })
    }

    @Test func linesThatAreNoRecordsTakeNoPlaceInABatch() throws {
        var text: [String] = []
        for line in lines(Self.capacity + 1) {
            text += [line, "", "malformed line", line.replacing("ACCEPT", with: "DROP")]
        }
        let reading = try LogReading(text.joined(separator: "\n"), blockSize: 1 << 21)
        #expect(reading.lineCounts == [0, 1, 2, 1].map { UInt64($0 * (Self.capacity + 1)) })
        #expect(reading.batchSizes == [Self.capacity, 1])
        #expect(
            reading.records.map(\.line)
                == Array(stride(from: UInt64(1), through: UInt64(4 * Self.capacity + 1), by: 4)))
    }

    @Test func ipv6AddressesOfEveryRecordAreItsOwn() throws {
        let text = (0..<5000).map {
            line(from: "2001:db8::\(String($0, radix: 16))", to: "::ffff:0:\($0 % 10)")
        }
        let records = try LogReading(text.joined(separator: "\n"), blockSize: 1 << 20).records.map(\.record)
        let addresses = records.map { $0.sourceAddress?.description }
        #expect(addresses == (0..<5000).map { $0 == 0 ? "2001:db8::" : "2001:db8::\(String($0, radix: 16))" })
    }

    @Test func oneParserReadsOneInputInAnyNumberOfBlocks() throws {
        let file = try LogTextFile(lines(300).joined(separator: "\n"))
        let reading = LogReading(file.source, blockSize: 1)
        #expect(reading.batchSizes.count > 1 && reading.batchSizes.reduce(0, +) == 300)
        #expect(reading.records.map(\.line) == (1...300).map { UInt64($0) })
    }
}
