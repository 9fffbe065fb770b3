import Foundation
import Testing

/// Generated records carry the verdict that they were made to have, known from how they were made.
@Suite struct GeneratedTruthTests {
    @Test(arguments: [("standard", 1), ("detailed", 2), ("standard", 3), ("detailed", 4)])
    func everyRecordHasTheVerdictItWasMadeToHave(format: String, seed: Int) throws {
        let folder = try TemporaryFolder()
        let made = folder.path("made")
        let generation = try CommandLineRun([
            "generate", "--seed", "\(seed)", "--records", "20000", "--record-format", format, "--output",
            made,
            "--interfaces", seed > 2 ? "600" : "200", "--groups", seed > 2 ? "120" : "40",
        ])
        #expect(generation.exitCode == 0, "\(generation.errors)")
        let records = folder.path("records.ndjson")
        let run = try CommandLineRun([
            "evaluate", "--rules", made + "/rules", "--records", records, made + "/logs",
        ])
        #expect(run.exitCode == 0, "\(run.errors)")

        let truth = try folder.read("made/truth.ndjson").split(separator: "\n")
        let verdicts = try folder.read("records.ndjson").split(separator: "\n")
        #expect(truth.count == 20000)
        #expect(verdicts.count == truth.count)
        for (truth, verdict) in zip(truth, verdicts) {
            let truth = try jsonObject(String(truth))
            let verdict = try jsonObject(String(verdict))
            #expect("\(made)/logs/\(truth["file"] as? String ?? "")" == verdict["file"] as? String)
            for key in ["line", "class", "reason", "certainty"] {
                guard "\(truth[key] ?? "-")" != "\(verdict[key] ?? "-")" else { continue }
                Issue.record("\(key): made to be \(truth), found \(verdict)")
                return
            }
        }
    }

    @Test func generationRefusesADirectoryThatHoldsSomething() throws {
        let folder = try TemporaryFolder()
        try folder.write("made/mine.txt", "mine")
        let run = try CommandLineRun([
            "generate", "--seed", "1", "--records", "10", "--output", folder.path("made"),
        ])
        #expect(run.exitCode == 73)
        #expect(run.errors.contains("not empty"))
        #expect(try folder.read("made/mine.txt") == "mine")
    }

    @Test(arguments: [
        (["--records", "0"], "--records"), (["--records", "10", "--vpcs", "0"], "--vpcs"),
        (["--records", "10", "--interfaces", "1"], "--interfaces"),
        (["--records", "10", "--shares", "wrong=1"], "wrong=1"),
        (["--records", "10", "--shares", "anomalous=-1"], "anomalous"),
    ])
    func nonsenseIsRefusedByName(options: [String], named: String) throws {
        let folder = try TemporaryFolder()
        let run = try CommandLineRun(
            ["generate", "--seed", "1", "--output", folder.path("made")] + options)
        #expect(run.exitCode == 64)
        #expect(run.errors.contains(named))
        #expect(!FileManager.default.fileExists(atPath: folder.path("made")))
    }
}
