import GzipInput
import OperatingSystem

/// Why an argument names no input.
public enum ArchiveDiscoveryError: Error, Hashable, Sendable {
    /// There is nothing at the path.
    case notFound(path: String)
    /// The directory cannot be listed.
    case cannotList(path: String)
    /// A directory that holds no file with the name of a log.
    case noLogs(path: String)
    /// The logs are asked for by something that the path of this one does not say.
    case notInPath(path: String, what: String)
    /// Nothing of what there is is asked for.
    case nothingSelected
    /// There are more inputs than may be listed.
    case tooMany(limit: Int)

    /// One sentence for the user.
    public var message: String {
        switch self {
        case .notFound(let path):
            "\(path): there is no such file or directory"
        case .cannotList(let path):
            "\(path): the directory cannot be listed; check its permissions"
        case .noLogs(let path):
            "\(path): no file below this directory is named *.log, *.gz or *.zst; name files of other "
                + "names one by one"
        case .notInPath(let path, let what):
            "\(path): its path says no \(what), by which --\(what) chooses; give logs under the paths that they were "
                + "delivered to (AWSLogs/...), or leave --\(what) away"
        case .tooMany(let limit):
            "there are more than \(limit) logs, and listing them takes memory; give more of it by --max-memory, or choose "
                + "fewer logs"
        case .nothingSelected:
            "none of the logs is of the time, account and region asked for; see --since, --until, --account, --region"
        }
    }
}

/// Finds the inputs that command-line arguments name.
public enum ArchiveDiscovery {
    /// The inputs in the order of the arguments, those of a directory sorted by path, none twice.
    ///
    /// A file is taken whatever its name and kind; `-` is standard input; a directory is walked for
    /// `*.log`, `*.gz` and `*.zst`. Links to files are followed (one that leads nowhere is
    /// an input that cannot be opened), links to directories are not, so that no walk is endless; a FIFO, which may never
    /// have a writer, is read only where an argument names it.
    ///
    /// - Parameters:
    ///   - arguments: paths, or `-`.
    ///   - selection: what is asked for: directories and files that hold nothing of it, by their paths, are
    ///     neither listed nor opened.
    ///   - limit: how many inputs there may be.
    /// - Throws: `ArchiveDiscoveryError` for the first argument that names nothing.
    public static func inputs(
        _ arguments: [String], _ selection: LogSelection = LogSelection(), limit: Int = .max
    ) throws(ArchiveDiscoveryError) -> [InputSource] {
        var inputs: [InputSource] = []
        var seen: Set<InputSource> = []
        for argument in arguments {
            for input in try Self.inputs(of: argument, selection, limit) where seen.insert(input).inserted {
                if try isSelected(input, selection) { inputs.append(input) }
                guard inputs.count <= limit else { throw .tooMany(limit: limit) }
            }
        }
        if inputs.isEmpty, !seen.isEmpty || selection != LogSelection(), !arguments.isEmpty {
            throw .nothingSelected
        }
        return inputs
    }

    private static func isSelected(
        _ input: InputSource, _ selection: LogSelection
    ) throws(ArchiveDiscoveryError) -> Bool {
        var path = "standard input"
        if case .file(let file) = input { path = file }
        guard selection.mayBeHeld(in: path) else { return false }
        if let what = selection.whatIsUnsaid(in: path) { throw .notInPath(path: path, what: what) }
        return true
    }

    private static func inputs(
        of argument: String, _ selection: LogSelection, _ limit: Int
    ) throws(ArchiveDiscoveryError) -> [InputSource] {
        if argument == "-" { return [.standardInput] }
        guard let status = FileStatus(of: argument, followingLinks: true) else {
            throw .notFound(path: argument)
        }
        guard status.kind == .directory else { return [.file(path: argument)] }
        guard let names = try? UnsafeDirectory.names(in: argument) else { throw .cannotList(path: argument) }
        var paths: [String] = []
        walk(argument.hasSuffix("/") ? argument : argument + "/", names, selection, limit, into: &paths)
        guard paths.count <= limit else { throw .tooMany(limit: limit) }
        guard !paths.isEmpty || selection != LogSelection() else { throw .noLogs(path: argument) }
        return paths.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }.map { .file(path: $0) }
    }

    /// Collects the logs among `names` in a directory, and in the directories there. One that cannot be listed is an input
    /// itself, which then cannot be read: what is in it is missing. FIFOs, sockets and devices are passed over. Ends behind
    /// the first log too many.
    private static func walk(
        _ directory: String, _ names: [String], _ selection: LogSelection, _ limit: Int,
        into paths: inout [String]
    ) {
        for name in names where paths.count <= limit {
            let path = directory + name
            if !selection.mayBeHeld(in: path) { continue }
            if FileStatus(of: path, followingLinks: false)?.kind == .directory {
                guard let names = try? UnsafeDirectory.names(in: path) else {
                    paths.append(path)
                    continue
                }
                walk(path + "/", names, selection, limit, into: &paths)
            } else if isLogName(name) {
                switch FileStatus(of: path, followingLinks: true)?.kind {
                // A link that leads nowhere: opening it says so.
                case .file?, nil: paths.append(path)
                case .directory?, .link?, .other?: continue
                }
            }
        }
    }

    private static func isLogName(_ name: String) -> Bool {
        name.hasSuffix(".log") || name.hasSuffix(".gz") || name.hasSuffix(".zst")
    }
}
