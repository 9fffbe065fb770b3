import Foundation
import GzipInput
import TestSupport
import Testing

/// Archives that gzip(1) has made; Tests/Fixtures/archives/README.md says how, and what they hold.
@Suite struct ArchiveFixtureTests {
    private static let folder = URL(filePath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().appending(path: "Fixtures/archives")

    private let text: [UInt8]
    /// The first three lines, which are the first member.
    private let firstText: [UInt8]

    init() throws {
        text = try Array(Data(contentsOf: Self.folder.appending(path: "flow.log")))
        firstText = text.split(separator: 10).prefix(3).flatMap { $0 + [10] }
    }

    private func read(_ name: String, engine: InflateEngine) throws(InputFault) -> InputReading {
        try InputReading(.file(path: Self.folder.appending(path: name).path), engine: engine)
    }

    @Test(arguments: InflateEngine.allCases) func membersThatGzipHasMadeDecompress(engine: InflateEngine)
        throws
    {
        let reading = try read("two-members.log.gz", engine: engine)
        #expect(reading.text == text && reading.fault == nil && reading.memberCount == 2)
        #expect(reading.compressedBytes == 348)
    }

    @Test(arguments: InflateEngine.allCases) func truncatedArchiveGivesItsFirstMember(engine: InflateEngine)
        throws
    {
        let reading = try read("truncated.log.gz", engine: engine)
        #expect(reading.text.starts(with: firstText) && text.starts(with: reading.text))
        let fault = try #require(reading.fault)
        #expect(fault.cause == .truncatedMember && fault.member == 2 && fault.compressedOffset == 308)
    }

    @Test(arguments: InflateEngine.allCases) func wrongChecksumEndsTheArchive(engine: InflateEngine) throws {
        let reading = try read("checksum-mismatch.log.gz", engine: engine)
        #expect(reading.text == firstText && reading.memberCount == 0)
        let fault = try #require(reading.fault)
        let computed = GzipWriter.checksum(of: firstText)
        #expect(fault.cause == .checksumMismatch(expected: computed ^ 1, computed: computed))
        #expect(fault.member == 1 && fault.compressedOffset == 208)
    }

    @Test(arguments: InflateEngine.allCases) func trailingGarbageComesAfterTheWholeText(engine: InflateEngine)
        throws
    {
        let reading = try read("trailing-garbage.log.gz", engine: engine)
        #expect(reading.text == text && reading.memberCount == 2)
        #expect(
            reading.fault
                == InputFault(.trailingGarbage, compressedOffset: 364, decompressedOffset: UInt64(text.count))
        )
    }
}

// The corpus is not shipped; without it there is nothing to read.
@Suite(.enabled(if: SharedFolder.corpus != nil, Comment(rawValue: SharedFolder.absence)))
struct CorpusArchiveTests {
    private func read(_ path: String, engine: InflateEngine) throws -> InputReading {
        let corpus = try #require(SharedFolder.corpus)
        return try InputReading(.file(path: corpus.appending(path: path).path), engine: engine)
    }

    @Test(arguments: InflateEngine.allCases) func archiveOfAFlowLogGivesItsFourLines(engine: InflateEngine)
        throws
    {
        let reading = try read("grafana+lambda-promtail/vpcflowlog.log.gz", engine: engine)
        #expect(reading.fault == nil && reading.memberCount == 1 && reading.compressedBytes == 265)
        let lines = String(decoding: reading.text, as: UTF8.self).split(separator: "\n")
        #expect(lines.count == 4)
        #expect(lines.first?.hasPrefix("version account-id interface-id srcaddr") == true)
        #expect(
            lines.dropFirst().allSatisfy { $0.hasPrefix("2 123456789012 eni-0") && $0.hasSuffix("ACCEPT OK") }
        )
    }

    @Test(arguments: InflateEngine.allCases) func archiveAndPlainFileOfOneLogAreEqual(engine: InflateEngine)
        throws
    {
        let archive = try read("m-mizutani+aws-vpcflowlogs-parquet/sample2.log.gz", engine: engine)
        let plain = try read("m-mizutani+aws-vpcflowlogs-parquet/sample1.log", engine: engine)
        #expect(archive.fault == nil && plain.fault == nil)
        #expect(archive.text == plain.text && archive.text.count == 310)
    }
}
