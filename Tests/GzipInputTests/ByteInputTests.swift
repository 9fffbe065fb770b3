import Foundation
import GzipInput
import TestSupport
import Testing

@Suite struct ByteInputTests {
    private let text = flowLogText(byteCount: 3000)

    @Test func plainTextIsPassedThroughInEveryBufferSize() throws {
        let marked = [0xEF, 0xBB, 0xBF] + text
        let file = try TemporaryFile(marked)
        for blockSize in [1, 2, 511, 512, 513, marked.count - 1, marked.count, marked.count + 1] {
            let reading = try InputReading(file.source, blockSize: blockSize)
            #expect(reading.text == marked && reading.fault == nil && reading.memberCount == 0)
            #expect(reading.compressedBytes == UInt64(marked.count))
        }
    }

    /// Longer than the 128 KiB that are read to find out what the input is.
    @Test(arguments: [131_071, 131_072, 131_073, 1_000_000])
    func longPlainTextIsPassedThrough(byteCount: Int) throws {
        let long = flowLogText(byteCount: byteCount)
        for blockSize in [4096, 131_072, 1 << 20] {
            let reading = try InputReading(long, blockSize: blockSize)
            #expect(reading.text == long && reading.fault == nil)
        }
    }

    @Test func contentDecidesAndNotTheName() throws {
        for name in ["flow.log", "flow.log.gz", "flow.parquet", "flow"] {
            let archive = try TemporaryFile(GzipWriter.member(text), named: name)
            #expect(try ByteInput(archive.source).kind == .gzip)
            #expect(try InputReading(archive.source).text == text)
            let plain = try TemporaryFile(text, named: name)
            #expect(try ByteInput(plain.source).kind == .plainText)
            #expect(try InputReading(plain.source).text == text)
        }
    }

    @Test func emptyFileEndsAtOnceWithoutAFault() throws {
        let file = try TemporaryFile([])
        #expect(try ByteInput(file.source).kind == .empty)
        let reading = try InputReading(file.source)
        #expect(reading.text.isEmpty && reading.fault == nil && reading.memberCount == 0)
    }

    @Test func inputsThatCannotBeOpenedSayWhy() throws {
        let file = try TemporaryFile(text)
        let folder = URL(filePath: file.path).deletingLastPathComponent()
        func cause(_ path: String) -> InputFault.Cause? {
            #expect(throws: InputFault.self) { try InputReading(.file(path: path)) }?.cause
        }
        #expect(cause(folder.path) == .isDirectory)
        #expect(cause(folder.appending(path: "absent.log").path) == .cannotOpen(errno: ENOENT))
        #expect(cause(file.path + "/below") == .cannotOpen(errno: ENOTDIR))
        #expect(cause(file.path + "\0.gz") == .cannotOpen(errno: ENOENT))
        #expect(cause("") == .cannotOpen(errno: ENOENT))
        let loop = folder.appending(path: "loop").path
        try FileManager.default.createSymbolicLink(atPath: loop, withDestinationPath: loop)
        #expect(cause(loop) == .cannotOpen(errno: ELOOP))
    }

    // The superuser may read any file.
    @Test(.enabled(if: geteuid() != 0, "a file is unreadable to ordinary users alone"))
    func unreadableFileSaysSo() throws {
        let file = try TemporaryFile(text)
        try FileManager.default.setAttributes([.posixPermissions: 0], ofItemAtPath: file.path)
        let fault = #expect(throws: InputFault.self) { try InputReading(file.source) }
        #expect(fault?.cause == .cannotOpen(errno: EACCES))
    }

    #if os(Linux)
        /// The first page of a process's memory is never mapped: a read of it fails.
        @Test func failedReadSaysWhy() throws {
            let fault = #expect(throws: InputFault.self) { try InputReading(.file(path: "/proc/self/mem")) }
            #expect(fault?.cause == .cannotRead(errno: EIO))
        }

        @Test func openedFilesAreClosed() throws {
            let archive = try TemporaryFile(GzipWriter.member(text))
            let refused = try TemporaryFile([0])
            let folder = URL(filePath: archive.path).deletingLastPathComponent().path
            // Other tests open files of their own meanwhile, but not a thousand at a time.
            for _ in 0..<1500 {
                _ = try ByteInput(archive.source)
                _ = try? ByteInput(refused.source)
                _ = try? ByteInput(.file(path: folder))
            }
            #expect(try FileManager.default.contentsOfDirectory(atPath: "/proc/self/fd").count < 1000)
        }
    #endif

    @Test func displayNamesAreThePathAsGivenOrADash() {
        #expect(InputSource.file(path: "logs/./a.gz").displayName == "logs/./a.gz")
        #expect(InputSource.standardInput.displayName == "-")
    }
}
