extension InputFault {
    /// What is wrong, where, and what to do, in one sentence that is read after the input's name and a colon.
    ///
    /// Offsets are bytes of the compressed input unless it says otherwise.
    public var message: String {
        switch cause {
        case .cannotOpen(let errno):
            "cannot be opened (\(systemErrorText(errno))); check the path and its permissions"
        case .cannotRead(let errno):
            "cannot be read after byte \(compressedOffset) (\(systemErrorText(errno))); check the disk or the"
                + " program that feeds it"
        case .changedWhileRead(let expected):
            "has changed while it was read: it had \(expected) bytes, and ended after \(compressedOffset); read it again when "
                + "nothing writes to it"
        case .isDirectory:
            "is a directory, which could not be listed; check its permissions, or name the files in it"
        case .refused(let kind):
            "is \(kind.name), which is not read; \(kind.adviceText)"
        case .outOfMemory:
            "cannot be decompressed for want of memory; free some, or use fewer workers"
        case .truncatedMember:
            "\(place) ends before it is complete, after \(decompressedOffset) decompressed bytes;"
                + " the file was cut short, fetch it again"
        case .corruptData(let detail):
            "\(place) is corrupt (\(detail)), after \(decompressedOffset) decompressed bytes; fetch the file again"
        case .unsupportedMethod(let method):
            "\(place) is compressed by method \(method) where gzip knows 8 (deflate) alone; compress it again"
        case .reservedFlags(let flags):
            "\(place) has the reserved header flags \(hexadecimal(flags)), which say that it needs a newer reader"
                + " or is corrupt; fetch the file again"
        case .headerChecksumMismatch(let expected, let computed):
            "\(place) has a header whose checksum is \(hexadecimal(computed)) where \(hexadecimal(expected)) is"
                + " stored; fetch the file again"
        case .checksumMismatch(let expected, let computed):
            "\(place) has decompressed to bytes whose CRC-32 is \(hexadecimal(computed)) where"
                + " \(hexadecimal(expected)) is stored; some of them are wrong, fetch the file again"
        case .lengthMismatch(let expected, let computed):
            "\(place) has decompressed to \(computed) bytes (modulo 2^32) where \(expected) are stored;"
                + " fetch the file again"
        case .malformedEnvelope(let expected):
            "is JSON that is wrong at byte \(decompressedOffset): expected \(expected); what stands before it was "
                + "read, fetch the file again"
        case .noMessages:
            "is JSON that holds no lines of a flow log; CloudWatch Logs has them under logEvents or events, Firehose "
                + "under message; take them out by jq -r and pipe them in as -"
        case .truncatedFrame:
            "\(framePlace) ends before it is complete, after \(decompressedOffset) decompressed bytes;"
                + " the file was cut short, fetch it again"
        case .corruptFrame(let detail):
            "\(framePlace) is corrupt (\(detail)), after \(decompressedOffset) decompressed bytes; fetch the file again"
        case .frameWindowTooLarge:
            "\(framePlace) looks back on more than 128 MiB and would take as much memory; pipe it in: "
                + "zstd -dc --long=31 FILE | flowverdict ... -"
        case .frameNeedsDictionary:
            "\(framePlace) was compressed with a dictionary, which it does not hold; pipe it in: "
                + "zstd -dc -D DICTIONARY FILE | flowverdict ... -"
        case .garbageBehindFrames:
            "byte \(compressedOffset) and what follows is not a Zstandard frame; all frames before it were read, remove "
                + "the rest or fetch the file again"
        case .trailingGarbage:
            "byte \(compressedOffset) and what follows is neither gzip nor zero padding; all members before it"
                + " were read, remove the rest or fetch the file again"
        }
    }

    private var place: String { "gzip member \(member) at byte \(compressedOffset)" }
    private var framePlace: String { "Zstandard frame \(member) at byte \(compressedOffset)" }

    private func hexadecimal(_ value: some FixedWidthInteger) -> String {
        let digits = String(value, radix: 16, uppercase: true)
        return "0x" + String(repeating: "0", count: value.bitWidth / 4 - digits.count) + digits
    }
}
