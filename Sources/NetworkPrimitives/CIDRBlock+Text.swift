/// Why a text is not a CIDR block in canonical form.
public enum CIDRBlockError: Error, Hashable, Sendable {
    /// There is no `/`.
    case missingPrefixLength
    /// What stands before the `/` is no IPv4 or IPv6 address.
    case invalidAddress
    /// What stands after the `/` is no number, or above 32 (IPv4) or 128 (IPv6).
    case invalidPrefixLength
    /// Bits below the prefix are set; the block meant is probably `canonical`.
    case hostBitsSet(canonical: CIDRBlock)
}

extension CIDRBlock {
    /// Reads `ADDRESS/LENGTH`.
    ///
    /// - Throws: `CIDRBlockError`, also for a text whose host bits are set, so that whoever reads it can say what it is
    ///   taken for.
    public init(_ text: String) throws(CIDRBlockError) {
        guard let slash = text.lastIndex(of: "/") else { throw .missingPrefixLength }
        guard let address = IPAddress(text[..<slash]) else { throw .invalidAddress }
        let digits = text[text.index(after: slash)...]
        guard !digits.isEmpty, digits.count <= 3, digits.utf8.allSatisfy({ (48...57).contains($0) }),
            let length = Int(digits), length <= address.family.bitWidth
        else { throw .invalidPrefixLength }
        let block = CIDRBlock(containing: address, prefixLength: length)
        guard block.networkAddress == address else { throw .hostBitsSet(canonical: block) }
        self = block
    }

    /// Reads the whole of `bytes` as ASCII text; nil where `init(_:)` would say what is wrong.
    package init?(ascii bytes: Span<UInt8>) {
        var slash = bytes.count - 1
        while slash >= 0, bytes[slash] != UInt8(ascii: "/") { slash -= 1 }
        guard slash >= 0, (1...3).contains(bytes.count - slash - 1),
            let address = IPAddress(ascii: bytes.extracting(0..<slash))
        else { return nil }
        var length = 0
        for index in slash + 1..<bytes.count {
            let digit = bytes[index] &- UInt8(ascii: "0")
            guard digit <= 9 else { return nil }
            length = length * 10 + Int(digit)
        }
        guard length <= address.family.bitWidth else { return nil }
        let block = CIDRBlock(containing: address, prefixLength: length)
        guard block.networkAddress == address else { return nil }
        self = block
    }
}
