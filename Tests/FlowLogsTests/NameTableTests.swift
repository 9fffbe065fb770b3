import TestSupport
import Testing

@testable import FlowLogs

struct NameTableTests {
    private func number(_ table: NameTable, _ name: String) -> UInt32 {
        // Between other bytes, as in a line.
        let block = LineBlock(text: Array("2 \(name) 10.0.0.1\n".utf8))
        return table.number(block.bytes.span, 2, 2 + name.utf8.count)
    }

    @Test(arguments: [0, 1, 7, 8, 9, 16, 17, 4096, 20_000])
    func aNameOfAnyNumberIsFound(count: Int) {
        let names = (0..<count).map { "eni-\(String($0, radix: 16))" }
        let table = NameTable(names)
        for (index, name) in names.enumerated() where number(table, name) != UInt32(index) {
            Issue.record("\(name) is \(number(table, name)) of \(count)")
        }
        for name in ["eni-", "eni", "eni-\(String(count, radix: 16))", "eni-00", "ENI-1", "", "x"] {
            #expect(number(table, name) == NameTable.unknown, "\(name) of \(count)")
        }
    }

    @Test func namesThatBeginLikeOthersAreTheirOwn() {
        let names = ["eni-1", "eni-12", "eni-123", "eni-1234", "e", "eni-12345678901234567", "i-1"]
        let table = NameTable(names)
        #expect(names.map { number(table, $0) } == [0, 1, 2, 3, 4, 5, 6])
        for name in ["eni", "eni-12345", "eni-2", "ni-1", "eni-1234567890123456", "eni-123456789012345678"] {
            #expect(number(table, name) == NameTable.unknown, "\(name)")
        }
    }

    /// Pairs of names whose hashes are equal in all 32 bits, found by trying.
    @Test(arguments: [
        ("eni-07429", "eni-9ce6"), ("eni-04d35", "eni-da3a"), ("eni-2132", "eni-1d2af"),
        ("eni-1cade", "eni-2e222"), ("eni-12c5e", "eni-2f5f3"),
    ])
    func namesOfOneHashAreToldApart(one: String, other: String) {
        #expect(number(NameTable([one]), other) == NameTable.unknown)
        #expect(number(NameTable([other]), one) == NameTable.unknown)
        let both = NameTable([other, one])
        #expect(number(both, one) == 1 && number(both, other) == 0)
    }

    @Test func namesThatAreAddedAreFoundAsIfTheyHadBeenThere() {
        var table = NameTable(["eni-"])
        let names =
            ["eni-"]
            + (0..<3000).map {
                "eni-\(String($0 * 7919, radix: 16))" + ($0 % 5 == 0 ? "0123456789abcdefghi" : "")
            }
        for (index, name) in names.enumerated().dropFirst() {
            #expect(number(table, name) == NameTable.unknown)
            let block = LineBlock(text: Array("2 \(name) 10.0.0.1\n".utf8))
            table.add(2..<2 + name.utf8.count, in: block.bytes.span)
            #expect(number(table, name) == UInt32(index) && table.count == index + 1)
        }
        #expect(names.map { number(table, $0) } == (0..<3001).map { UInt32($0) })
        #expect(names.indices.map { String(decoding: table.name($0), as: UTF8.self) } == names)
    }

    @Test func theOrderIsThatOfBytes() {
        let names = [
            "eni-2", "eni-12345678901234567", "", "eni-1", "eni-12345678901234566", "eni-123456789012", "é",
            "eni-1\u{0}",
        ]
        let table = NameTable(names)
        let order = names.indices.sorted { names[$0].utf8.lexicographicallyPrecedes(names[$1].utf8) }
        #expect(table.numbersInOrder == order)
        #expect(NameTable([]).numbersInOrder.isEmpty)
    }

    @Test func anEmptyTableKnowsNoName() {
        #expect(number(NameTable([]), "eni-1") == NameTable.unknown)
    }

    @Test func recordsCarryTheNumberOfTheirInterface() throws {
        let lines = ["eni-b", "eni-", "eni-a", "-", "eni-bb"].map { line(interface: $0) }
        let reading = try LogReading(lines.joined(separator: "\n"), interfaces: ["eni-a", "eni-b"])
        #expect(reading.records.map(\.interface) == [1, nil, 0, nil, nil])
        #expect(reading.records.map(\.record.interfaceID) == ["eni-b", "eni-", "eni-a", nil, "eni-bb"])
    }
}
