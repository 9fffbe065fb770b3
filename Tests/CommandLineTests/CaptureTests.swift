import Foundation
import Testing

/// A network built through the cloud's API on loopback, captured by the script that users run, and judged.
@Suite struct CaptureTests {
    @Test(.enabled(if: CloudTools.environment != nil, "Tests/Cloud/install.sh could not install from PyPI"))
    func flowsOfACapturedNetworkHaveTheVerdictsDecidedByHand() throws {
        let python = try #require(CloudTools.environment).appending(path: "bin/python")
        let folder = try TemporaryFolder()
        let made = CloudTools.run(
            python,
            ["-B", projectFolder.appending(path: "Tests/Cloud/captured_network.py").path, folder.url.path])
        try #require(made.status == 0, "\(made.errors)")
        let judged = try CommandLineRun([
            "evaluate", "--rules", folder.path("rules"), "--records", "-", folder.path("flows.log"),
        ])
        #expect(judged.exitCode == 0, "\(judged.errors)")
        let found = try judged.lines.map(jsonObject)
        let expected = try folder.read("expected.ndjson").split(separator: "\n").map {
            try jsonObject(String($0))
        }
        #expect(expected.count == 16)
        #expect(found.count == expected.count)
        for (found, expected) in zip(found, expected) {
            for (key, value) in expected {
                #expect("\(found[key] ?? "")" == "\(value)", "line \(expected["line"] ?? ""): \(key)")
            }
        }
    }

    /// What may go wrong before anything is asked of the cloud.
    @Test func theScriptSaysWhatIsWrongAndLeavesNothingBehind() throws {
        let script = projectFolder.appending(path: "Samples/capture-rules.sh")
        let folder = try TemporaryFolder()
        #expect(CloudTools.run(script, []).status == 64)
        let help = CloudTools.run(script, ["--help"])
        #expect(help.status == 0)
        #expect(help.output.contains("--all-regions"))
        let twice = CloudTools.run(script, [folder.path("a"), folder.path("b")])
        #expect(twice.status == 64)
        #expect(twice.errors.contains("two places to write to"))
        let present = CloudTools.run(script, [folder.url.path])
        #expect(present.status == 73)
        #expect(present.errors.contains("is there already"))
        #expect(CloudTools.run(script, [folder.path("a"), "--region"]).status == 64)
        #expect(CloudTools.run(script, [folder.path("a"), "--output", "text"]).status == 64)
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder.url.path) == [])
    }
}
