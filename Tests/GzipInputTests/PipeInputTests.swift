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
            for byte in bytes { try writeOnceEmpty([byte]) }
        }

        /// Writes once all before it has been read, so that a read yields all of `bytes`.
        func writeOnceEmpty(_ bytes: [UInt8]) throws {
            var request = pollfd(
                fd: pipe.fileHandleForReading.fileDescriptor, events: Int16(POLLIN), revents: 0)
            while poll(&request, 1, 0) > 0 { sched_yield() }
            try write(bytes)
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

    @Test(arguments: InflateEngine.allCases) func decompressedTextIsReturnedAsItArrives(engine: InflateEngine)
        throws
    {
        let pipe = OpenPipe()
        let archive = GzipWriter.member(text, blocks: .stored)
        // Ten bytes of header and five of the stored block's come before the text.
        try pipe.write(Array(archive.prefix(15 + 100)))
        var input = try ByteInput(pipe.source, engine: engine)
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

    @Test(arguments: InflateEngine.allCases) func archiveCutInAPipeIsTruncated(engine: InflateEngine) throws {
        let pipe = OpenPipe()
        let archive = GzipWriter.member(text, blocks: .stored)
        try pipe.write(archive.dropLast(9))
        try pipe.close()
        let reading = try InputReading(pipe.source, engine: engine)
        #expect(reading.text == text.dropLast() && reading.fault?.cause == .truncatedMember)
    }

    @Test func emptyPipeIsEmpty() throws {
        let pipe = OpenPipe()
        try pipe.close()
        let reading = try InputReading(pipe.source)
        #expect(reading.text.isEmpty && reading.fault == nil)
    }

    @Test(arguments: InflateEngine.allCases) func inputsDeliveredByteByByteGiveTheSameText(
        engine: InflateEngine
    ) throws {
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
            let reading = try InputReading(source, engine: engine)
            #expect(reading.text == expected && reading.fault == nil)
            #expect(reading.compressedBytes == UInt64(bytes.count))
        }
    }

    /// Members that end anywhere in what one read yields, and in what a decompressor has read ahead.
    @Test(arguments: InflateEngine.allCases, 0..<20)
    func smallMembersDeliveredInRandomPiecesGiveTheSameText(engine: InflateEngine, seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        var (archive, expected, memberCount): ([UInt8], [UInt8], Int) = ([], [], 30)
        for _ in 0..<memberCount {
            let text = Array(text.prefix(random.pick([0, 1, 2, 3, 5, 50, 300])))
            archive += GzipWriter.member(text, blocks: random.pick(GzipWriter.BlockKind.allCases))
            expected += text
        }
        let (pipe, longest) = (OpenPipe(), random.number(1...40))
        let source = pipe.source
        Thread.detachNewThread { [archive, random] in
            var (rest, random) = (archive[...], random)
            while !rest.isEmpty {
                let count = min(rest.count, random.number(1...longest))
                try? pipe.writeOnceEmpty(Array(rest.prefix(count)))
                rest = rest.dropFirst(count)
            }
            try? pipe.close()
        }
        let reading = try InputReading(source, blockSize: random.pick([1, 3, 64, 1 << 16]), engine: engine)
        #expect(reading.text == expected && reading.fault == nil && reading.memberCount == memberCount)
        #expect(reading.compressedBytes == UInt64(archive.count))
    }

    @Test(arguments: InflateEngine.allCases) func namedPipeIsRead(engine: InflateEngine) throws {
        let folder = try TemporaryFile([])
        let path = folder.path + ".fifo"
        try #require(mkfifo(path, 0o600) == 0)
        let archive = GzipWriter.member(text)
        Thread.detachNewThread { try? Data(archive).write(to: URL(filePath: path), options: []) }
        let reading = try InputReading(.file(path: path), engine: engine)
        #expect(reading.text == text && reading.fault == nil)
    }

    /// Standard input may have been made non-blocking by the program at the other end of a terminal or pipe.
    @Test(.serialized, arguments: InflateEngine.allCases) func standardInputIsReadAndLeftOpen(
        engine: InflateEngine
    ) throws {
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
            let reading = try InputReading(.standardInput, engine: engine)
            #expect(reading.text == text && reading.fault == nil)
            #expect(fcntl(STDIN_FILENO, F_GETFD) >= 0)
        }
    }
}
