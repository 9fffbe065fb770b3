#if AVX512
    import _Builtin_intrinsics.intel
#endif

extension MutableSpan<UInt32> {
    /// Elements that `writePlaces` may write, whatever the bits.
    static var placesPerWord: Int { 64 + 8 }

    /// Writes the places of the set bits of `bits`, the lowest of which is `first`, to `self[index...]` and more
    /// that mean nothing behind them; returns how many mean something.
    ///
    /// Some places are written without asking: more separators there seldom are in so much of a log, and a question
    /// whose answer changes costs more than a few writes.
    ///
    /// Invariant: `index + placesPerWord` elements exist, which is asked once, and no more are written.
    @inline(__always)
    mutating func writePlaces(of bits: UInt64, from first: UInt32, at index: Int) -> Int {
        precondition(index >= 0 && index <= count - Self.placesPerWord, "no room for the places")
        #if AVX512
            let low = writePlaces(ofHalf: UInt32(truncatingIfNeeded: bits), from: first, at: index)
            let high = writePlaces(
                ofHalf: UInt32(truncatingIfNeeded: bits &>> 32), from: first &+ 32, at: index &+ low)
            return low &+ high
        #else
            return writePlacesPortably(of: bits, from: first, at: index)
        #endif
    }

    /// One by one, on any processor.
    @inline(__always)
    private mutating func writePlacesPortably(of bits: UInt64, from first: UInt32, at index: Int) -> Int {
        let number = bits.nonzeroBitCount
        var rest = bits
        for position in 0..<12 {
            unsafe self[unchecked: index &+ position] =
                first &+ UInt32(truncatingIfNeeded: rest.trailingZeroBitCount)
            rest &= rest &- 1
        }
        if number > 12 {
            for position in 12..<number {
                unsafe self[unchecked: index &+ position] =
                    first &+ UInt32(truncatingIfNeeded: rest.trailingZeroBitCount)
                rest &= rest &- 1
            }
        }
        return number
    }

    #if AVX512
        /// Eight at once: the bytes of 0 ... 31 whose bits are set are moved together, and widened.
        @inline(__always)
        private mutating func writePlaces(ofHalf bits: UInt32, from first: UInt32, at index: Int) -> Int {
            let number = bits.nonzeroBitCount
            // 32 bytes, in words.
            let numbers = SIMD4<Int64>(
                0x0706_0504_0302_0100, 0x0F0E_0D0C_0B0A_0908, 0x1716_1514_1312_1110, 0x1F1E_1D1C_1B1A_1918)
            let chosen = _mm256_maskz_compress_epi8(bits, numbers)
            store(chosen[0], from: first, at: index)
            if number > 8 {
                store(chosen[1], from: first, at: index &+ 8)
                if number > 16 {
                    store(chosen[2], from: first, at: index &+ 16)
                    store(chosen[3], from: first, at: index &+ 24)
                }
            }
            return number
        }

        @inline(__always)
        private mutating func store(_ bytes: Int64, from first: UInt32, at index: Int) {
            // Eight 32-bit words are 32 plain bytes.
            let places = unsafe unsafeBitCast(
                _mm256_cvtepu8_epi32(SIMD2<Int64>(bytes, 0)), to: SIMD8<UInt32>.self)
            unsafe withUnsafeMutableBytes { elements in
                unsafe elements.storeBytes(
                    of: places &+ SIMD8<UInt32>(repeating: first), toByteOffset: index &* 4,
                    as: SIMD8<UInt32>.self)
            }
        }
    #endif
}

/// The places of one column in lines that stand one behind another.
///
/// Invariant: `first + stride * (count - 1) + 1` is an index of `places`, which is asked when it is made; lines are
/// asked for by numbers below `count`.
struct ColumnPlaces {
    private let first: Int
    private let stride: Int
    let count: Int

    init(first: Int, stride: Int, count: Int, in places: Span<UInt32>) {
        precondition(
            first >= 0 && stride > 0 && count >= 0 && first + stride * (count - 1) + 1 < places.count,
            "columns outside of the index")
        self.first = first
        self.stride = stride
        self.count = count
    }

    /// Where the column of a line starts, in the low half, and where the one behind it does, in the high half.
    @inline(__always)
    func pair(_ line: Int, in places: Span<UInt32>) -> UInt64 {
        assert(line >= 0 && line < count, "a line outside of the run")
        return Self.pair(at: first &+ stride &* line, in: places)
    }

    /// The pairs of four lines from `line` on.
    @inline(__always)
    func fourPairs(_ line: Int, in places: Span<UInt32>) -> (UInt64, UInt64, UInt64, UInt64) {
        assert(line >= 0 && line + 4 <= count, "lines outside of the run")
        let number = first &+ stride &* line
        return (
            Self.pair(at: number, in: places), Self.pair(at: number &+ stride, in: places),
            Self.pair(at: number &+ 2 &* stride, in: places), Self.pair(at: number &+ 3 &* stride, in: places)
        )
    }

    @inline(__always)
    private static func pair(at number: Int, in places: Span<UInt32>) -> UInt64 {
        unsafe UInt64(
            littleEndian: places.bytes.unsafeLoadUnaligned(
                fromUncheckedByteOffset: number &* 4, as: UInt64.self))
    }
}

extension MutableSpan where Element: FixedWidthInteger & SIMDScalar {
    /// Writes four numbers, cut to their width.
    @inline(__always)
    mutating func store(_ values: SIMD4<UInt64>, at index: Int) {
        precondition(index >= 0 && index <= count &- 4, "no room for four numbers")
        let numbers = SIMD4<Element>(truncatingIfNeeded: values)
        unsafe withUnsafeMutableBytes { elements in
            unsafe elements.storeBytes(
                of: numbers, toByteOffset: index &* MemoryLayout<Element>.stride, as: SIMD4<Element>.self)
        }
    }
}
