import FlowEvaluation
import Foundation
import Reporting
import Testing

@Suite struct FileRecordOutputTests {
    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    private func text(_ name: String) throws -> String {
        String(decoding: try Data(contentsOf: URL(filePath: folder.file(name))), as: UTF8.self)
    }

    @Test func fileTakesItsNameWhenItIsComplete() throws {
        let output = try FileRecordOutput(path: folder.file("out.ndjson"))
        try output.write(Array("one\n".utf8))
        #expect(try folder.names.filter { $0 == "out.ndjson" }.isEmpty)
        try output.write([])
        try output.write(Array("two\n".utf8))
        try output.finish()
        #expect(try folder.names == ["out.ndjson"])
        #expect(try text("out.ndjson") == "one\ntwo\n")
        output.abandon()
        #expect(try folder.names == ["out.ndjson"])
    }

    @Test func abandonedFileIsGoneAndTheOldOneStays() throws {
        _ = try folder.write("out.csv", Array("old".utf8))
        let output = try FileRecordOutput(path: folder.file("out.csv"))
        try output.write(Array("new".utf8))
        output.abandon()
        #expect(try folder.names == ["out.csv"])
        #expect(try text("out.csv") == "old")
    }

    @Test func outputThatIsDroppedCleansUp() throws {
        do {
            let output = try FileRecordOutput(path: folder.file("dropped"))
            try output.write([1])
        }
        #expect(try folder.names == [])
    }

    @Test func replacedFileKeepsItsPermissionsAndItsLink() throws {
        _ = try folder.write("real", Array("old".utf8))
        try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: folder.file("real"))
        try FileManager.default.createSymbolicLink(
            atPath: folder.file("link"), withDestinationPath: folder.file("real"))
        try ReportFile.write("new", to: folder.file("link"))
        #expect(try text("real") == "new")
        #expect(
            try FileManager.default.destinationOfSymbolicLink(atPath: folder.file("link")).hasSuffix("real"))
        let attributes = try FileManager.default.attributesOfItem(atPath: folder.file("real"))
        #expect(attributes[.posixPermissions] as? Int == 0o600)
    }

    @Test func twoOutputsOfOneNameDoNotMeet() throws {
        let first = try FileRecordOutput(path: folder.file("out"))
        let second = try FileRecordOutput(path: folder.file("out"))
        try first.write(Array("first".utf8))
        try second.write(Array("second".utf8))
        try first.finish()
        try second.finish()
        #expect(try folder.names == ["out"])
        #expect(try text("out") == "second")
    }

    @Test(.enabled(if: FileManager.default.fileExists(atPath: "/dev/full"), "needs /dev/full"))
    func fullDeviceIsReported() throws {
        let output = try FileRecordOutput(path: "/dev/full")
        #expect(throws: OutputFailure(code: ENOSPC)) { try output.write([1]) }
        #expect(FileManager.default.fileExists(atPath: "/dev/full"))
    }

    @Test func devicesAreWrittenInPlace() throws {
        try ReportFile.write("text", to: "/dev/null")
        let attributes = try FileManager.default.attributesOfItem(atPath: "/dev/null")
        #expect(attributes[.type] as? FileAttributeType == .typeCharacterSpecial)
    }

    @Test func placesThatCannotBeWrittenAreRefused() {
        #expect(throws: OutputFailure(code: ENOENT)) {
            try FileRecordOutput(path: folder.file("no/such/folder"))
        }
        #expect(throws: OutputFailure(code: EISDIR)) { try FileRecordOutput(path: folder.path) }
        #expect(throws: OutputFailure(code: EINVAL)) { try FileRecordOutput(path: folder.file("a\0b")) }
    }

    @Test(.enabled(if: geteuid() != 0, "permissions do not bind the superuser"))
    func unwritableDirectoryIsRefused() throws {
        try FileManager.default.setAttributes([.posixPermissions: 0o500], ofItemAtPath: folder.path)
        defer {
            try? FileManager.default.setAttributes([.posixPermissions: 0o700], ofItemAtPath: folder.path)
        }
        #expect(throws: OutputFailure(code: EACCES)) { try FileRecordOutput(path: folder.file("out")) }
    }

    @Test func messageSaysWhatToDo() {
        #expect(
            OutputFailure(code: ENOSPC).message(path: "a\nb")
                == "a\\u{a}b: cannot be written (No space left on device); make room there, or name a file "
                + "elsewhere")
    }
}
