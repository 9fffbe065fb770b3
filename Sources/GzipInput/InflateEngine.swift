/// A library that decompresses. Which ones there are is decided when the program is built.
///
/// Good archives are read alike by all, and cut and damaged ones but for this:
///
/// - ISA-L looks several literals up at once. Where an archive is cut, up to two may be missing whose codes are
///   complete, since the one behind them is not.
/// - ISA-L notices broken data some 8 bytes late, seldom up to 40, and withholds up to 258 before them: it cannot be
///   told whether the match that it refuses stands among them.
/// - ISA-L takes incomplete sets of Huffman codes, and some codes that stand for nothing, where zlib refuses
///   them; the checksum at the end of the member tells. On the other hand it refuses some code tables before
///   they have come to their end, and calls corrupt what for zlib is cut short.
package enum InflateEngine: CaseIterable, Sendable {
    #if ISAL
        /// Intel's Intelligent Storage Acceleration Library, in a build with the package trait `ISAL`.
        case isal
    #endif
    /// The system's zlib, which is always there.
    case libz

    /// The fastest one in this build.
    package static var preferred: InflateEngine { allCases[0] }

    /// The library's name and version.
    package var name: String {
        switch self {
        #if ISAL
            case .isal: "ISA-L \(isalVersion)"
        #endif
        case .libz: "libz \(libzVersion)"
        }
    }

    /// The type that speaks to the library.
    var decoderType: any (DeflateDecoder & ~Copyable).Type {
        switch self {
        #if ISAL
            case .isal: ISALInflateStream.self
        #endif
        case .libz: LibzInflateStream.self
        }
    }
}

/// The CRC-32 of RFC 1952, section 8, of the bytes added so far.
struct CRC32 {
    private let engine: InflateEngine
    private(set) var value: UInt32 = 0

    init(_ engine: InflateEngine) {
        self.engine = engine
    }

    mutating func add(_ bytes: Span<UInt8>) {
        value = engine.decoderType.checksum(value, adding: bytes)
    }
}
