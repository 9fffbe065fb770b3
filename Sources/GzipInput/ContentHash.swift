/// A number of 128 bits by which the contents of files are told apart: that two files have the same by chance is less likely
/// than an error of the machine's memory. Who means to can make files that have the same; what it is asked for has to
/// bear that.
///
/// Four lanes take eight bytes each at a time, so that none waits for another: a small part of what decompression costs.
package struct ContentHash: Hashable, Sendable {
    private typealias Lanes = SIMD4<UInt64>

    private var lanes = Lanes(
        0x243f_6a88_85a3_08d3, 0x1319_8a2e_0370_7344, 0xa409_3822_299f_31d0, 0x082e_fa98_ec4e_6c89)
    /// Bytes so far, of which the last few, less than one block, are in `rest`.
    private var count: UInt64 = 0
    private var rest = Lanes(repeating: 0)

    private static let blockSize = 32

    package init() {}

    /// - Complexity: O(n), n the bytes.
    package mutating func add(_ bytes: Span<UInt8>) {
        var place = 0
        while place < bytes.count, count % UInt64(Self.blockSize) != 0 {
            add(bytes[place])
            place += 1
        }
        var state = lanes
        while bytes.count - place >= Self.blockSize {
            let block = bytes.extracting(place..<place + Self.blockSize)
            var words = Lanes()
            for lane in 0..<4 { words[lane] = Self.word(block, 8 * lane) }
            state = Self.mixed(state, words)
            place += Self.blockSize
            count &+= UInt64(Self.blockSize)
        }
        lanes = state
        while place < bytes.count {
            add(bytes[place])
            place += 1
        }
    }

    /// The hash of all bytes so far.
    package var value: UInt128 {
        var state = count % UInt64(Self.blockSize) == 0 ? lanes : Self.mixed(lanes, rest)
        // Every lane has a say in both halves.
        for _ in 0..<3 {
            state = Self.mixed(
                state, Lanes(state[1], state[2], state[3], state[0]) ^ Lanes(repeating: count))
        }
        return UInt128(state[0] ^ state[1]) << 64 | UInt128(state[2] ^ state[3] &* Self.factor)
    }

    private mutating func add(_ byte: UInt8) {
        let place = Int(count % UInt64(Self.blockSize))
        if place == 0 { rest = Lanes(repeating: 0) }
        rest[place / 8] |= UInt64(byte) << UInt64(place % 8 * 8)
        count &+= 1
        if place == Self.blockSize - 1 { lanes = Self.mixed(lanes, rest) }
    }

    private static let factor: UInt64 = 0x9e37_79b9_7f4a_7c15

    /// Multiplication carries upwards, the shift back down.
    @inline(__always)
    private static func mixed(_ state: Lanes, _ words: Lanes) -> Lanes {
        let product = (state ^ words) &* Lanes(repeating: factor)
        return product ^ product &>> 29
    }

    /// Eight bytes as a number, the first as the lowest.
    @inline(__always)
    private static func word(_ bytes: Span<UInt8>, _ place: Int) -> UInt64 {
        var word: UInt64 = 0
        for offset in 0..<8 { word |= UInt64(bytes[place &+ offset]) &<< UInt64(8 &* offset) }
        return word
    }
}
