import Foundation
import Testing

/// Options that stand in a file.
@Suite struct ConfigurationTests {
    private static let rules = projectFolder.appending(path: "Samples/rules").path
    private static let logs = projectFolder.appending(path: "Samples/logs").path

    /// The options that a run took from the file, as `--verbose` tells them.
    private static func taken(
        _ file: String, _ typed: [String], environment: [String: String] = [:]
    ) throws -> [String] {
        let folder = try TemporaryFolder()
        let path = try folder.write("config.yaml", file)
        let run = try CommandLineRun(
            [typed[0], "--config", path, "--verbose"] + typed.dropFirst(), environment: environment)
        #expect(run.exitCode == 0, "\(run.errors)")
        return optionsTold(run)
    }

    private static func optionsTold(_ run: CommandLineRun) -> [String] {
        let line = run.errors.split(separator: "\n").first { $0.contains("options taken from a file") } ?? ""
        let text = line.components(separatedBy: " options=").last ?? ""
        return text.trimmingCharacters(in: ["\""]).split(separator: " ").map(String.init).sorted()
    }

    @Test func aFileIsUsedForWhatIsNotTyped() throws {
        let folder = try TemporaryFolder()
        let path = try folder.write(
            "config.yaml",
            """
            # The rules of the production account.
            rules: \(Self.rules)
            threads: 3
            evaluate:
              output-format: json
            """)
        let run = try CommandLineRun(["evaluate", "--config", path, Self.logs])
        #expect(run.exitCode == 0, "\(run.errors)")
        let report = try jsonObject(run.output)
        #expect((report["run"] as? [String: Any])?["threads"] as? Int == 3)
        let typed = try CommandLineRun(
            ["evaluate", "--config=" + path, "--threads", "2", "--output-format=text", Self.logs])
        #expect(typed.output.contains("with 2 threads"))
        // Another verb has the options of all verbs alone.
        let audit = try CommandLineRun(["audit", "--config", path])
        #expect(audit.output.hasPrefix("FlowVerdict: "))
    }

    @Test func whatIsTypedGoesBeforeTheVerbsOwnAndThatBeforeTheRest() throws {
        let file = """
            rules: \(Self.rules)
            threads: 3
            quiet: true
            region: [eu-west-1, us-east-1]
            map:
              aws_security_group.web: sg-1
            evaluate:
              threads: 2
              quiet: false
            """
        // Identities that nothing needs would be an error: they are for plans.
        let withoutMap = file.components(separatedBy: "map:")[0]
        #expect(
            try Self.taken(withoutMap, ["audit", Self.logs])
                == [
                    "--quiet", "--region=eu-west-1", "--region=us-east-1", "--rules=\(Self.rules)",
                    "--threads=3",
                ])
        #expect(
            try Self.taken(
                withoutMap + "evaluate: {threads: 2, quiet: false}\n", ["evaluate", Self.logs])
                == ["--region=eu-west-1", "--region=us-east-1", "--rules=\(Self.rules)", "--threads=2"])
        // A typed list takes the place of the file's.
        #expect(
            try Self.taken(
                withoutMap, ["evaluate", "--region", "eu-west-1", "--threads=1", "--progress", Self.logs])
                == ["--rules=\(Self.rules)"])
        let folder = try TemporaryFolder()
        let mapped = try CommandLineRun(
            ["evaluate", "--verbose", "--config", folder.write("config.yaml", file), Self.logs])
        #expect(Self.optionsTold(mapped).contains("--map=aws_security_group.web=sg-1"))
    }

    @Test func anOptionWaitsForTheOneThatItIsAbout() throws {
        let file = """
            rules: \(Self.rules)
            evaluate:
              only: anomalous
              records-format: csv
              sqlite-records: true
            """
        #expect(try Self.taken(file, ["evaluate", Self.logs]) == ["--rules=\(Self.rules)"])
        let folder = try TemporaryFolder()
        #expect(
            try Self.taken(file, ["evaluate", "--records", folder.path("records"), Self.logs])
                == ["--only=anomalous", "--records-format=csv", "--rules=\(Self.rules)"])
        #expect(try folder.read("records").hasPrefix("file,line,"))
        #expect(
            try Self.taken(file, ["evaluate", "--sqlite", folder.path("flows.db"), Self.logs])
                == ["--only=anomalous", "--rules=\(Self.rules)", "--sqlite-records"])
    }

    @Test func pathsAreSeenFromTheFile() throws {
        let folder = try TemporaryFolder()
        let log = "2 1 eni-1 192.0.2.1 10.0.0.1 50000 22 6 10 1000 1767225600 1767225660 ACCEPT OK\n"
        let logs = try folder.write("logs/one.log", log)
        try folder.write(
            "project/rules/all.json",
            #"{"SecurityGroups": [{"GroupId": "sg-1", "VpcId": "vpc-1", "IpPermissions": [], "IpPermissionsEgress": []}]}"#
        )
        try folder.write("project/flowverdict.yaml", "rules: rules\nevaluate: {output: ../report.txt}\n")
        let run = try CommandLineRun(
            ["evaluate", "--config", "project/flowverdict.yaml", logs], directory: folder.url)
        #expect(run.exitCode == 0, "\(run.errors)")
        #expect(try folder.read("report.txt").contains("1 security group"))
        // In the folder of the file itself, its path has no slash.
        let inside = try CommandLineRun(
            ["evaluate", "--config", "flowverdict.yaml", logs],
            directory: folder.url.appending(path: "project"))
        #expect(inside.exitCode == 0, "\(inside.errors)")
        try folder.write("home.yaml", "rules: ~/project/rules\nevaluate: {output: \"-\"}\n")
        let home = try CommandLineRun(
            ["evaluate", "--config", folder.path("home.yaml"), logs],
            environment: ["HOME": folder.url.path])
        #expect(home.output.contains("1 security group"), "\(home.errors)")
    }

    @Test func theFileIsLookedForInThisOrder() throws {
        let folder = try TemporaryFolder()
        func file(_ name: String, _ threads: Int) throws -> String {
            try folder.write(name, "rules: \(Self.rules)\nthreads: \(threads)\n")
        }
        let typed = try file("typed.yaml", 2)
        let named = try file("named.yaml", 3)
        _ = try file("base/flowverdict/config.yaml", 4)
        _ = try file("home/.config/flowverdict/config.yaml", 5)
        // Files of the working directory are not the user's own wishes.
        for name in ["config.yaml", ".flowverdict.yaml", "flowverdict.yaml"] { _ = try file(name, 6) }
        func threads(_ arguments: [String], _ environment: [String: String]) throws -> String? {
            let run = try CommandLineRun(
                ["evaluate"] + arguments + [Self.logs], directory: folder.url, environment: environment)
            return run.output.firstMatch(of: /with ([0-9]+) thread/).map { String($0.1) }
        }
        let own = ["HOME": folder.path("home"), "XDG_CONFIG_HOME": folder.path("base")]
        let all = own.merging(["FLOWVERDICT_CONFIG": named]) { $1 }
        #expect(try threads(["--config", typed], all) == "2")
        #expect(try threads([], all) == "3")
        // An environment in which the variable is empty asks for no file; the tests' own has it so.
        #expect(try threads([], own) == nil)
        #expect(try threads(["--no-config"], all) == nil)
        #expect(try threads(["--no-config", "--rules", Self.rules, "--threads", "1"], all) == "1")
        for (environment, expected) in [
            (own, "4"), (["HOME": folder.path("home"), "XDG_CONFIG_HOME": ""], "5"),
        ] {
            let shell = environment.map { "\($0)='\($1)'" }.joined(separator: " ")
            let run = try TerminalRun(
                "env -u FLOWVERDICT_CONFIG \(shell) \(CommandLineRun.executable.path) evaluate '\(Self.logs)'",
                directory: folder.url)
            #expect(run.shown.contains("with \(expected) thread"), "\(run.shown)")
        }
    }

    @Test(arguments: [
        ("ruls: x", 1, "there is no option or verb ruls: did you mean rules?"),
        ("rules: x\nevalute: {}", 2, "there is no option or verb evalute: did you mean evaluate?"),
        ("evaluate:\n  thread: 2", 2, "evaluate has no option thread: did you mean threads?"),
        ("suggest:\n  html: x", 2, "suggest has no option html"),
        ("evaluate: yes", 1, "evaluate is a verb: its options belong under it"),
        (
            "output-format: json", 1,
            "output-format is not the same for every verb; put it under the one it is for"
        ),
        ("fail-on: high", 1, "`audit:`"),
        ("seed: 7", 1, "seed is an option of generate alone; put it under `generate:`"),
        ("config: other.yaml", 1, "there is no option or verb config"),
        ("threads: [1, 2]", 1, "threads takes one value; found 2"),
        ("rules: [a, b]", 1, "rules takes one value; found 2"),
        ("quiet: maybe", 1, "quiet takes true or false"),
        ("\nrules:", 2, "rules takes a value, found none"),
        ("color: blue", 1, "color takes auto, always, never; found blue"),
        ("evaluate:\n  records-format: nsjson", 2, "did you mean ndjson?"),
        ("- rules", 1, "expected options"),
        ("rules: x\nthreads: [1", 3, "invalid YAML: did not find expected"),
        ("x: 1", 1, "there is no option or verb x\n"),
        (String(repeating: "[", count: 100_000), 1, "invalid YAML: "),
        ("threads: {a: [1]}", 1, "threads takes a value, found none"),
    ])
    func whatIsWrongIsToldWithItsLine(file: String, line: Int, message: String) throws {
        let folder = try TemporaryFolder()
        let path = try folder.write("config.yaml", file)
        let run = try CommandLineRun(["evaluate", "--config", path, Self.logs])
        #expect(run.exitCode == 64)
        #expect(run.errors.contains("\(path):\(line): "), "\(run.errors)")
        #expect(run.errors.contains(message), "\(run.errors)")
        #expect(run.output.isEmpty)
        // Help is there all the same.
        #expect(try CommandLineRun(["evaluate", "--config", path, "--help"]).exitCode == 0)
        #expect(try CommandLineRun(["--version"], environment: ["FLOWVERDICT_CONFIG": path]).exitCode == 0)
    }

    @Test func whatIsNoConfigurationIsToldSo() throws {
        let folder = try TemporaryFolder()
        let missing = try CommandLineRun(["evaluate", "--config", folder.path("none"), "x"])
        #expect(missing.exitCode == 66)
        #expect(missing.errors.contains("none: cannot be read, or there is no such file"))
        let binary = try folder.write("binary", bytes: [0x72, 0xFF, 0xFE])
        let unreadable = try CommandLineRun(["evaluate", "--config", binary, "x"])
        #expect(unreadable.exitCode == 64)
        #expect(unreadable.errors.contains("not UTF-8"))
        let broken = try CommandLineRun(
            ["evaluate", "x"], environment: ["FLOWVERDICT_CONFIG": folder.write("broken", "rules: [a\nb: {")])
        #expect(broken.exitCode == 64)
        #expect(broken.errors.contains("broken"), "\(broken.errors)")
        // An empty file has no wishes.
        let empty = try folder.write("empty", "# nothing yet\n")
        #expect(
            try CommandLineRun(["evaluate", "--config", empty, "--rules", Self.rules, Self.logs]).exitCode
                == 0)
        let both = try CommandLineRun(["evaluate", "--config", empty, "--no-config", "--rules", "x", "y"])
        #expect(both.exitCode == 64)
        #expect(both.errors.contains("ask for the opposite"))
    }

    @Test func aRefusedCommandLineNamesWhatCameFromTheFile() throws {
        let folder = try TemporaryFolder()
        let path = try folder.write("config.yaml", "threads: many\n")
        let run = try CommandLineRun(["evaluate", "--config", path, "--rules", Self.rules, Self.logs])
        #expect(run.exitCode == 64)
        #expect(run.errors.contains("options from \(path): --threads=many; --no-config leaves them out"))
    }
}
