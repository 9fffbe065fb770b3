import Foundation
import TestSupport
import Testing

/// What `--max-memory` does: small limits, so that little reaches them.
@Suite struct MemoryLimitTests {
    private static let rules = fixture("conformance/rules")
    private static let log = fixture("conformance/flows.log")

    @Test(arguments: [
        ("1", "at least 64M"), ("63M", "at least 64M"), ("10k", "at least 64M"), ("much", "max-memory"),
        ("-1G", "max-memory"), ("1e9", "max-memory"), ("9999999T", "max-memory"), ("", "max-memory"),
        ("0x40M", "max-memory"), (".", "max-memory"),
    ])
    func whatIsNoSizeIsUsage(size: String, named: String) throws {
        let run = try CommandLineRun(["evaluate", "--rules", Self.rules, "--max-memory", size, Self.log])
        #expect(run.exitCode == 64)
        #expect(run.errors.contains(named))
    }

    @Test(arguments: ["64M", "64m", "64MiB", "64mb", "67108864", "65536K", "0.5G", "1t"])
    func sizesAreWrittenInManyWays(size: String) throws {
        let run = try CommandLineRun(["evaluate", "--rules", Self.rules, "--max-memory", size, Self.log])
        #expect(run.exitCode == 0)
        #expect(run.errors.isEmpty)
    }

    @Test(arguments: ["evaluate", "audit", "suggest", "benchmark", "explain", "compare"])
    func rulesThatTakeTooMuchAreRefused(verb: String) throws {
        let folder = try TemporaryFolder()
        let nested = repeatElement("[[[[[[[[]]]]]]]]", count: 300_000).joined(separator: ",")
        let rules = try folder.write("rules.json", #"{"SecurityGroups": ["# + nested + "]}")
        let subject =
            verb == "explain"
            ? "--interface eni-1 --source 10.0.0.1 --destination 10.0.0.2 --protocol 1".split(separator: " ")
                .map(String.init) : [Self.log]
        let run = try CommandLineRun(
            verb == "compare"
                ? [verb, Self.rules, rules, "--max-memory", "64M"]
                : [verb, "--rules", rules, "--max-memory", "64M"] + subject)
        #expect(run.exitCode == 65)
        #expect(run.errors.contains("\(rules): to read it takes more than the 32 MiB"))
        #expect(run.output.isEmpty)
    }

    @Test func anArchiveThatStandsForMoreIsRefusedAsRules() throws {
        let folder = try TemporaryFolder()
        let rules = try folder.write(
            "rules.json.gz",
            bytes: GzipWriter.member([UInt8](repeating: UInt8(ascii: "["), count: 100_000_000), level: 6))
        let run = try CommandLineRun(["evaluate", "--rules", rules, "--max-memory", "64M", Self.log])
        #expect(run.exitCode == 65)
        #expect(run.errors.contains("more than the 32 MiB"))
    }

    @Test func filesOfSuppressionsAreShort() throws {
        let folder = try TemporaryFolder()
        let long = try folder.write("long.yaml", "suppressions: [" + String(repeating: "[],", count: 400_000))
        let run = try CommandLineRun(["audit", "--rules", Self.rules, "--suppress", long])
        #expect(run.exitCode == 65)
        #expect(run.errors.contains("long.yaml: has more than the 1 MiB"))
        // What never ends is no longer.
        let endless = try CommandLineRun(["audit", "--rules", Self.rules, "--suppress", "/dev/zero"])
        #expect(endless.exitCode == 65)
        let missing = try CommandLineRun(["audit", "--rules", Self.rules, "--suppress", folder.path("none")])
        #expect(missing.exitCode == 66)
        #expect(missing.errors.contains("none: cannot be read: No such file"))
    }

    /// Many workers where there is memory for few: fewer are begun, and the report is the same.
    @Test func workersThatDoNotFitAreNotBegun() throws {
        let folder = try TemporaryFolder()
        let text = try String(contentsOfFile: Self.log, encoding: .utf8)
        for number in 0..<30 {
            try folder.write("logs/\(number).log", text + String(repeating: "\n", count: number))
        }
        func run(_ more: String...) throws -> (report: [String: Any], records: String) {
            let run = try CommandLineRun(
                [
                    "evaluate", "--rules", Self.rules, folder.path("logs"), "--output-format", "json",
                    "--records",
                    folder.path("records"),
                ] + more)
            #expect(run.exitCode == 0)
            return (try jsonObject(run.output), try folder.read("records"))
        }
        let many = try run("--threads", "100", "--max-memory", "64M")
        let one = try run("--threads", "1")
        #expect(many.records == one.records)
        let classes = [many, one].map {
            ($0.report["classes"] as? [[String: Any]])?.map { $0["records"] as? Int }
        }
        #expect(classes[0] != nil && classes[0] == classes[1])
        let threads = try #require((many.report["run"] as? [String: Any])?["threads"] as? Int)
        #expect((1..<20).contains(threads))
    }

    /// Records of more flows than 64 MiB tell apart, all let through.
    private static let manyFlows: [UInt8] = {
        var text: [UInt8] = []
        for number in 0..<60_000 {
            text +=
                "2 123456789012 eni-0a000000000000001 172.\(16 + number >> 16).\(number >> 8 & 255)"
                .utf8
            text +=
                ".\(number & 255) 10.0.0.10 \(1024 + number) 443 6 1 40 1700000000 1700000060 ACCEPT OK\n"
                .utf8
        }
        return text
    }()

    private static func rules(in folder: TemporaryFolder) throws -> String {
        try folder.write(
            "rules.json",
            #"""
            {"SecurityGroups": [{"GroupId": "sg-1", "GroupName": "web", "VpcId": "vpc-1", "IpPermissions": [
                {"IpProtocol": "tcp", "FromPort": 443, "ToPort": 443, "IpRanges": [{"CidrIp": "0.0.0.0/0"}]}],
                "IpPermissionsEgress": []}],
             "NetworkInterfaces": [{"NetworkInterfaceId": "eni-0a000000000000001", "VpcId": "vpc-1",
                "SubnetId": "subnet-1", "PrivateIpAddress": "10.0.0.10",
                "PrivateIpAddresses": [{"PrivateIpAddress": "10.0.0.10", "Primary": true}],
                "Groups": [{"GroupId": "sg-1", "GroupName": "web"}]}]}
            """#)
    }

    @Test func flowsThatDoNotFitAreCountedTogether() throws {
        let folder = try TemporaryFolder()
        let rules = try Self.rules(in: folder)
        let log = try folder.write("many.log", bytes: Self.manyFlows)
        let page = folder.path("page.html")
        // As many workers as make the share of each small.
        let arguments = ["--rules", rules, log, "--max-memory", "64M", "--threads", "4"]
        let evaluate = try CommandLineRun(
            ["evaluate", "--output-format", "json", "--html", page] + arguments)
        #expect(evaluate.exitCode == 0)
        let report = try jsonObject(evaluate.output)
        let lines = try #require(report["lines"] as? [String: Any])
        #expect(lines["records"] as? Int == 60_000)
        #expect(try folder.read("page.html").contains("--max-memory"))

        let suggest = try CommandLineRun(["suggest"] + arguments)
        #expect(suggest.output.contains("more flows than are told apart"))
        #expect(suggest.output.contains("--max-memory"))

        let audit = try CommandLineRun(["audit"] + arguments)
        let words = audit.output.split(whereSeparator: \.isWhitespace).joined(separator: " ")
        #expect(words.contains("records are of more flows than are told apart"))
    }

    @Test func whatFitsIsNotSpokenOf() throws {
        let folder = try TemporaryFolder()
        let rules = try Self.rules(in: folder)
        let log = try folder.write("many.log", bytes: Self.manyFlows)
        let run = try CommandLineRun(["suggest", "--rules", rules, log])
        #expect(run.exitCode == 0)
        #expect(!run.output.contains("told apart"))
    }
}
