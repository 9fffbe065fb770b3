import Foundation

/// A page of the documentation, as the tests read it.
struct DocumentationPage {
    /// A fenced block.
    struct Block {
        /// What stands behind the opening fence: `sh` for commands, `console` for a command with what it prints.
        let info: String
        let lines: [String]

        /// Lines, those that end with a backslash joined with what follows.
        var joined: [String] {
            lines.joined(separator: "\n").replacing("\\\n", with: " ").split(separator: "\n").map(String.init)
        }
    }

    /// From the project's folder.
    let path: String
    let blocks: [Block]

    init(_ path: String) throws {
        self.path = path
        let text = try String(contentsOf: projectFolder.appending(path: path), encoding: .utf8)
        var blocks: [Block] = []
        var open: (info: String, lines: [String])?
        for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
            if line.hasPrefix("```"), let block = open {
                blocks.append(Block(info: block.info, lines: block.lines))
                open = nil
            } else if line.hasPrefix("```") {
                open = (String(line.dropFirst(3)), [])
            } else {
                open?.lines.append(String(line))
            }
        }
        self.blocks = blocks
    }

    func blocks(_ info: String) -> [Block] { blocks.filter { $0.info == info } }

    /// All pages for users.
    static let paths: [String] = {
        let guides = try? FileManager.default.contentsOfDirectory(
            atPath: projectFolder.appending(path: "Documentation").path)
        return ["README.md", "SECURITY.md", "Samples/README.md"]
            + (guides ?? []).filter { $0.hasSuffix(".md") }.sorted().map { "Documentation/\($0)" }
    }()
}
