import Foundation
import GzipInput
import TestSupport
import Testing

@testable import FlowLogs

@Suite struct LogSelectionTests {
    private static let day: UInt64 = 1_769_817_600  // 2026-01-31T00:00:00Z

    @Test(
        arguments: [
            (
                "AWSLogs/123456789012/vpcflowlogs/eu-west-1/2026/01/31/16/x.log.gz", day + 16 * 3600,
                day + 17 * 3600 - 1
            ),
            ("p/q/AWSLogs/123456789012/vpcflowlogs/eu-west-1/2026/01/31", day, day + 86399),
            ("AWSLogs/123456789012/vpcflowlogs/eu-west-1/2026/01/", day - 30 * 86400, day + 86399),
            (
                "AWSLogs/aws-account-id=123456789012/aws-service=vpcflowlogs/aws-region=eu-west-1/year=2026/month=01/day=31/hour=16/x.gz",
                day + 16 * 3600, day + 17 * 3600 - 1
            ),
            ("x/123456789012_vpcflowlogs_eu-west-1_fl-1_20260131T1620Z_ab.log.gz", day + 58800, day + 59099),
        ] as [(String, UInt64, UInt64)])
    func pathsTellAccountRegionAndTime(path: String, first: UInt64, last: UInt64) {
        let delivered = DeliveredPath(path)
        #expect(delivered.account == "123456789012")
        #expect(delivered.region == "eu-west-1")
        #expect(delivered.ends == first...last)
    }

    @Test(arguments: [
        "flow.log", "2026/01/31/flow.log", "AWSLogs/x/vpcflowlogs", "-", "",
        "AWSLogs/123456789012/vpcflowlogs/eu-west-1/2026/13/41/x",
        "aws-account-id=1/aws-region=r/year=2026/month=9223372036854775807/",
        "a/year=2026/month=-1/day=-9223372036854775808/x",
    ])
    func otherPathsTellNoTime(path: String) {
        #expect(DeliveredPath(path).ends == nil)
    }

    /// No file is passed over that holds a record that is asked for, wherever the window lies.
    @Test func noRecordThatIsAskedForIsLost() {
        var generator = SeededGenerator(seed: 1)
        var passedOver = 0
        for _ in 0..<20000 {
            let end = Self.day + UInt64(generator.number(0...86399))
            let start = end - UInt64(generator.number(0...600))
            let since = Self.day + UInt64(generator.number(0...86400 * 2)) - 86400
            let selection = LogSelection(
                since: generator.chance(70) ? since : nil,
                until: generator.chance(70) ? since + UInt64(generator.number(1...7200)) : nil)
            let (hour, minute) = (end % 86400 / 3600, end % 3600 / 60 / 5 * 5)
            func two(_ number: UInt64) -> String { number < 10 ? "0\(number)" : "\(number)" }
            let paths = [
                "AWSLogs/123456789012/vpcflowlogs/eu-west-1/2026/01/31",
                "AWSLogs/123456789012/vpcflowlogs/eu-west-1/2026/01/31/\(two(hour))",
                "a/123456789012_vpcflowlogs_eu-west-1_fl-1_20260131T\(two(hour))\(two(minute))Z_ab.log.gz",
            ]
            for path in paths {
                let mayBeHeld = selection.mayBeHeld(in: path)
                if !mayBeHeld { passedOver += 1 }
                #expect(
                    mayBeHeld || !selection.includes(start: start, end: end),
                    "\(path) \(selection) \(start) \(end)")
            }
        }
        #expect(passedOver > 5000)
    }

    @Test func recordsOutsideAreDroppedAndTheOthersKeepTheirPlaces() {
        let lines =
            (0..<50).map {
                "2 1 eni-1 10.0.0.\($0) 10.0.0.99 1 2 6 \($0) 1 \(1000 + $0 * 10) \(1005 + $0 * 10) ACCEPT OK"
            }
            + ["2 1 eni-1 - - - - - - - - - - NODATA"]
        let block = LineBlock(text: Array(lines.joined(separator: "\n").utf8))
        var parser = FlowRecordParser(interfaces: NameTable(["eni-1"]))
        var batch = FlowRecordBatch()
        parser.begin(block)
        #expect(parser.parse(block, into: &batch))
        // From 1105 on, before 1200: records 10 (1100 to 1105) to 19 (1190).
        #expect(batch.keepOnly(LogSelection(since: 1105, until: 1200)) == 40)
        #expect((0..<10).map { batch.line($0) } == (11...20).map { UInt64($0) })
        #expect((0..<10).map { batch.packets[$0] } == (10...19).map { UInt64($0) })
        #expect(batch.count == 11)
        #expect(batch.line(10) == 51)
    }
}
