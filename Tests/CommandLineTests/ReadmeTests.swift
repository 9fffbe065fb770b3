import Foundation
import Testing

/// What README shows as output is what the program prints.
@Suite struct ReadmeTests {
    /// The blocks of README that begin with a command, with the lines printed under it.
    private static func transcripts() throws -> [(command: [String], output: [String])] {
        let text = try String(contentsOf: projectFolder.appending(path: "README.md"), encoding: .utf8)
        return text.components(separatedBy: "```\n").compactMap { block in
            guard block.hasPrefix("$ flowverdict ") else { return nil }
            let joined = block.replacingOccurrences(of: "\\\n", with: "")
            let lines = joined.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
            let words = lines[0].split(separator: " ").dropFirst(2).map(String.init)
            return (words, Array(lines.dropFirst()))
        }
    }

    @Test func everyLineShownIsPrinted() throws {
        let transcripts = try Self.transcripts()
        #expect(transcripts.count == 2)
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
