import GzipInput
import OperatingSystem

/// The files under a path, and their contents.
struct RuleSetFiles {
    /// Sorted, each beginning with the path as the user gave it.
    let paths: [String]

    /// Finds the file at `path`, or all files of the directory there.
    ///
    /// - Throws: `.notFound`, or `.cannotRead` for a directory that cannot be listed.
    init(path: String) throws(RuleSetLoadError) {
        switch FileStatus(of: path, followingLinks: true)?.kind {
        case nil:
            throw .notFound(path: path)
        case .directory?:
            var paths: [String] = []
            try Self.walk(path, into: &paths)
            self.paths = paths.sorted()
        case .file?:
            paths = [path]
        case .link?, .other?:
            throw .cannotRead(path: path, reason: "it is neither a file nor a directory")
        }
    }

    /// The paths of what stands in a directory, sorted; none for anything else. Names that begin with a dot are passed
    /// over.
    static func entries(ofDirectory path: String) throws(RuleSetLoadError) -> [String] {
        guard FileStatus(of: path, followingLinks: true)?.kind == .directory else { return [] }
        let directory = path.count > 1 && path.hasSuffix("/") ? String(path.dropLast()) : path
        let names: [String]
        do throws(SystemError) {
            names = try UnsafeDirectory.names(in: directory)
        } catch {
            throw .cannotRead(path: directory, reason: error.description)
        }
        return names.filter { !$0.hasPrefix(".") }.map { directory == "/" ? "/" + $0 : directory + "/" + $0 }
            .sorted()
    }

    private static func walk(_ directory: String, into paths: inout [String]) throws(RuleSetLoadError) {
        for path in try entries(ofDirectory: directory) {
            switch FileStatus(of: path, followingLinks: true)?.kind {
            case .file?: paths.append(path)
            case .directory? where FileStatus(of: path, followingLinks: false)?.kind == .directory:
                try walk(path, into: &paths)
            case .directory?, .link?, .other?: continue
            // A link that leads nowhere: reading it says so.
            case nil: paths.append(path)
            }
        }
    }
}

extension RuleSetFiles {
    /// What a file begins like.
    enum Contents {
        case json([UInt8])
        case yaml([UInt8])
    }

    /// The contents of a file that begins like a JSON document or a YAML template, compressed or not; nil for any other
    /// file, of which no more than the beginning is read.
    ///
    /// - Parameter share: what the text takes is taken of it.
    /// - Throws: `SystemError`, `InputFault` and `LoadBudgetExceeded`.
    static func contents(of path: String, _ share: inout LoadShare) throws -> Contents? {
        let file = try UnsafeFile(reading: path)
        var bytes = try file.read(upToCount: beginning)
        if ContentKind.detect(bytes.span).isArchive { return try decompressedContents(of: path, &share) }
        guard let contents = form(beginning: bytes[...]) else { return nil }
        let size = size(of: path)
        try share.take(size)
        bytes.reserveCapacity(size)
        while true {
            let more = try file.read(upToCount: 1 << 20)
            if more.isEmpty { return contents(bytes) }
            bytes += more
            // It has grown since, or is no file.
            if bytes.count > size { try share.take(more.count) }
        }
    }

    /// The same of an archive; nil also for one that is damaged before it says what it holds.
    private static func decompressedContents(of path: String, _ share: inout LoadShare) throws -> Contents? {
        var input = try ByteInput(.file(path: path))
        var bytes = [UInt8](repeating: 0, count: beginning)
        guard var count = try? input.read(into: &bytes, from: 0) else { return nil }
        guard let contents = form(beginning: bytes[..<count]) else { return nil }
        // An archive of a few bytes may stand for any number of them.
        while true {
            if count == bytes.count {
                let added = min(bytes.count, 1 << 26)
                try share.take(added)
                bytes += [UInt8](repeating: 0, count: added)
            }
            let more = try input.read(into: &bytes, from: count)
            count += more
            if more > 0 { continue }
            bytes.removeLast(bytes.count - count)
            return contents(bytes)
        }
    }

    /// How much tells what a file is.
    private static let beginning = 1 << 16

    /// What a file that begins like this is; nil where it is neither.
    private static func form(beginning: ArraySlice<UInt8>) -> (([UInt8]) -> Contents)? {
        let mark: [UInt8] = [0xEF, 0xBB, 0xBF]
        let text = beginning.dropFirst(beginning.starts(with: mark) ? mark.count : 0)
        let first = text.first { !" \t\r\n".utf8.contains($0) }
        if first == UInt8(ascii: "{") || first == UInt8(ascii: "[") { return { .json($0) } }
        if beginsLikeTemplate(beginning) { return { .yaml($0) } }
        return nil
    }

    /// Whether a line begins with one of the keys that templates have at the top.
    private static func beginsLikeTemplate(_ bytes: ArraySlice<UInt8>) -> Bool {
        bytes.split(separator: UInt8(ascii: "\n")).contains { line in
            ["Resources:", "AWSTemplateFormatVersion:", "\"Resources\":"].contains {
                line.starts(with: $0.utf8)
            }
        }
    }

    /// The bytes of a file; 0 where there is none.
    static func size(of path: String) -> Int { FileStatus(of: path, followingLinks: true)?.size ?? 0 }

    static func lastComponent(of path: String) -> String {
        path.lastIndex(of: "/").map { String(path[path.index(after: $0)...]) } ?? path
    }
}
