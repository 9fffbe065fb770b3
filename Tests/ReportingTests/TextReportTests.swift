import FlowEvaluation
import Foundation
import GzipInput
import NetworkPrimitives
import NetworkRules
import Reporting
import Testing

@Suite struct TextReportTests {
    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    private func lines(_ input: ReportInput) -> [String] {
        TextReport(input).text().split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    }

    /// Paths in the report are as they were given, so the log is named from the package's root.
    /// `FLOWVERDICT_UPDATE_GOLDEN` writes the expected report anew.
    @Test(.enabled(if: SmallLog.isAtHand, "run the tests from the package's root"))
    func smallEvaluationIsReportedAsWritten() throws {
        let input = try reportInput([.file(path: SmallLog.path)], warnings: ["sg-0web: a warning"])
        let golden = SmallLog.fixture("small.txt")
        if ProcessInfo.processInfo.environment["FLOWVERDICT_UPDATE_GOLDEN"] != nil {
            try TextReport(input).text().write(to: golden, atomically: true, encoding: .utf8)
        }
        #expect(TextReport(input).text() == (try String(contentsOf: golden, encoding: .utf8)))
    }

    @Test func emptyInputSaysSo() throws {
        let text = TextReport(try reportInput([try folder.write("empty.log", [] as [String])])).text()
        #expect(text.contains("0 = 0 headers + 0 records + 0 malformed + 0 blank"))
        #expect(text.contains("No records were read."))
        #expect(!text.contains("ANOMALIES"))
        #expect(!text.contains("PARTIAL"))
    }

    @Test func failuresStandAtTheTop() throws {
        let good = try folder.write("good.log", SmallLog.lines())
        let report = lines(
            try reportInput([good, .file(path: folder.file("missing.log")), .file(path: folder.path)]))
        #expect(report[2] == "*** PARTIAL: this report does not cover all of the input ***")
        #expect(report[3] == "  2 of 3 inputs could not be read to the end:")
        #expect(report.contains { $0.hasSuffix("2 unreadable inputs more, whose names tell no time") })
    }

    @Test func unreadableFileHidesItsFiveMinutes() throws {
        let good = try folder.write(
            "good.log",
            ["2 1 eni-web 203.0.113.9 10.0.1.10 50000 443 6 1 40 1529511600 1529512199 ACCEPT OK"])
        let lost = "123456789012_vpcflowlogs_us-east-1_fl-1234abcd_20180620T1620Z_fe123456.log.gz"
        let text = TextReport(try reportInput([good, .file(path: folder.file(lost))])).text()
        #expect(text.contains("Span     2018-06-20T16:20:00Z to 2018-06-20T16:29:59Z (10 min 0 s)"))
        #expect(text.contains("unreadable files may hide traffic in 50.0 % of the span (5 min 0 s)"))
        #expect(!text.contains("names tell no time"))
    }

    @Test func noLineIsWiderThanEightyColumnsWhateverNamesHold() throws {
        let long = String(repeating: "x", count: 300)
        let wide = String(repeating: "\u{6f22}", count: 60)
        let ruleSet = RuleSet(
            securityGroups: [
                SecurityGroup(
                    id: "sg-\(wide)",
                    ingress: [SmallNetwork.rule(.all, "2001:db8:1111:2222:3333::/80", id: long)])
            ],
            networkACLs: [
                NetworkACL(
                    id: "acl-\u{202e}\(long)\n", vpcID: "v", isDefault: true,
                    ingress: [
                        NetworkACLEntry(
                            ruleNumber: 32766, action: .deny, traffic: .ports(.udp, PortRange(10000, 65535)),
                            block: SmallNetwork.block("2001:db8:1111:2222:3333::/80"))
                    ])
            ],
            interfaces: [
                NetworkInterface(
                    id: "eni-\(long)", vpcID: "v", subnetID: "s",
                    addresses: [SmallNetwork.address("2001:db8:1111:2222:3333:4444:5555:6666")],
                    groupIDs: ["sg-\(wide)"])
            ])
        let records = (0..<40).map { number in
            "eni-\(long) 2001:db8:1111:2222:3333:7777:8888:99\(10 + number) "
                + "2001:db8:1111:2222:3333:4444:5555:6666 50000 \(20000 + number) \(number % 2 == 0 ? 17 : 6) "
                + "18446744073709551615 18446744073709551615 0 253402300799 ACCEPT OK - - - - -"
        }
        let bad = ["\(wide) 1.2.3.4 \(wide) 1 2 3 4 5 6 7 ACCEPT OK - - - - -", long + "\u{1b}[31m"]
        let name = "\u{1b}[31m\u{202e}" + String(repeating: "n", count: 200) + ".log"
        let log = try folder.write(name, [SmallNetwork.header] + records + bad)
        let input = try reportInput(
            [log, .file(path: folder.file(name + "\n.gone"))], ruleSet: ruleSet,
            warnings: [wide + long, "a \u{7} b"], rulesPath: long, logs: [wide, long])
        for line in lines(input) {
            let width = line.unicodeScalars.reduce(0) { $0 + ($1.value < 0x1100 ? 1 : 2) }
            #expect(width <= 80, "\(line)")
            #expect(!line.unicodeScalars.contains { $0.value < 32 || $0.value == 0x7f || $0.value == 0x202e })
            #expect(line.last != " ")
        }
        #expect(lines(input).contains("ANOMALIES"))
    }

    @Test func reportsAreTheSameForAnyNumberOfWorkers() throws {
        let inputs = try (0..<7).map { number in
            try folder.write("\(number).log", SmallLog.lines().shuffledKeepingFirst(by: number))
        }
        var single = try reportInput(inputs, threads: 1)
        let several = try reportInput(inputs, threads: 4)
        single.threads = 4
        #expect(TextReport(single).text() == TextReport(several).text())
        #expect(JSONReport(single).text == JSONReport(several).text)
    }

    @Test func possibleAnomaliesStandApartAndNameTheFieldsThatTell() throws {
        let log = try folder.write(
            "v2.log",
            ["2 1 eni-web 198.51.100.4 10.0.1.10 50001 22 6 3 120 1700000060 1700000120 REJECT OK"])
        let text = TextReport(try reportInput([log])).text()
        #expect(!text.contains("\nANOMALIES"))
        let section = text.range(of: "\nPOSSIBLE ANOMALIES").map { String(text[$0.lowerBound...]) } ?? ""
        let words = section.split(whereSeparator: \.isWhitespace).joined(separator: " ")
        #expect(words.contains("With tcp-flags and reject-reason in the log's format it can be told."))
        #expect(words.contains("rejected-despite-rules, possible: 1 record, 120 B"))
        #expect(words.contains("eni-web ingress 198.51.100.4 -> 10.0.1.10 tcp/22: 1 record"))
        #expect(words.contains("first seen 2023-11-14T22:14:20Z, \(folder.file("v2.log")):1"))
    }

    @Test(arguments: [
        (0, 59, "1970-01-01T00:00:00Z to 1970-01-01T00:00:59Z (1 min 0 s)"),
        (951_782_399, 951_868_800, "2000-02-28T23:59:59Z to 2000-03-01T00:00:00Z (1 d 0 h)"),
        (1_709_164_799, 1_709_164_800, "2024-02-28T23:59:59Z to 2024-02-29T00:00:00Z (2 s)"),
        (4_107_542_399, 4_107_542_400, "2100-02-28T23:59:59Z to 2100-03-01T00:00:00Z (2 s)"),
        (253_402_300_799, 253_402_300_799, "9999-12-31T23:59:59Z to 9999-12-31T23:59:59Z (1 s)"),
    ])
    func spanIsShownInUTC(first: Int, last: Int, text: String) throws {
        let log = try folder.write(
            "one.log", ["2 1 eni-web 203.0.113.9 10.0.1.10 50000 443 6 1 40 \(first) \(last) ACCEPT OK"])
        #expect(TextReport(try reportInput([log])).text().contains("  Span     \(text)\n"))
    }

    @Test(arguments: [
        (1023, "1023 B"), (1024, "1.00 KiB"), (10_000, "9.77 KiB"), (1_048_575, "1.00 MiB"),
        (123_456_789, "118 MiB"), (1_099_511_627_776, "1.00 TiB"),
    ])
    func bytesAreShownInBinaryUnits(bytes: Int, text: String) throws {
        let log = try folder.write(
            "one.log", ["2 1 eni-web 203.0.113.9 10.0.1.10 50000 443 6 1234567 \(bytes) 1 2 ACCEPT OK"])
        let lines = TextReport(try reportInput([log])).text().split(separator: "\n")
        let row = try #require(lines.first { $0.hasPrefix("  allowed-by-sg") })
        #expect(row.hasSuffix(" \(text)"))
        #expect(row.contains(" 1,234,567 "))
    }

    @Test func moreGroupsThanAreListedAreCounted() throws {
        let records = (0..<25).map {
            "eni-web 203.0.113.\($0) 10.0.1.10 50000 8080 6 1 40 1 2 ACCEPT OK 2 - - - -"
        }
        let log = try folder.write("many.log", [SmallNetwork.header] + records)
        let text = TextReport(try reportInput([log])).text()
        #expect(text.contains("... and 15 more"))
        #expect(!text.contains("203.0.113.10 ->"))
        #expect(text.contains("203.0.113.9 ->"))
    }
}

extension [String] {
    /// The lines behind the first one turned round by `places`, so that files differ.
    fileprivate func shuffledKeepingFirst(by places: Int) -> [String] {
        guard count > 1 else { return self }
        let rest = Array(dropFirst())
        let cut = places % rest.count
        return [self[0]] + rest[cut...] + rest[..<cut]
    }
}
