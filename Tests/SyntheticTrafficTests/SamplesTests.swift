import Foundation
import Testing

/// The samples agree with what is said about them.
@Suite struct SamplesTests {
    private static let folder = URL(filePath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        .appending(path: "Samples")

    private struct Expected: Decodable {
        var records: Int
        var classes: [String: Int]
    }

    @Test(arguments: ["default", "custom"])
    func expectedClassesCoverEveryRecord(_ log: String) throws {
        let text = try Data(contentsOf: Self.folder.appending(path: "expected-classes.json"))
        let expected = try #require(JSONDecoder().decode([String: Expected].self, from: text)[log])
        let root = Self.folder.appending(path: "logs/\(log)")
        let files = try FileManager.default.subpathsOfDirectory(atPath: root.path)
            .filter { $0.hasSuffix(".log.gz") }
        // An hour of five-minute files.
        #expect(files.count == 12)
        let lines = try files.map { file in
            let lines = try GeneratedArchive.gunzippedText(of: root.appending(path: file)).split(
                separator: "\n")
            #expect(lines.first?.hasPrefix("version account-id interface-id") == true)
            return lines.count - 1
        }
        #expect(lines.reduce(0, +) == expected.records)
        #expect(expected.classes.values.reduce(0, +) == expected.records)
        let readme = try String(contentsOf: Self.folder.appending(path: "README.md"), encoding: .utf8)
        #expect(readme.replacing(",", with: "").contains("\(expected.records) records"))
    }
}
