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
