/// Decompresses one archive: its framing, whatever stands in it, and the checks against damage. Pushed: it takes what
/// the window holds, reads nothing itself and is asked again.
protocol ArchiveDecoder: AnyObject {
    /// Whether nothing more comes without another byte of input, where the window is empty.
    var needsInput: Bool { get }

    /// Decompressed bytes so far.
    var decompressedBytes: UInt64 { get }

    /// Members, or frames, that are complete and whose checks agreed.
    var memberCount: Int { get }

    /// Goes on by at most one part of the archive: consumes from `window`, writes to `buffer[end...]` and moves `end`
    /// behind what was written, also where it throws.
    ///
    /// - Precondition: there is room in `buffer`, and input in `window` if `needsInput`.
    func advance(
        through window: inout CompressedWindow, into buffer: inout [UInt8], upTo end: inout Int
    ) throws(InputFault)

    /// To be called once where the input ends, at `offset`, and the window is empty.
    ///
    /// - Throws: what says that the archive has been cut, where a member or frame has begun and not ended.
    func finish(at offset: UInt64) throws(InputFault)
}
