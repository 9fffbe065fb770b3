import Foundation
import TestSupport
import Testing

/// The same file delivered twice, and records whose times make no sense.
@Suite struct RepeatedInputTests {
    private static let rules = fixture("conformance/rules")
    private static let log = fixture("conformance/flows.log")

    @Test func filesOfTheSameBytesAreTold() throws {
        let folder = try TemporaryFolder()
        let bytes = try [UInt8](Data(contentsOf: URL(filePath: Self.log)))
        try folder.write("logs/a.log", bytes: bytes)
        try folder.write("logs/b.log", bytes: bytes + [UInt8(ascii: "\n")])
        try folder.write("logs/c/again.log", bytes: bytes)
        try folder.write("logs/d.log.gz", bytes: GzipWriter.member(bytes))
        try folder.write("logs/e.log.gz", bytes: GzipWriter.member(bytes))
        // Cut files, empty ones and mere headers say nothing twice.
        for name in ["f", "g"] {
            try folder.write("logs/\(name).log.gz", bytes: GzipWriter.member(bytes).dropLast(20))
            try folder.write("logs/\(name)-empty.log", bytes: [])
            try folder.write("logs/\(name)-header.log", bytes: Array(bytes.prefix { $0 != 10 }) + [10])
        }
        let one = try CommandLineRun(
            ["evaluate", "--rules", Self.rules, "--output-format", "json", folder.path("logs/a.log")])
        let records = try #require(
            (try jsonObject(one.output)["lines"] as? [String: Any])?["records"] as? Int)
        for threads in ["1", "4"] {
            let run = try CommandLineRun(
                [
                    "evaluate", "--rules", Self.rules, "--output-format", "json", "--threads", threads,
                    folder.path("logs"),
                ])
            let inputs = try #require(try jsonObject(run.output)["inputs"] as? [String: Any])
            let repeated = try #require(inputs["repeated"] as? [String: Any])
            #expect(repeated["count"] as? Int == 2)
            #expect(repeated["records"] as? Int == 2 * records)
            let files = try #require(repeated["files"] as? [[String: String]])
            #expect(files.map { $0["file"]?.suffix(9) } == ["again.log", "/e.log.gz"])
            #expect(files.map { $0["same_as"]?.suffix(9) } == ["ogs/a.log", "/d.log.gz"])
        }
        let text = try CommandLineRun(["evaluate", "--rules", Self.rules, folder.path("logs")])
        let words = text.output.split(whereSeparator: \.isWhitespace).joined(separator: " ")
        #expect(words.contains("holds the very bytes of"))
        #expect(words.contains("2 inputs with the very bytes of others: \(2 * records) records count twice"))
        for verb in ["audit", "suggest"] {
            let run = try CommandLineRun([verb, "--rules", Self.rules, folder.path("logs")])
            #expect(run.output.contains("the very bytes of others"))
        }
    }

    @Test func whatIsThereOnceIsNotSpokenOf() throws {
        let run = try CommandLineRun(["evaluate", "--rules", Self.rules, Self.log])
        #expect(!run.output.contains("very bytes") && !run.output.contains("end before they begin"))
    }

    @Test func timesThatRunBackwardsAreCountedAndTold() throws {
        let interface = "2 1 eni-00000000000000001 192.0.2.77 10.0.1.10 40000 443 6 1 40"
        let log = [
            "\(interface) 1700000060 1700000000 ACCEPT OK", "\(interface) 1700000000 1700000000 ACCEPT OK",
            "\(interface) 253402300799 0 ACCEPT OK", "\(interface) 0 253402300799 ACCEPT OK",
        ].joined(separator: "\n")
        let run = try CommandLineRun(
            ["evaluate", "--rules", Self.rules, "--output-format", "json", "-"], input: Data(log.utf8))
        #expect(run.exitCode == 0)
        let report = try jsonObject(run.output)
        let lines = try #require(report["lines"] as? [String: Int])
        #expect(lines["records"] == 4)
        #expect(lines["reversed_times"] == 2)
        let span = try #require(report["span"] as? [String: Any])
        #expect(span["first"] as? Int == 0 && span["last"] as? Int == 253_402_300_799)
        let text = try CommandLineRun(["evaluate", "--rules", Self.rules, "-"], input: Data(log.utf8))
        #expect(text.output.contains("2 records that end before they begin"))
    }
}
