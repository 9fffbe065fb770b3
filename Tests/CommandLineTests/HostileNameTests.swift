import Foundation
import Testing

/// Names that others chose, with what would steer a terminal or look like a message of the program.
@Suite struct HostileNameTests {
    private static let hostile = "a\u{1B}]0;owned\u{7}\u{1B}[2J\u{202E}b\nflowverdict: all is well"
    private static let record =
        "2 1 eni-1 192.0.2.1 10.0.0.1 50000 22 6 10 1000 1767225600 1767225660 ACCEPT OK\n"

    /// Neither output has anything of it but as text.
    private static func expectHarmless(_ run: CommandLineRun, _ comment: String) {
        for text in [run.output, run.errors] {
            let scalars = text.unicodeScalars.filter { $0.value < 32 && $0 != "\n" || $0.value == 0x202E }
            #expect(scalars.isEmpty, "\(comment)")
            #expect(
                !text.split(separator: "\n").contains { $0.hasPrefix("flowverdict: all is well") },
                "\(comment)")
        }
    }

    private static func rules(_ folder: TemporaryFolder, group: String = "sg-1") throws -> String {
        let name = try String(
            decoding: JSONSerialization.data(withJSONObject: group, options: .fragmentsAllowed), as: UTF8.self
        )
        return try folder.write(
            "rules.json",
            """
            {"SecurityGroups": [{"GroupId": \(name), "GroupName": \(name), "Description": \(name), "VpcId": "vpc-1",
              "IpPermissions": [{"IpProtocol": "tcp", "FromPort": 22, "ToPort": 22, "IpRanges":
                [{"CidrIp": "0.0.0.0/0", "Description": \(name)}]}], "IpPermissionsEgress": []}],
             "NetworkInterfaces": [{"NetworkInterfaceId": "eni-1", "VpcId": "vpc-1", "Description": \(name),
               "PrivateIpAddress": "10.0.0.1", "Groups": [{"GroupId": \(name)}]}]}
            """)
    }

    @Test func filesOfAnyNameAreToldAsText() throws {
        let folder = try TemporaryFolder()
        let rules = try Self.rules(folder)
        let broken = try folder.write(Self.hostile + ".log.gz", bytes: [0x1F, 0x8B, 8, 0, 0])
        let text = try folder.write(Self.hostile + ".log", Self.record + "not a record\n")
        let noRules = try folder.write(Self.hostile + ".json", #"{"SecurityGroups": 3}"#)
        let missing = folder.path(Self.hostile)
        for (arguments, exitCode) in [
            (["--rules", rules, broken], 74), (["--rules", rules, text], 0),
            (["--rules", noRules, text], 65),
            (["--rules", missing, text], 66), (["--rules", rules, missing], 66),
            (["--rules", rules, "--records", missing + "/x", text], 73),
            (["--rules", rules, "--verbose", text, broken], 74),
            (["--rules", rules, "--records", "/dev/null", "--output", folder.path("r"), broken], 74),
        ] as [([String], Int32)] {
            let run = try CommandLineRun(["evaluate"] + arguments)
            #expect(run.exitCode == exitCode, "\(run.errors)")
            Self.expectHarmless(run, "\(arguments)")
        }
    }

    @Test(arguments: ["evaluate", "audit", "suggest", "benchmark"])
    func groupsOfAnyNameAreToldAsText(verb: String) throws {
        let folder = try TemporaryFolder()
        let rules = try Self.rules(folder, group: "sg-" + Self.hostile)
        let log = try folder.write("one.log", Self.record)
        Self.expectHarmless(try CommandLineRun([verb, "--rules", rules, log]), verb)
    }

    @Test func linesOfLogsAreToldAsText() throws {
        let folder = try TemporaryFolder()
        let rules = try Self.rules(folder)
        let lines = [
            "2 1 eni-\u{1B}[31m 192.0.2.1 10.0.0.1 1 22 6 10 1000 1767225600 1767225660 ACCEPT OK",
            "2 1 eni-1 \u{1B}[31m 10.0.0.1 1 22 6 10 1000 1767225600 1767225660 ACCEPT OK", "\u{1B}c",
        ]
        let log = try folder.write("one.log", lines.joined(separator: "\n") + "\n")
        Self.expectHarmless(try CommandLineRun(["evaluate", "--rules", rules, log]), "evaluate")
        for line in lines {
            Self.expectHarmless(try CommandLineRun(["explain", "--rules", rules, line]), "explain")
        }
    }
}
