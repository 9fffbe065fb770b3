import Testing

/// What is said to those who mistype.
@Suite struct TypingHintTests {
    @Test(arguments: [
        (["evalute", "--rules", "x", "y"], "there is no verb evalute: did you mean evaluate?"),
        (["audits"], "there is no verb audits: did you mean audit?"),
        (["xyzzy"], "the verbs are evaluate, explain, audit, compare, suggest, benchmark, generate"),
        (["evaluate", "--ruls", "x", "y"], "evaluate has no option --ruls: did you mean --rules?"),
        (
            ["suggest", "--rules", "x", "--max-rule=3", "y"],
            "suggest has no option --max-rule: did you mean --max-rules?"
        ),
    ])
    func theNearestIsNamed(arguments: [String], hint: String) throws {
        let run = try CommandLineRun(arguments)
        #expect(run.exitCode == 64)
        #expect(run.errors.contains(hint), "\(run.errors)")
        #expect(run.output.isEmpty)
    }

    @Test(arguments: [
        ["evaluate", "--rules", "x"], ["evaluate", "--rules", "--ruls", "y"], ["--help"], ["help"], [],
        ["evaluate", "--rules", "x", "--zzzzzzzzzzzzzzzz", "y"],
    ])
    func nothingIsGuessedWhereNothingIsNear(arguments: [String]) throws {
        let run = try CommandLineRun(arguments)
        #expect(!run.errors.contains("has no option --rules"))
        #expect(!run.errors.contains("there is no verb"), "\(run.errors)")
    }

    @Test(arguments: [
        ("${version} ${srcadr} ${dstaddr}", "srcadr is no field that is known; did you mean srcaddr?"),
        ("pkt-src-addr", "did you mean pkt-srcaddr?"),
        // A field of a version to come, a transit gateway's, and one that stands beside the one it is like.
        ("${a-field-to-come} ${srcaddr}", ""), ("${tgw-id} ${tgw-src-vpc-id}", ""),
        ("${start} ${start2}", ""),
    ])
    func aFieldOfNearlyTheSameNameIsNamed(format: String, hint: String) throws {
        let run = try CommandLineRun(
            ["evaluate", "--rules", "Samples/rules", "--format", format, "Samples/logs"],
            directory: projectFolder)
        #expect(run.exitCode == 0)
        #expect(hint.isEmpty ? run.errors.isEmpty : run.errors.contains(hint), "\(run.errors)")
    }

    @Test(arguments: [
        ("sg-04f0b8d6c2e3a519", ", which is not in the rule set: did you mean sg-04f0b8d6c2e3a5197?"),
        ("sg-nothing", ", which is not in the rule set"), ("sg-04f0b8d6c2e3a5197", ""),
    ])
    func aGroupOfNearlyTheSameIdIsNamed(id: String, hint: String) throws {
        let folder = try TemporaryFolder()
        let list = try folder.write(
            "accepted.yaml",
            "suppressions: [{check: sg-data-port-open, resource: \(id), reason: r, expires: never}]")
        let run = try CommandLineRun(
            ["audit", "--rules", "Samples/rules", "--suppress", list], directory: projectFolder,
            environment: ["COLUMNS": "132"])
        let told = run.output.components(separatedBy: "  fits no finding, line 1: ").last ?? ""
        let words = told.split { $0.isWhitespace }.joined(separator: " ")
        #expect(words == "sg-data-port-open of \(id)\(hint)")
    }

    @Test func anInterfaceOfNearlyTheSameIdIsNamed() throws {
        func explain(_ interface: String) throws -> String {
            try CommandLineRun(
                [
                    "explain", "--rules", "Samples/rules", "--interface", interface, "--source", "192.0.2.1",
                    "--destination", "10.20.0.10", "--protocol", "tcp", "--destination-port", "22",
                ], directory: projectFolder
            ).output
        }
        #expect(try explain("eni-0b22d0ffee5a0b004").contains("eni-0b22d0ffee5a0b003?"))
        #expect(try !explain("eni-1234567890abcdef0").contains("did you mean"))
    }
}
