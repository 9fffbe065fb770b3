import Foundation
import Testing

/// What README and the guides show as output is what the program prints.
@Suite struct ReadmeTests {
    /// The blocks of a page that begin with a command, with the lines printed under it.
    private static func transcripts(_ page: String) throws -> [(command: [String], output: [String])] {
        let text = try String(contentsOf: projectFolder.appending(path: page), encoding: .utf8)
        return text.components(separatedBy: "```\n").compactMap { block in
            guard block.hasPrefix("$ flowverdict ") else { return nil }
            let joined = block.replacingOccurrences(of: "\\\n", with: "")
            let lines = joined.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
            let words = lines[0].split(separator: " ").dropFirst(2).map(String.init)
            return (words, Array(lines.dropFirst()))
        }
    }

    @Test(arguments: [
        ("README.md", 2), ("Documentation/audit.md", 1), ("Documentation/compare.md", 1),
        ("Documentation/suggest.md", 1), ("Documentation/benchmark.md", 1), ("Documentation/tutorial.md", 6),
    ])
    func everyLineShownIsPrinted(page: String, count: Int) throws {
        let transcripts = try Self.transcripts(page)
        #expect(transcripts.count == count)
        for (command, shown) in transcripts {
            let run = try CommandLineRun(command, directory: projectFolder)
            #expect(run.exitCode == 0)
            let printed = Set(run.lines)
            for line in shown where !line.isEmpty && line != "..." {
                #expect(printed.contains(line), "\(command.joined(separator: " "))")
            }
        }
    }
}
