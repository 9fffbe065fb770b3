extension Span<DecisionCache.Slot> {
    /// The slot that the `64 - shift` highest bits of a hash number.
    ///
    /// Invariant: there are as many slots as that many bits can number; asked here, once for a loop.
    @inline(__always)
    func slot(ofHash hash: UInt64, shift: UInt64) -> DecisionCache.Slot {
        precondition(shift < 64 && UInt64(count) == 1 &<< (64 &- shift), "not as many slots as hashes")
        return unsafe self[unchecked: Int(truncatingIfNeeded: hash &>> shift)]
    }
}
