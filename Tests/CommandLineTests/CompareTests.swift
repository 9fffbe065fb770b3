import Foundation
import Testing

/// `compare` as a user runs it.
@Suite struct CompareTests {
    private static func groups(_ rules: String) -> String {
        #"{"SecurityGroups": [{"GroupId": "sg-1", "VpcId": "vpc-1", "IpPermissions": [\#(rules)], "IpPermissionsEgress": []}], "NetworkInterfaces": [{"NetworkInterfaceId": "eni-1", "VpcId": "vpc-1", "SubnetId": "subnet-1", "PrivateIpAddress": "10.0.0.1", "Groups": [{"GroupId": "sg-1"}]}, {"NetworkInterfaceId": "eni-2", "VpcId": "vpc-1", "SubnetId": "subnet-1", "PrivateIpAddress": "10.0.0.2", "Groups": [{"GroupId": "sg-1"}]}]}"#
    }

    private static func rule(_ port: Int, _ block: String) -> String {
        #"{"IpProtocol": "tcp", "FromPort": \#(port), "ToPort": \#(port), "IpRanges": [{"CidrIp": "\#(block)"}]}"#
    }

    /// 443 was open, and is no longer to one half; 22 will be.
    private static func folder() throws -> TemporaryFolder {
        let folder = try TemporaryFolder()
        try folder.write("old.json", groups(rule(443, "0.0.0.0/0")))
        try folder.write(
            "new.json", groups([rule(443, "128.0.0.0/1"), rule(22, "192.0.2.0/24")].joined(separator: ",")))
        try folder.write(
            "flows.log",
            """
            2 1 eni-1 192.0.2.1 10.0.0.1 50000 443 6 10 1000 1767225600 1767225660 ACCEPT OK
            2 1 eni-1 100.0.2.1 10.0.0.1 50000 443 6 10 1000 1767225600 1767225660 ACCEPT OK
            2 1 eni-1 100.0.2.1 10.0.0.1 50001 443 6 10 1000 1767225600 1767225660 ACCEPT OK
            2 1 eni-2 100.0.2.1 10.0.0.2 50000 443 6 10 1000 1767225600 1767225660 ACCEPT OK
            2 1 eni-2 192.0.2.7 10.0.0.2 50000 22 6 10 1000 1767225600 1767225660 REJECT OK
            2 1 eni-2 198.51.100.7 10.0.0.2 50000 22 6 10 1000 1767225600 1767225660 REJECT OK

            """)
        return folder
    }

    private static func compare(_ folder: TemporaryFolder, _ arguments: [String]) throws -> CommandLineRun {
        try CommandLineRun(["compare", folder.path("old.json"), folder.path("new.json")] + arguments)
    }

    @Test func flowsThatChangeAreSummedForTheReviewer() throws {
        let folder = try Self.folder()
        let run = try Self.compare(folder, [folder.path("flows.log")])
        #expect(run.exitCode == 0, "\(run.errors)")
        let text = run.output.replacingOccurrences(of: "\n    ", with: " ")
        #expect(text.contains("2 flows of 2 interfaces that were accepted would be refused (3 records)."))
        #expect(text.contains("1 flow of 1 interface that was refused would be accepted (1 record)."))
        #expect(text.contains("eni-1: tcp 443 from 100.0.2.1: 2 records"))
        #expect(text.contains("old: permitted by sg-1/ingress/tcp/443/0.0.0.0/0"))
        #expect(text.contains("new: no group rule permits it"))
        #expect(text.contains("eni-2: tcp 22 from 192.0.2.7: 1 record"))
    }

    @Test func jsonHoldsFlowsAndPackets() throws {
        let folder = try Self.folder()
        let report = try jsonObject(
            Self.compare(folder, ["--output-format", "json", folder.path("flows.log")]).output)
        let flows = try #require(report["flows"] as? [[String: Any]])
        #expect(flows.map { $0["effect"] as? String } == ["breaks", "breaks", "opens"])
        #expect(flows.map { $0["records"] as? Int } == [2, 1, 1])
        #expect(flows.map { $0["interface"] as? String } == ["eni-1", "eni-2", "eni-2"])
        let packets = try #require(report["packets"] as? [[String: Any]])
        #expect(packets.map { $0["effect"] as? String } == ["allows", "forbids"])
        #expect(packets.map { $0["blocks"] as? [String] } == [["192.0.2.0/24"], ["0.0.0.0/1"]])
        #expect(packets.map { $0["services"] as? [String] } == [["tcp 22"], ["tcp 443"]])
        #expect(packets[0]["interfaces"] as? [String] == ["eni-1", "eni-2"])
        #expect(packets[1]["example"] as? String == "tcp 443 from 10.0.0.1")
    }

    @Test func withoutLogsThePacketsAreCompared() throws {
        let folder = try Self.folder()
        let run = try Self.compare(folder, [])
        #expect(run.exitCode == 0)
        #expect(run.output.contains("PACKETS THAT THE CHANGE ALLOWS\n  ingress tcp 22 from 192.0.2.0/24"))
        #expect(run.output.contains("PACKETS THAT THE CHANGE FORBIDS\n  ingress tcp 443 from 0.0.0.0/1"))
    }

    @Test(arguments: [("breaks", 1), ("opens", 1), ("breaks opens", 1), ("", 0)])
    func failOnTakesAnEffect(effects: String, code: Int32) throws {
        let folder = try Self.folder()
        let arguments = effects.split(separator: " ").flatMap { ["--fail-on", String($0)] }
        #expect(try Self.compare(folder, arguments + [folder.path("flows.log")]).exitCode == code)
        #expect(try Self.compare(folder, arguments).exitCode == code)
    }

    @Test func whatOnlyOpensBreaksNothing() throws {
        let folder = try Self.folder()
        try folder.write(
            "new.json",
            Self.groups([Self.rule(443, "0.0.0.0/0"), Self.rule(22, "192.0.2.0/24")].joined(separator: ",")))
        #expect(try Self.compare(folder, ["--fail-on", "breaks", folder.path("flows.log")]).exitCode == 0)
        #expect(try Self.compare(folder, ["--fail-on", "breaks"]).exitCode == 0)
        #expect(try Self.compare(folder, ["--fail-on", "opens"]).exitCode == 1)
    }

    @Test func theSameRulesChangeNothing() throws {
        let folder = try Self.folder()
        let run = try CommandLineRun([
            "compare", folder.path("old.json"), folder.path("old.json"), folder.path("flows.log"),
            "--fail-on", "breaks",
            "--fail-on", "opens",
        ])
        #expect(run.exitCode == 0)
        #expect(run.output.contains("Both let the very same packets through."))
        #expect(run.output.replacingOccurrences(of: "\n   ", with: "").contains("would have another verdict"))
    }

    @Test func whatIsMissingIsToldOfEitherSide() throws {
        let folder = try Self.folder()
        #expect(
            try CommandLineRun(["compare", folder.path("old.json"), folder.path("none.json")]).exitCode == 66)
        #expect(
            try CommandLineRun(["compare", folder.path("none.json"), folder.path("new.json")]).exitCode == 66)
        #expect(try CommandLineRun(["compare", folder.path("old.json")]).exitCode == 64)
        #expect(try Self.compare(folder, [folder.path("none.log")]).exitCode == 66)
    }
}
