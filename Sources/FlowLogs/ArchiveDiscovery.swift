import Foundation
import GzipInput

/// Why an argument names no input.
package enum ArchiveDiscoveryError: Error, Hashable, Sendable {
    case notFound(path: String)
    case cannotList(path: String)
    /// A directory that holds no file with the name of a log.
    case noLogs(path: String)

    package var message: String {
        switch self {
        case .notFound(let path):
            "\(path): there is no such file or directory"
        case .cannotList(let path):
            "\(path): the directory cannot be listed; check its permissions"
        case .noLogs(let path):
            "\(path): no file below this directory is named *.log.gz, *.log or *.gz; name files of other "
                + "names one by one"
        }
    }
}

/// Finds the inputs that command-line arguments name.
package enum ArchiveDiscovery {
    /// The inputs in the order of the arguments, those of a directory sorted by path, none twice.
    ///
    /// A file is taken whatever its name; `-` is standard input; a directory is walked for
    /// `*.log.gz`, `*.log` and `*.gz`. Links to files are followed (one that leads nowhere is
    /// an input that cannot be opened), links to directories are not, so that no walk is endless.
    ///
    /// - Throws: `ArchiveDiscoveryError` for the first argument that names nothing.
    package static func inputs(_ arguments: [String]) throws(ArchiveDiscoveryError) -> [InputSource] {
        var inputs: [InputSource] = []
        var seen: Set<InputSource> = []
        for argument in arguments {
            for input in try Self.inputs(of: argument) where seen.insert(input).inserted {
                inputs.append(input)
            }
        }
        return inputs
    }

    private static func inputs(of argument: String) throws(ArchiveDiscoveryError) -> [InputSource] {
        if argument == "-" { return [.standardInput] }
        guard let isDirectory = Self.isDirectory(argument) else { throw .notFound(path: argument) }
        guard isDirectory else { return [.file(path: argument)] }
        // A walk does not follow the link that it starts from.
        let folder = URL(filePath: argument).resolvingSymlinksInPath().path
        guard let walk = FileManager.default.enumerator(atPath: folder) else {
            throw .cannotList(path: argument)
        }
        let prefix = argument.hasSuffix("/") ? argument : argument + "/"
        var paths: [String] = []
        for case let name as String in walk where isLogName(name) {
            let path = prefix + name
            if Self.isDirectory(path) != true { paths.append(path) }
        }
        guard !paths.isEmpty else { throw .noLogs(path: argument) }
        return paths.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }.map { .file(path: $0) }
    }

    /// Whether a path leads to a directory, links followed; nil where it leads nowhere.
    private static func isDirectory(_ path: String) -> Bool? {
        guard FileManager.default.fileExists(atPath: path) else { return nil }
        let target = URL(filePath: path).resolvingSymlinksInPath()
        return try? target.resourceValues(forKeys: [.isDirectoryKey]).isDirectory
    }

    private static func isLogName(_ name: String) -> Bool {
        name.hasSuffix(".log") || name.hasSuffix(".gz")
    }
}
