import Foundation
import GzipInput
import Testing

/// All that reading an input to its end has shown.
struct InputReading: Equatable {
    var text: [UInt8] = []
    var fault: InputFault?
    var memberCount = 0
    var compressedBytes: UInt64 = 0

    /// Reads `source` in blocks of `blockSize` bytes until it ends or a fault ends it, and expects that what
    /// the input counts is what it returns, and that its end or its fault stays.
    ///
    /// - Throws: what opening the input throws.
    init(
        _ source: InputSource, blockSize: Int = 1 << 16, engine: InflateEngine = .preferred
    ) throws(InputFault) {
        var input = try ByteInput(source, engine: engine)
        // Two bytes more than a block: what stands before `start` must not be touched.
        var buffer = [UInt8](repeating: 0xA5, count: blockSize + 2)
        do throws(InputFault) {
            while true {
                let count = try input.read(into: &buffer, from: 2)
                if count == 0 { break }
                text += buffer[2..<2 + count]
            }
            #expect(try input.read(into: &buffer, from: 2) == 0)
        } catch {
            fault = error
            #expect(throws: error) { try input.read(into: &buffer, from: 2) }
            #expect(error.decompressedOffset == UInt64(text.count))
        }
        #expect(buffer.prefix(2) == [0xA5, 0xA5] && buffer.count == blockSize + 2)
        #expect(input.decompressedBytes == UInt64(text.count))
        memberCount = input.memberCount
        compressedBytes = input.compressedBytesRead
    }

    /// Reads an input made of `bytes`.
    init(
        _ bytes: [UInt8], blockSize: Int = 1 << 16, named name: String = "input.log.gz",
        engine: InflateEngine = .preferred
    ) throws {
        let file = try TemporaryFile(bytes, named: name)
        self = try InputReading(file.source, blockSize: blockSize, engine: engine)
    }
}

/// A file that is there as long as the value is.
final class TemporaryFile {
    private let folder: URL
    let path: String
    var source: InputSource { .file(path: path) }

    /// In memory where the system has such a folder: thousands of rewrites would wait for a busy disk.
    private static let parent: URL =
        FileManager.default.isWritableFile(atPath: "/dev/shm")
        ? URL(filePath: "/dev/shm") : FileManager.default.temporaryDirectory

    init(_ bytes: [UInt8], named name: String = "input.log.gz") throws {
        folder = Self.parent.appending(path: "GzipInputTests-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        path = folder.appending(path: name).path
        try Data(bytes).write(to: URL(filePath: path))
    }

    func write(_ bytes: [UInt8]) throws {
        try Data(bytes).write(to: URL(filePath: path))
    }

    deinit { try? FileManager.default.removeItem(at: folder) }
}

/// Version 2 flow records, as many as it takes for `byteCount` bytes; no two the same.
func flowLogText(byteCount: Int) -> [UInt8] {
    var text: [UInt8] = []
    text.reserveCapacity(byteCount + 128)
    var number: UInt64 = 1
    while text.count < byteCount {
        number = number &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        let (a, b) = (number >> 33 & 255, number >> 41 & 255)
        text +=
            "2 123456789012 eni-0a1b2c3d 10.0.\(a).\(b) 10.0.1.7 \(number >> 48) 443 6 \(a) \(b) 1 60 ACCEPT OK\n"
            .utf8
    }
    return Array(text.prefix(byteCount))
}

/// Cuts an archive behind each of its bytes, and expects the text of the parts (members, frames) that are complete, the
/// start of the next one's at most, and a fault unless the cut is between two parts.
///
/// - Parameters:
///   - first: the fewest bytes that are left.
///   - cause: of the fault.
func expectWhatCameBefore(
    anyCutOf parts: [(archive: [UInt8], text: [UInt8])], from first: Int, _ cause: InputFault.Cause,
    blockSize: Int, _ engine: InflateEngine = .preferred
) throws {
    let archive = parts.flatMap(\.archive)
    let whole = parts.flatMap(\.text)
    let ends = parts.indices.map { parts[...$0].map(\.archive.count).reduce(0, +) }
    let file = try TemporaryFile([])
    for cut in first...archive.count {
        try file.write(Array(archive.prefix(cut)))
        let reading = try InputReading(file.source, blockSize: blockSize, engine: engine)
        let complete = ends.count { $0 <= cut }
        let completeText = parts.prefix(complete).flatMap(\.text)
        #expect(whole.starts(with: reading.text) && reading.text.starts(with: completeText), "cut at \(cut)")
        #expect(reading.memberCount == complete)
        let fault = InputFault(
            cause, compressedOffset: UInt64(cut), member: complete + 1,
            decompressedOffset: UInt64(reading.text.count))
        #expect(reading.fault == (cut == 0 || ends.contains(cut) ? nil : fault), "cut at \(cut)")
    }
}
