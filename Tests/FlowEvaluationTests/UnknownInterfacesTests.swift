import FlowLogs
import NetworkRules
import RuleMatching
import TestSupport
import Testing

@testable import FlowEvaluation

@Suite struct UnknownInterfacesTests {
    /// The tally of some records at interfaces that no rule set holds, by their numbers.
    private func tally(_ interfaces: ArraySlice<Int>) throws -> EvaluationTally {
        let compiled = try RuleSetCompiler.compile(RuleSet())
        var worker = TallyingWorker(FlowEvaluator(compiled), format: .version2)
        let lines = interfaces.map {
            "2 1 eni-\(String($0 + 100_000)) 192.0.2.1 10.0.0.1 1 2 6 3 \($0) 1000 \(1000 + $0) ACCEPT OK\n"
        }
        worker.add(LineBlock(text: lines.flatMap { Array($0.utf8) }))
        return worker.finish()
    }

    @Test func trafficIsSummedByName() throws {
        var merged = try tally([7, 8, 7])
        merged.merge(try tally([8, 9]))
        let traffic = merged.unknownInterfaces.traffic
        #expect(traffic.keys.sorted() == ["eni-100007", "eni-100008", "eni-100009"])
        #expect(traffic["eni-100007"]?.sums == FlowSums(records: 2, packets: 6, bytes: 14))
        #expect(traffic["eni-100008"]?.seen.last == 1008)
    }

    /// Bytes that are no UTF-8 become the same text, and one entry.
    @Test func namesThatAreNoTextAreSummed() throws {
        let compiled = try RuleSetCompiler.compile(RuleSet())
        var worker = TallyingWorker(FlowEvaluator(compiled), format: .version2)
        let end = Array(" 192.0.2.1 10.0.0.1 1 2 6 3 40 1000 1060 ACCEPT OK\n".utf8)
        let start = Array("2 1 eni-".utf8)
        worker.add(LineBlock(text: start + [0xFF] + end + start + [0xFE] + end))
        let traffic = worker.finish().unknownInterfaces.traffic
        #expect(traffic.mapValues(\.sums.records) == ["eni-\u{FFFD}": 2])
    }

    /// Whoever reads what, the lowest names are kept with all of their traffic.
    @Test(arguments: [1, 2, 3, 7])
    func theLowestNamesAreKeptForAnySplit(parts: Int) throws {
        var generator = SeededGenerator(seed: 3)
        let interfaces = (0..<6000).map { _ in generator.number(0...4999) }
        var merged = try tally([])
        let size = interfaces.count / parts + 1
        for start in stride(from: 0, to: interfaces.count, by: size) {
            merged.merge(try tally(interfaces[start..<min(start + size, interfaces.count)]))
        }
        let found = merged.unknownInterfaces
        let lowest = Set(interfaces).sorted().prefix(UnknownInterfaces.capacity)
        #expect(found.traffic.keys.sorted() == lowest.map { "eni-\($0 + 100_000)" })
        for number in lowest {
            let expected = interfaces.count { $0 == number }
            #expect(found.traffic["eni-\(number + 100_000)"]?.sums.records == UInt64(expected))
        }
        let others = interfaces.count { !lowest.contains($0) }
        #expect(found.others.sums.records == UInt64(others))
    }
}
