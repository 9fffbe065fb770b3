import Foundation
import Testing

/// What README and the guides show is what happens.
@Suite struct DocumentationTests {
    @Test(arguments: DocumentationPage.paths)
    func everyLineShownIsPrinted(path: String) throws {
        for block in try DocumentationPage(path).blocks("console") {
            let command = try #require(block.joined.first)
            try #require(command.hasPrefix("$ flowverdict "))
            let words = command.split(separator: " ").dropFirst(2).map(String.init)
            let run = try CommandLineRun(words, directory: projectFolder)
            #expect(run.exitCode == 0)
            let printed = Set(run.lines)
            for line in block.joined.dropFirst() where !line.isEmpty && line != "..." {
                #expect(printed.contains(line), "\(command)")
            }
        }
    }

    /// All commands of a page are typed one after another, in the order in which they stand.
    @Test(arguments: DocumentationPage.paths)
    func everyCommandRuns(path: String) throws {
        let blocks = try DocumentationPage(path).blocks("sh")
        try Self.type(blocks.flatMap { Self.commands($0.lines) }, "\(path)")
    }

    @Test(arguments: ["evaluate", "explain", "audit", "compare", "suggest", "benchmark", "generate"])
    func everyExampleOfTheHelpRuns(verb: String) throws {
        let help = try CommandLineRun([verb, "--help"])
        let examples = help.output.components(separatedBy: "EXAMPLES\n").dropFirst().first ?? ""
        let lines = examples.components(separatedBy: "\n\n")[0].split(separator: "\n").map { $0.dropFirst(2) }
        let commands = Self.commands(lines.map(String.init))
        #expect(commands.count >= 2)
        #expect(commands.allSatisfy { $0.contains("flowverdict ") })
        try Self.type(commands, "flowverdict \(verb) --help")
    }

    /// A command in a block of another kind would escape the tests.
    @Test func everyBlockSaysWhatItIs() throws {
        var counts: [String: Int] = [:]
        for path in DocumentationPage.paths {
            for block in try DocumentationPage(path).blocks {
                counts[block.info, default: 0] += 1
                guard block.info.isEmpty, path != "Documentation/reference.md" else { continue }
                let commands = block.lines.filter {
                    $0.contains(#/^(\$ )?(flowverdict|make|aws|duckdb|sqlite3) /#)
                }
                #expect(commands.isEmpty, "\(path)")
            }
        }
        #expect(Set(counts.keys).isSubset(of: ["", "sh", "console", "yaml", "json", "sql", "swift"]))
        #expect(counts["sh", default: 0] > 25)
        #expect(counts["console", default: 0] > 10)
    }

    @Test func theReferenceIsTheProgramsOwnHelp() throws {
        let script = projectFolder.appending(path: "Scripts/write-reference.sh")
        let written = CloudTools.run(script, [CommandLineRun.executable.path])
        #expect(written.status == 0, "\(written.errors)")
        let page = try String(
            contentsOf: projectFolder.appending(path: "Documentation/reference.md"), encoding: .utf8)
        #expect(page == written.output, "run make reference")
        #expect(page.contains("## flowverdict generate"))
    }

    /// The table of faults names tests that there are.
    @Test func everyTestThatIsNamedIsThere() throws {
        let tests = projectFolder.appending(path: "Tests")
        let paths = try FileManager.default.subpathsOfDirectory(atPath: tests.path)
        let page = try String(
            contentsOf: projectFolder.appending(path: "Documentation/reliability.md"), encoding: .utf8)
        let names = page.matches(of: #/`([A-Z][A-Za-z0-9]*Tests)\.([a-zA-Z0-9]+)`/#)
        #expect(names.count > 20)
        for name in names {
            let path = try #require(paths.first { $0.hasSuffix("/\(name.1).swift") }, "\(name.1)")
            let source = try String(contentsOf: tests.appending(path: path), encoding: .utf8)
            #expect(source.contains("func \(name.2)("), "\(name.0)")
        }
    }

    @Test func everyLinkLeadsSomewhere() throws {
        for path in DocumentationPage.paths {
            let url = projectFolder.appending(path: path)
            let text = try String(contentsOf: url, encoding: .utf8)
            for match in text.matches(of: #/\]\(([^)#:\s]*)(#[^)\s]*)?\)/#) {
                let target =
                    match.1.isEmpty ? url : url.deletingLastPathComponent().appending(path: String(match.1))
                #expect(FileManager.default.fileExists(atPath: target.path), "\(path): \(match.0)")
                guard let anchor = match.2, target.pathExtension == "md" else { continue }
                let headings = try String(contentsOf: target, encoding: .utf8).split(separator: "\n")
                    .filter { $0.hasPrefix("#") }
                    .map { heading in
                        heading.drop { $0 == "#" || $0 == " " }.lowercased().filter {
                            $0.isLetter || $0.isNumber || $0 == " " || $0 == "-" || $0 == "_"
                        }.replacing(" ", with: "-")
                    }
                #expect(headings.contains(String(anchor.dropFirst())), "\(path): \(match.0)")
            }
        }
    }

    /// The commands of a block: lines that end with a backslash, open quotes or loops go on in the next one.
    private static func commands(_ lines: [String]) -> [String] {
        var commands: [String] = []
        var open = ""
        for line in lines where !line.hasPrefix("#") {
            open += open.isEmpty ? line : "\n" + line
            let quotes = open.count { $0 == "\"" } % 2 == 1
            let isInLoop = open.contains("; do") && !open.hasSuffix("\ndone")
            guard !line.hasSuffix("\\"), !quotes, !isInLoop, !line.isEmpty else { continue }
            commands.append(open)
            open = ""
        }
        return commands
    }

    private static func type(_ commands: [String], _ place: String) throws {
        guard !commands.isEmpty else { return }
        let folder = try CommandFolder(for: commands.joined(separator: "\n"))
        for command in commands where CommandFolder.canRun(command) {
            let run = try folder.run(command)
            let mayFind = command.contains("--fail-on") || command.contains("flowverdict.yaml")
            #expect(run.status == 0 || (mayFind && run.status == 1), "\(place): \(command)\n\(run.errors)")
        }
    }
}
