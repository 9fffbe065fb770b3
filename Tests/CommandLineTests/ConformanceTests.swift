import Foundation
import Testing

/// Situations with verdicts decided by hand, through the whole program.
@Suite struct ConformanceTests {
    @Test(arguments: ["ndjson", "csv"])
    func everyNamedValueIsTheOneDecidedByHand(format: String) throws {
        let folder = fixture("conformance")
        let run = try CommandLineRun([
            "evaluate", "--rules", folder + "/rules", "--records", "-", "--records-format", format,
            folder + "/flows.log",
        ])
        #expect(run.exitCode == 0, "\(run.errors)")
        let found = try format == "csv" ? csvRecords(run.lines) : run.lines.map(jsonObject)
        let expected = try String(contentsOfFile: folder + "/expected.ndjson", encoding: .utf8)
            .split(separator: "\n").map { try jsonObject(String($0)) }
        #expect(found.count == expected.count)
        for (found, expected) in zip(found, expected) {
            for key in expected.keys.sorted() where key != "why" {
                #expect(
                    text(found[key]) == text(expected[key]),
                    "line \(text(expected["line"])): \(key): \(text(expected["why"]))")
            }
        }
    }

    private func text(_ value: Any?) -> String {
        guard let value, !(value is NSNull) else { return "" }
        return "\(value)"
    }

    /// Rows by column name; no value of the fixture needs quoting.
    private func csvRecords(_ lines: [String]) -> [[String: Any]] {
        let names = lines[0].split(separator: ",").map(String.init)
        return lines.dropFirst().map { line in
            let values = line.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
            return Dictionary(uniqueKeysWithValues: zip(names, values))
        }
    }
}
