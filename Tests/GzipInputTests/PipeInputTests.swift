import Foundation
import GzipInput
import TestSupport
import Testing

/// Inputs that arrive bit by bit.
@Suite struct PipeInputTests {
    private let text = flowLogText(byteCount: 700)

    /// A pipe, and the path under which it can be opened like a file. It is closed after ten minutes, so that a
    /// reader that waits for more than it should fails and does not hang.
    private final class OpenPipe: Sendable {
        private let pipe = Pipe()
        var source: InputSource { .file(path: "/dev/fd/\(pipe.fileHandleForReading.fileDescriptor)") }

        init() {
            DispatchQueue.global().asyncAfter(deadline: .now() + 600) { [weak self] in try? self?.close() }
        }

        func write(_ bytes: [UInt8]) throws { try pipe.fileHandleForWriting.write(contentsOf: Data(bytes)) }
        /// Makes the end that is read the process's standard input.
        func replaceStandardInput(flags: Int32) -> Bool {
            dup2(pipe.fileHandleForReading.fileDescriptor, STDIN_FILENO) == STDIN_FILENO
                && fcntl(STDIN_FILENO, F_SETFL, flags) == 0
        }

        /// Writes each byte once the one before it has been read, so that every read yields one byte.
        func writeByteByByte(_ bytes: [UInt8]) throws {
            var request = pollfd(
                fd: pipe.fileHandleForReading.fileDescriptor, events: Int16(POLLIN), revents: 0)
            for byte in bytes {
                while poll(&request, 1, 0) > 0 { sched_yield() }
                try write([byte])
            }
        }

        func close() throws { try pipe.fileHandleForWriting.close() }
    }

    private func next(_ input: inout ByteInput, room: Int = 1 << 16) throws -> [UInt8] {
        var buffer = [UInt8](repeating: 0, count: room)
        let count = try input.read(into: &buffer, from: 0)
        return Array(buffer.prefix(count))
    }

    @Test func plainLinesAreReturnedAsTheyArrive() throws {
        let pipe = OpenPipe()
        try pipe.write(Array("first\n".utf8))
        var input = try ByteInput(pipe.source)
        #expect(try next(&input) == Array("first\n".utf8))
        try pipe.write(Array("second\nthi".utf8))
        #expect(try next(&input) == Array("second\nthi".utf8))
        try pipe.write(Array("rd\n".utf8))
        #expect(try next(&input, room: 2) == Array("rd".utf8))
        try pipe.close()
        #expect(try next(&input) == [10])
        #expect(try next(&input).isEmpty)
    }

    @Test func decompressedTextIsReturnedAsItArrives() throws {
        let pipe = OpenPipe()
        let archive = GzipWriter.member(text, blocks: .stored)
        // Ten bytes of header and five of the stored block's come before the text.
        try pipe.write(Array(archive.prefix(15 + 100)))
        var input = try ByteInput(pipe.source)
        #expect(try next(&input) == Array(text.prefix(100)))
        try pipe.write(Array(archive[115..<116]))
        #expect(try next(&input) == [text[100]])
        // The rest of this member, and a second one's header: the text does not wait for more of that.
        try pipe.write(Array(archive[116...] + archive.prefix(upTo: 4)))
        #expect(try next(&input) == Array(text[101...]))
        try pipe.write(Array(archive[4...]))
        try pipe.close()
        #expect(try next(&input) == text)
        #expect(try next(&input).isEmpty)
        #expect(input.memberCount == 2)
    }

    @Test func archiveCutInAPipeIsTruncated() throws {
        let pipe = OpenPipe()
        let archive = GzipWriter.member(text, blocks: .stored)
        try pipe.write(archive.dropLast(9))
        try pipe.close()
        let reading = try InputReading(pipe.source)
        #expect(reading.text == text.dropLast() && reading.fault?.cause == .truncatedMember)
    }

    @Test func emptyPipeIsEmpty() throws {
        let pipe = OpenPipe()
        try pipe.close()
        let reading = try InputReading(pipe.source)
        #expect(reading.text.isEmpty && reading.fault == nil)
    }

    @Test func inputsDeliveredByteByByteGiveTheSameText() throws {
        let archive = GzipWriter.member(
            text, header: .init(extra: [1], name: "n", comment: "c", hasChecksum: true))
        for (bytes, expected) in [(archive + archive + [0, 0], text + text), (text, text)] {
            let pipe = OpenPipe()
            let writer = Thread {
                try? pipe.writeByteByByte(bytes)
                try? pipe.close()
            }
            let source = pipe.source
            writer.start()
            let reading = try InputReading(source)
            #expect(reading.text == expected && reading.fault == nil)
            #expect(reading.compressedBytes == UInt64(bytes.count))
        }
    }

    @Test func namedPipeIsRead() throws {
        let folder = try TemporaryFile([])
        let path = folder.path + ".fifo"
        try #require(mkfifo(path, 0o600) == 0)
        let archive = GzipWriter.member(text)
        Thread.detachNewThread { try? Data(archive).write(to: URL(filePath: path), options: []) }
        let reading = try InputReading(.file(path: path))
        #expect(reading.text == text && reading.fault == nil)
    }

    /// Standard input may have been made non-blocking by the program at the other end of a terminal or pipe.
    @Test func standardInputIsReadAndLeftOpen() throws {
        let saved = dup(STDIN_FILENO)
        defer {
            if saved >= 0 {
                dup2(saved, STDIN_FILENO)
                close(saved)
            }
        }
        let archive = GzipWriter.member(text)
        for flags in [0, O_NONBLOCK] {
            let pipe = OpenPipe()
            try #require(pipe.replaceStandardInput(flags: flags))
            Thread.detachNewThread {
                try? pipe.writeByteByByte(archive)
                try? pipe.close()
            }
            let reading = try InputReading(.standardInput)
            #expect(reading.text == text && reading.fault == nil)
            #expect(fcntl(STDIN_FILENO, F_GETFD) >= 0)
        }
    }
}
