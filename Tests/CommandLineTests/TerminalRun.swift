import Foundation

/// One run of a shell command on a terminal, as `script` makes one.
struct TerminalRun {
    let exitCode: Int32
    /// All that the terminal was sent, by either output.
    let shown: String

    var lines: [String] { shown.replacing("\r\n", with: "\n").split(separator: "\n").map(String.init) }

    /// - Parameter columns: how wide the terminal is.
    init(_ command: String, columns: Int = 80, directory: URL) throws {
        let folder = try TemporaryFolder()
        let script = Process()
        script.executableURL = URL(filePath: "/usr/bin/script")
        script.arguments = [
            "--quiet", "--return", "--flush", "--command", "stty cols \(columns) rows 24; \(command)",
            folder.path("terminal"),
        ]
        script.environment = CommandLineRun.environment
        script.currentDirectoryURL = directory
        script.standardInput = FileHandle.nullDevice
        script.standardOutput = FileHandle.nullDevice
        try script.run()
        script.waitUntilExit()
        exitCode = script.terminationStatus
        // What `script` itself says stands in the first and the last line.
        let all = try folder.read("terminal").split(separator: "\n", omittingEmptySubsequences: false)
        shown = all.dropFirst().filter { !$0.hasPrefix("Script done on") }.joined(separator: "\n")
    }
}
