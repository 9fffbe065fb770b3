import Foundation

/// The files under a path, and their contents.
struct RuleSetFiles {
    /// Sorted, each beginning with the path as the user gave it.
    let paths: [String]

    /// Finds the file at `path`, or all files of the directory there.
    ///
    /// - Throws: `.notFound`, or `.cannotRead` for a directory that cannot be listed.
    init(path: String) throws(RuleSetLoadError) {
        switch Self.kind(of: path) {
        case nil:
            throw .notFound(path: path)
        case .directory?:
            var paths: [String] = []
            try Self.walk(
                path.count > 1 && path.hasSuffix("/") ? String(path.dropLast()) : path, into: &paths)
            self.paths = paths.sorted()
        case .file?:
            paths = [path]
        case .other?:
            throw .cannotRead(path: path, reason: "it is neither a file nor a directory")
        }
    }

    private enum Kind {
        case file
        case directory
        case other
    }

    /// What is at `path`, links followed; nil where nothing is, or a link that leads nowhere.
    private static func kind(of path: String) -> Kind? {
        let target = URL(filePath: path).resolvingSymlinksInPath().path
        guard let attributes = try? FileManager.default.attributesOfItem(atPath: target) else { return nil }
        switch attributes[.type] as? FileAttributeType {
        case .typeRegular?: return .file
        case .typeDirectory?: return .directory
        case .typeSymbolicLink?: return nil
        default: return .other
        }
    }

    private static func isLink(_ path: String) -> Bool {
        let attributes = try? FileManager.default.attributesOfItem(atPath: path)
        return attributes?[.type] as? FileAttributeType == .typeSymbolicLink
    }

    private static func walk(_ directory: String, into paths: inout [String]) throws(RuleSetLoadError) {
        let names: [String]
        do {
            names = try FileManager.default.contentsOfDirectory(atPath: directory)
        } catch {
            throw .cannotRead(path: directory, reason: reason(of: error))
        }
        for name in names where !name.hasPrefix(".") {
            let path = directory == "/" ? "/" + name : directory + "/" + name
            switch kind(of: path) {
            case .file?: paths.append(path)
            case .directory? where !isLink(path): try walk(path, into: &paths)
            case .directory?, .other?: continue
            // A link that leads nowhere: reading it says so.
            case nil: paths.append(path)
            }
        }
    }
}

extension RuleSetFiles {
    /// The contents of a file that begins like a JSON document; nil for any other file, of which
    /// no more than the beginning is read.
    static func contents(of path: String) throws -> [UInt8]? {
        let handle = try FileHandle(forReadingFrom: URL(filePath: path))
        defer { try? handle.close() }
        guard let beginning = try handle.read(upToCount: 1 << 16) else { return nil }
        let mark: [UInt8] = [0xEF, 0xBB, 0xBF]
        let text = beginning.dropFirst(beginning.starts(with: mark) ? mark.count : 0)
        switch text.first(where: { !" \t\r\n".utf8.contains($0) }) {
        case UInt8(ascii: "{")?, UInt8(ascii: "[")?:
            return [UInt8](beginning + (try handle.readToEnd() ?? Data()))
        default: return nil
        }
    }

    static func lastComponent(of path: String) -> String {
        path.lastIndex(of: "/").map { String(path[path.index(after: $0)...]) } ?? path
    }

    static func reason(of error: any Error) -> String {
        let error = error as NSError
        let underlying = error.userInfo[NSUnderlyingErrorKey] as? NSError
        return (underlying ?? error).localizedDescription
    }
}
