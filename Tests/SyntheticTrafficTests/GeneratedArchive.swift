import Foundation

@testable import SyntheticTraffic

/// A generated folder, read back by means of its own: the `gzip` command and plain string splits.
struct GeneratedArchive {
    struct LogFile {
        /// Relative to `logs/`.
        var path: String
        var header: [Substring]
        var records: [[String: Substring]]
    }

    struct Truth: Decodable {
        var file: String
        var line: Int
        var `class`: String
        var reason: String
        var certainty: String?
    }

    let folder: URL
    let summary: GenerationSummary

    init(_ plan: GenerationPlan) throws {
        folder = Self.freshFolder()
        summary = try TrafficGenerator.generate(plan, into: folder.path)
    }

    static func freshFolder() -> URL {
        FileManager.default.temporaryDirectory.appending(path: "synthetic-\(UUID().uuidString)")
    }

    func remove() { try? FileManager.default.removeItem(at: folder) }

    /// All files' paths relative to the folder, sorted.
    func paths() throws -> [String] {
        try FileManager.default.subpathsOfDirectory(atPath: folder.path).filter { path in
            var isFolder: ObjCBool = false
            let path = folder.appending(path: path).path
            return FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) && !isFolder.boolValue
        }.sorted()
    }

    func bytes(_ path: String) throws -> Data { try Data(contentsOf: folder.appending(path: path)) }

    func truth() throws -> [Truth] {
        let decoder = JSONDecoder()
        return try bytes("truth.ndjson").split(separator: UInt8(ascii: "\n")).map {
            try decoder.decode(Truth.self, from: $0)
        }
    }

    func rules(_ name: String) throws -> [String: Any] {
        try JSONSerialization.jsonObject(with: bytes("rules/\(name)")) as? [String: Any] ?? [:]
    }

    /// The log files in the order of their paths.
    func logFiles() throws -> [LogFile] {
        try paths().filter { $0.hasPrefix("logs/") }.map { path in
            let text = try Self.gunzippedText(of: folder.appending(path: path))
            var lines = text.split(separator: "\n", omittingEmptySubsequences: false)
            // The last line ends with a newline as well.
            guard lines.popLast()?.isEmpty == true else { throw CocoaError(.fileReadCorruptFile) }
            let header = lines.removeFirst().split(separator: " ")
            let records = lines.map { line in
                let fields = line.split(separator: " ", omittingEmptySubsequences: false)
                return Dictionary(uniqueKeysWithValues: zip(header.map(String.init), fields))
            }
            return LogFile(path: String(path.dropFirst("logs/".count)), header: header, records: records)
        }
    }

    static func gunzippedText(of file: URL) throws -> String {
        let process = Process()
        process.executableURL = URL(filePath: "/usr/bin/env")
        process.arguments = ["gzip", "-dc", file.path]
        let output = Pipe()
        process.standardOutput = output
        try process.run()
        let bytes = output.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        guard process.terminationStatus == 0 else { throw CocoaError(.fileReadCorruptFile) }
        return String(decoding: bytes, as: UTF8.self)
    }
}
