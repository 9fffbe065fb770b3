extension CIDRBlock {
    /// Whether all addresses of another block are in this one.
    package func contains(_ other: CIDRBlock) -> Bool {
        prefixLength <= other.prefixLength && contains(other.networkAddress)
    }

    /// The smallest block that holds both; nil across families.
    package func joined(with other: CIDRBlock) -> CIDRBlock? {
        guard family == other.family else { return nil }
        let longest = min(prefixLength, other.prefixLength)
        let difference: Int
        switch (networkAddress, other.networkAddress) {
        case (.ipv4(let one), .ipv4(let two)): difference = (one.value ^ two.value).leadingZeroBitCount
        case (.ipv6(let one), .ipv6(let two)): difference = (one.value ^ two.value).leadingZeroBitCount
        default: return nil
        }
        return CIDRBlock(containing: networkAddress, prefixLength: min(longest, difference))
    }
}
