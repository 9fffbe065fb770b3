import Foundation
import OperatingSystem
import Testing

@Suite struct FilesTests {
    /// A directory that is there as long as the value is.
    private final class Folder {
        let path = FileManager.default.temporaryDirectory.appending(path: "files-\(UUID().uuidString)").path

        init() throws {
            try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
        }

        deinit { try? FileManager.default.removeItem(atPath: path) }

        func write(_ bytes: [UInt8], as name: String) throws -> String {
            try Data(bytes).write(to: URL(filePath: path + "/" + name))
            return path + "/" + name
        }

        func link(_ name: String, to target: String) throws -> String {
            try FileManager.default.createSymbolicLink(
                atPath: path + "/" + name, withDestinationPath: target)
            return path + "/" + name
        }
    }

    @Test func whatIsAtAPathIsTold() throws {
        let folder = try Folder()
        let file = try folder.write([1, 2, 3], as: "file")
        #expect(FileStatus(of: file, followingLinks: true)?.kind == .file)
        #expect(FileStatus(of: file, followingLinks: true)?.size == 3)
        #expect(FileStatus(of: folder.path, followingLinks: false)?.kind == .directory)
        #expect(FileStatus(of: "/dev/null", followingLinks: true)?.kind == .other)
        #expect(FileStatus(of: file + "/none", followingLinks: true) == nil)
        #expect(FileStatus(of: "", followingLinks: true) == nil)
    }

    @Test func linksAreFollowedWhereThatIsWanted() throws {
        let folder = try Folder()
        _ = try folder.write([], as: "file")
        let link = try folder.link("link", to: "file")
        let loop = try folder.link("loop", to: "loop")
        #expect(FileStatus(of: link, followingLinks: true)?.kind == .file)
        #expect(FileStatus(of: link, followingLinks: false)?.kind == .link)
        #expect(FileStatus(of: loop, followingLinks: true) == nil)
        #expect(FileStatus(of: loop, followingLinks: false)?.kind == .link)
    }

    @Test func namesOfADirectoryAreListed() throws {
        let folder = try Folder()
        for name in ["a", ".b", "ü", "..c"] { _ = try folder.write([], as: name) }
        #expect(try Set(UnsafeDirectory.names(in: folder.path)) == ["a", ".b", "ü", "..c"])
        #expect(throws: SystemError(number: ENOENT)) { try UnsafeDirectory.names(in: folder.path + "/none") }
        #expect(throws: SystemError(number: ENOTDIR)) { try UnsafeDirectory.names(in: folder.path + "/a") }
    }

    @Test func aFileIsReadInPieces() throws {
        let folder = try Folder()
        let bytes = (0..<100_000).map { UInt8(truncatingIfNeeded: $0 / 7) }
        let file = try UnsafeFile(reading: folder.write(bytes, as: "file"))
        #expect(try file.read(upToCount: 0) == [])
        #expect(try file.read(upToCount: 1000) == Array(bytes[..<1000]))
        #expect(try file.read(upToCount: 200_000) == Array(bytes[1000...]))
        #expect(try file.read(upToCount: 10) == [])
    }

    @Test func whatCannotBeReadIsNamedAsTheSystemDoes() throws {
        let folder = try Folder()
        let error = #expect(throws: SystemError.self) { _ = try UnsafeFile(reading: folder.path + "/none") }
        #expect(error?.description == "No such file or directory")
        let directory = try UnsafeFile(reading: folder.path)
        #expect(throws: SystemError(number: EISDIR)) { try directory.read(upToCount: 1) }
    }
}
