/// A fault that ends an input early. What came before it has been handed out.
public struct InputFault: Error, Hashable, Sendable {
    public enum Cause: Error, Hashable, Sendable {
        /// The file cannot be opened; `errno` is the system's number.
        case cannotOpen(errno: Int32)
        /// A read failed; `errno` is the system's number.
        case cannotRead(errno: Int32)
        case isDirectory
        /// The file had `expected` bytes when it was opened, and ended behind others.
        case changedWhileRead(expected: UInt64)
        /// The first bytes are those of a format that is not read.
        case refused(ContentKind)
        /// There is no memory for the decompressor.
        case outOfMemory

        /// The input ends inside a member: in its header, its compressed data or its trailer.
        case truncatedMember
        /// The compressed data break the rules of RFC 1951; `detail` is the decompressor's own word.
        case corruptData(detail: String)
        /// A header names a compression method other than deflate (8), the only one there is.
        case unsupportedMethod(UInt8)
        /// A header sets flag bits that RFC 1952 reserves, so that what follows cannot be understood.
        case reservedFlags(UInt8)
        /// A header's own checksum (FHCRC) does not agree with its bytes.
        case headerChecksumMismatch(expected: UInt16, computed: UInt16)
        /// The CRC-32 in the trailer is not that of the decompressed bytes: some of those are wrong.
        case checksumMismatch(expected: UInt32, computed: UInt32)
        /// The length in the trailer (modulo 2^32) is not that of the decompressed bytes.
        case lengthMismatch(expected: UInt32, computed: UInt32)
        /// What follows the last member is neither another one nor zero padding.
        case trailingGarbage
        /// The input ends inside a Zstandard frame.
        case truncatedFrame
        /// A frame breaks the rules of RFC 8878, or its checksum does not agree; `detail` is the decompressor's own word.
        case corruptFrame(detail: String)
        /// A frame looks back on more than 128 MiB, which takes as much memory.
        case frameWindowTooLarge
        /// A frame was made with a dictionary, which it does not hold.
        case frameNeedsDictionary
        /// What follows the last frame is not another one.
        case garbageBehindFrames
        /// JSON that wraps lines breaks its rules; `expected` is what should stand there instead.
        case malformedEnvelope(expected: String)
        /// JSON that wraps no lines of a log.
        case noMessages
    }

    public var cause: Cause
    /// The place in the compressed input, in bytes from its start, where the fault was noticed: the byte
    /// that is wrong, the field of a trailer that disagrees, the first byte of garbage, or the end. Corrupt data
    /// may be noticed some bytes late by an engine that reads ahead.
    public var compressedOffset: UInt64
    /// The member or frame that is at fault, counted from 1; 0 where none is concerned.
    public var member: Int
    /// Decompressed bytes that came before the fault.
    public var decompressedOffset: UInt64

    public init(
        _ cause: Cause, compressedOffset: UInt64 = 0, member: Int = 0, decompressedOffset: UInt64 = 0
    ) {
        self.cause = cause
        self.compressedOffset = compressedOffset
        self.member = member
        self.decompressedOffset = decompressedOffset
    }
}
