import Foundation
import Testing

/// A network built through the cloud's API on loopback, captured by the script that users run, and judged.
@Suite struct CaptureTests {
    /// The environment with the AWS CLI and the server; nil where it cannot be made.
    private static let environment: URL? = {
        let folder = projectFolder.appending(path: ".build/cloud")
        return run(projectFolder.appending(path: "Tests/Cloud/install.sh"), [folder.path]).status == 0
            ? folder : nil
    }()

    @Test(.enabled(if: environment != nil, "Tests/Cloud/install.sh could not install from PyPI"))
    func flowsOfACapturedNetworkHaveTheVerdictsDecidedByHand() throws {
        let python = try #require(Self.environment).appending(path: "bin/python")
        let folder = try TemporaryFolder()
        let made = Self.run(
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
        #expect(Self.run(script, []).status == 64)
        let help = Self.run(script, ["--help"])
        #expect(help.status == 0)
        #expect(help.output.contains("--all-regions"))
        let twice = Self.run(script, [folder.path("a"), folder.path("b")])
        #expect(twice.status == 64)
        #expect(twice.errors.contains("two places to write to"))
        let present = Self.run(script, [folder.url.path])
        #expect(present.status == 73)
        #expect(present.errors.contains("is there already"))
        #expect(Self.run(script, [folder.path("a"), "--region"]).status == 64)
        #expect(Self.run(script, [folder.path("a"), "--output", "text"]).status == 64)
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder.url.path) == [])
    }

    private static func run(
        _ executable: URL, _ arguments: [String]
    ) -> (status: Int32, output: String, errors: String) {
        guard let folder = try? TemporaryFolder() else { return (-1, "", "no temporary folder") }
        let process = Process()
        process.executableURL = executable
        process.arguments = arguments
        do {
            for name in ["output", "errors"] { try folder.write(name, "") }
            process.standardInput = FileHandle.nullDevice
            process.standardOutput = try FileHandle(forWritingTo: folder.url.appending(path: "output"))
            process.standardError = try FileHandle(forWritingTo: folder.url.appending(path: "errors"))
            try process.run()
            process.waitUntilExit()
            return (process.terminationStatus, try folder.read("output"), try folder.read("errors"))
        } catch {
            return (-1, "", "\(error)")
        }
    }
}
