import Foundation
import GzipInput
import TestSupport
import Testing

/// Each engine against zlib, on good and on damaged archives. Where they differ is said at `InflateEngine`.
@Suite(.enabled(if: InflateEngine.allCases.count > 1, "there is but one engine in this build"))
struct EngineComparisonTests {
    private static let others = InflateEngine.allCases.filter { $0 != .libz }

    /// Three members, a block kind each, of which the first has a text that is long enough for code tables.
    private let archive =
        GzipWriter.member(flowLogText(byteCount: 900))
        + GzipWriter.member(Array("one\ntwo\n".utf8), blocks: .fixed)
        + GzipWriter.member(flowLogText(byteCount: 40), blocks: .stored)

    private func expectAgreement(
        on bytes: [UInt8], in file: TemporaryFile, blockSize: Int = 1 << 16,
        _ comment: @autoclosure () -> Comment
    ) throws {
        try file.write(bytes)
        let expected = try InputReading(file.source, engine: .libz)
        for engine in Self.others {
            let reading = try InputReading(file.source, blockSize: blockSize, engine: engine)
            #expect(reading.disagreement(with: expected) == nil, comment())
        }
    }

    @Test(arguments: [1, 7, 1 << 16])
    func archiveCutAnywhere(blockSize: Int) throws {
        let file = try TemporaryFile([])
        for cut in 2...archive.count {
            try expectAgreement(
                on: Array(archive.prefix(cut)), in: file, blockSize: blockSize, "cut at \(cut)")
        }
    }

    @Test func everyFlippedBit() throws {
        let file = try TemporaryFile([])
        for bit in 16..<archive.count * 8 {
            var damaged = archive
            damaged[bit / 8] ^= 1 << UInt8(bit % 8)
            try expectAgreement(on: damaged, in: file, "bit \(bit % 8) of byte \(bit / 8)")
        }
    }

    @Test(arguments: 0..<200)
    func randomDamageOfLargerArchives(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        var archive: [UInt8] = []
        for _ in 0..<random.number(1...3) {
            let text = arbitraryText(byteCount: random.pick([1, 500, 40_000, 150_000]), &random)
            archive += GzipWriter.member(text, blocks: random.pick(GzipWriter.BlockKind.allCases))
        }
        switch random.number(0...2) {
        case 0: archive.removeLast(random.number(1...archive.count - 2))
        case 1: archive[random.number(10...archive.count - 1)] ^= 1 << UInt8(random.number(0...7))
        default:
            for _ in 0..<3 {
                archive[random.number(10...min(70, archive.count - 1))] = UInt8(random.number(0...255))
            }
        }
        try expectAgreement(
            on: archive, in: TemporaryFile([]), blockSize: random.pick([300, 4096, 1 << 18]), "seed \(seed)")
    }

    /// Text in which literals, short and long matches, and incompressible stretches take turns.
    private func arbitraryText(byteCount: Int, _ random: inout SeededGenerator) -> [UInt8] {
        var text: [UInt8] = []
        while text.count < byteCount {
            switch random.number(0...3) {
            case 0: text += flowLogText(byteCount: random.number(1...5000)).suffix(2000)
            case 1: text += [UInt8](repeating: 48, count: random.number(1...1000))
            case 2: text += (0..<500).map { _ in UInt8(random.number(0...255)) }
            default: text += (0..<500).map { _ in UInt8(random.number(48...51)) }
            }
        }
        return Array(text.prefix(byteCount))
    }

    @Test func archivesMadeByGzip() throws {
        let folder = URL(filePath: #filePath)
            .deletingLastPathComponent().deletingLastPathComponent().appending(path: "Fixtures/archives")
        let names = try FileManager.default.contentsOfDirectory(atPath: folder.path).filter {
            $0.hasSuffix(".gz")
        }
        try #require(names.count >= 4)
        for name in names {
            let bytes = try Array(Data(contentsOf: folder.appending(path: name)))
            try expectAgreement(on: bytes, in: TemporaryFile([]), "\(name)")
        }
    }

    // The corpus is not shipped.
    @Test(.enabled(if: SharedFolder.corpus != nil, Comment(rawValue: SharedFolder.absence)))
    func archivesOfTheCorpus() throws {
        let corpus = try #require(SharedFolder.corpus)
        let paths = try FileManager.default.subpathsOfDirectory(atPath: corpus.path).filter {
            $0.hasSuffix(".gz")
        }
        try #require(!paths.isEmpty)
        for path in paths {
            let bytes = try Array(Data(contentsOf: corpus.appending(path: path)))
            try expectAgreement(on: bytes, in: TemporaryFile([]), "\(path)")
        }
    }
}

extension InputReading {
    /// Bytes that an engine may hand out fewer than zlib before a fault.
    private enum Withheld {
        /// Literals whose code is looked up together with one that the cut has made incomplete.
        static let atCut = 2
        /// The longest match: a refused one cannot be told from those before it.
        static let atCorruptData = 258
    }

    /// How this reading differs from that of zlib in a way that it must not; nil where it does not.
    func disagreement(with expected: InputReading) -> String? {
        guard let expectedFault = expected.fault else {
            return self == expected ? nil : "a good archive is read differently: \(summary)"
        }
        guard let fault else { return "no fault, where zlib has \(expectedFault)" }
        let missing = expected.text.count - zip(text, expected.text).prefix { $0 == $1 }.count
        switch expectedFault.cause {
        case .truncatedMember:
            if case .corruptData = fault.cause, missing <= Withheld.atCorruptData { return nil }
            let isSame =
                fault.cause == expectedFault.cause && fault.member == expectedFault.member
                && fault.compressedOffset == expectedFault.compressedOffset
            return isSame && missing <= Withheld.atCut && text.count <= expected.text.count
                ? nil : "another cut: \(summary) where zlib has \(expected.summary)"
        case .corruptData:
            return memberCount == expected.memberCount && missing <= Withheld.atCorruptData
                ? nil : "other text before corrupt data: \(summary) where zlib has \(expected.summary)"
        default:
            return self == expected ? nil : "\(summary) where zlib has \(expected.summary)"
        }
    }

    private var summary: String {
        "\(text.count) bytes, \(memberCount) members, \(fault.map { "\($0)" } ?? "no fault")"
    }
}
