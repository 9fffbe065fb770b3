import Foundation

/// Programs of others, from PyPI, that tests work with.
enum CloudTools {
    /// The environment with the AWS CLI, a server that answers as the cloud does, and DuckDB; nil where it cannot be made.
    static let environment: URL? = {
        let folder = projectFolder.appending(path: ".build/cloud")
        return run(projectFolder.appending(path: "Tests/Cloud/install.sh"), [folder.path]).status == 0
            ? folder : nil
    }()

    /// Runs a program to its end.
    static func run(
        _ executable: URL, _ arguments: [String]
    ) -> (status: Int32, output: String, errors: String) {
        guard let folder = try? TemporaryFolder() else { return (-1, "", "no temporary folder") }
        let process = Process()
        process.executableURL = executable
        process.arguments = arguments
        do {
            for name in ["output", "errors"] { try folder.write(name, "") }
            process.standardInput = FileHandle.nullDevice
            process.standardOutput = try FileHandle(forWritingTo: folder.url.appending(path: "output"))
            process.standardError = try FileHandle(forWritingTo: folder.url.appending(path: "errors"))
            try process.run()
            process.waitUntilExit()
            return (process.terminationStatus, try folder.read("output"), try folder.read("errors"))
        } catch {
            return (-1, "", "\(error)")
        }
    }
}
