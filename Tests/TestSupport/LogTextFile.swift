import Foundation

/// A file of log text (or of anything else) in a folder of its own that is there as long as the value is.
package final class LogTextFile {
    package let folder: URL
    package let path: String

    package init(_ bytes: [UInt8], named name: String = "flow.log") throws {
        folder = FileManager.default.temporaryDirectory.appending(path: "LogText-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        path = folder.appending(path: name).path
        try Data(bytes).write(to: URL(filePath: path))
    }

    package convenience init(_ text: String, named name: String = "flow.log") throws {
        try self.init(Array(text.utf8), named: name)
    }

    deinit { try? FileManager.default.removeItem(at: folder) }
}
