import FlowLogs
import GzipInput

/// Carries a reader to the queue that reads ahead.
///
/// Invariant: only `BlockPrefetcher`'s queue calls `next(into:)`, and the counts are read after
/// that queue has handed over the end, which happens behind a lock. So no two threads are ever
/// inside, which is what the unchecked conformance promises.
final class ExclusiveReader: @unchecked Sendable {
    private var reader: LineBlockReader

    init(_ reader: consuming LineBlockReader) { self.reader = reader }

    func next(into block: inout LineBlock) throws(InputFault) -> Bool { try reader.next(into: &block) }

    var contentHash: UInt128 { reader.contentHash }

    var byteCounts: (compressed: UInt64, decompressed: UInt64) {
        (reader.compressedBytesRead, reader.decompressedBytes)
    }
}
