#if AVX512
    import _Builtin_intrinsics.intel
#endif

extension MutableSpan<UInt16> {
    /// Elements that `writePlaces` may write, whatever the bits.
    static var placesPerWord: Int { 64 + 8 }

    /// Writes the places of the set bits of `bits`, the lowest of which each lane of `first` is, to `self[index...]`
    /// and more that mean nothing behind them; returns how many mean something.
    ///
    /// Places are written eight at a time without asking how many there are: a question whose answer changes costs
    /// more than a few writes.
    ///
    /// Invariant: `index + placesPerWord` elements exist, and no more are written. Debug builds check it.
    @inline(__always)
    mutating func writePlaces(
        of bits: UInt64, from first: SIMD8<UInt16>, at index: Int, _ table: BitPlaces
    ) -> Int {
        assert(index >= 0 && index <= count - Self.placesPerWord, "no room for the places")
        #if AVX512
            let low = writePlaces(ofHalf: UInt32(truncatingIfNeeded: bits), from: first, at: index)
            let high = writePlaces(
                ofHalf: UInt32(truncatingIfNeeded: bits &>> 32), from: first &+ SIMD8(repeating: 32),
                at: index &+ low)
            return low &+ high
        #else
            return writePlaces(ofBytes: bits, from: first, at: index, table)
        #endif
    }

    /// `writePlaces` for bits of which seldom more than one is set: lines are longer than a word.
    @inline(__always)
    mutating func writeFewPlaces(
        of bits: UInt64, from first: SIMD8<UInt16>, at index: Int, _ table: BitPlaces
    ) -> Int {
        assert(index >= 0 && index <= count - Self.placesPerWord, "no room for the places")
        // Written whether or not there is one, which is not foreseeable.
        unsafe self[unchecked: index] = first[0] &+ UInt16(truncatingIfNeeded: bits.trailingZeroBitCount)
        if bits & (bits &- 1) != 0 { return writePlaces(of: bits, from: first, at: index, table) }
        return bits == 0 ? 0 : 1
    }

    /// Byte by byte of the bits, on any processor.
    @inline(__always)
    private mutating func writePlaces(
        ofBytes bits: UInt64, from first: SIMD8<UInt16>, at index: Int, _ table: BitPlaces
    ) -> Int {
        var rest = bits
        var end = index
        for part in 0..<8 as Range<UInt16> {
            let byte = UInt8(truncatingIfNeeded: rest)
            let places = SIMD8<UInt16>(truncatingIfNeeded: table.places(ofByte: byte))
            unsafe withUnsafeMutableBytes { elements in
                unsafe elements.storeBytes(
                    of: places &+ (first &+ SIMD8(repeating: part &* 8)), toByteOffset: end &* 2,
                    as: SIMD8<UInt16>.self)
            }
            end &+= byte.nonzeroBitCount
            rest &>>= 8
        }
        return end &- index
    }

    #if AVX512
        /// Sixteen at once: the bytes of 0 ... 31 whose bits are set are moved together, and widened.
        @inline(__always)
        private mutating func writePlaces(ofHalf bits: UInt32, from first: SIMD8<UInt16>, at index: Int)
            -> Int
        {
            let number = bits.nonzeroBitCount
            // 32 bytes, in words.
            let numbers = SIMD4<Int64>(
                0x0706_0504_0302_0100, 0x0F0E_0D0C_0B0A_0908, 0x1716_1514_1312_1110, 0x1F1E_1D1C_1B1A_1918)
            let chosen = _mm256_maskz_compress_epi8(bits, numbers)
            store(chosen.lowHalf, from: first, at: index)
            if number > 16 { store(chosen.highHalf, from: first, at: index &+ 16) }
            return number
        }

        @inline(__always)
        private mutating func store(_ bytes: SIMD2<Int64>, from first: SIMD8<UInt16>, at index: Int) {
            // Sixteen 16-bit words are 32 plain bytes.
            let places = unsafe unsafeBitCast(_mm256_cvtepu8_epi16(bytes), to: SIMD16<UInt16>.self)
            unsafe withUnsafeMutableBytes { elements in
                unsafe elements.storeBytes(
                    of: places &+ SIMD16<UInt16>(lowHalf: first, highHalf: first), toByteOffset: index &* 2,
                    as: SIMD16<UInt16>.self)
            }
        }
    #endif
}

/// Which bits of a byte are set, for every byte.
struct BitPlaces: Sendable {
    static let shared = BitPlaces()

    private let ofByte: [SIMD8<UInt8>] = (0...UInt8.max).map { byte in
        var places = SIMD8<UInt8>()
        for (index, bit) in (0..<8 as Range<UInt8>).filter({ byte >> $0 & 1 != 0 }).enumerated() {
            places[index] = bit
        }
        return places
    }

    /// The numbers of the set bits, ascending; what stands behind them means nothing.
    @inline(__always)
    func places(ofByte byte: UInt8) -> SIMD8<UInt8> {
        // There is one element for every byte.
        unsafe ofByte.span[unchecked: Int(byte)]
    }
}

/// The places of one column in lines that stand one behind another.
///
/// Invariant: `first + stride * (count - 1) + 1` is an index of `places`, which is asked when it is made; lines are
/// asked for by numbers below `count`.
struct ColumnPlaces {
    private let first: Int
    private let stride: Int
    let count: Int

    init(first: Int, stride: Int, count: Int, in places: Span<UInt16>) {
        precondition(
            first >= 0 && stride > 0 && count >= 0 && first + stride * (count - 1) + 1 < places.count,
            "columns outside of the index")
        self.first = first
        self.stride = stride
        self.count = count
    }

    /// Number of the column of a line.
    @inline(__always)
    private func number(_ line: Int, of lines: Int = 1) -> Int {
        assert(line >= 0 && line + lines <= count, "a line outside of the run")
        return first &+ stride &* line
    }

    /// Where the column of a line starts.
    @inline(__always)
    func start(_ line: Int, in places: Span<UInt16>) -> Int {
        Int(unsafe places[unchecked: number(line)])
    }

    /// Where the column of a line ends, one byte before the next one starts.
    @inline(__always)
    func end(_ line: Int, in places: Span<UInt16>) -> Int {
        Int(unsafe places[unchecked: number(line) &+ 1]) &- 1
    }

    /// Those of four lines from `line` on.
    @inline(__always)
    func four(_ line: Int) -> FourPlaces { FourPlaces(number(line, of: 4), stride) }
}

/// The places of one column in four lines. Invariant: that of the `ColumnPlaces` that made it.
struct FourPlaces {
    private let numbers: (Int, Int, Int, Int)

    @inline(__always)
    fileprivate init(_ first: Int, _ stride: Int) {
        numbers = (first, first &+ stride, first &+ 2 &* stride, first &+ stride &+ 2 &* stride)
    }

    /// Where the columns start, or with `offset` 1 the ones behind them.
    @inline(__always)
    func starts(in places: Span<UInt16>, offset: Int = 0) -> (Int, Int, Int, Int) {
        unsafe (
            Int(places[unchecked: numbers.0 &+ offset]), Int(places[unchecked: numbers.1 &+ offset]),
            Int(places[unchecked: numbers.2 &+ offset]), Int(places[unchecked: numbers.3 &+ offset])
        )
    }

    /// How many bytes the columns have.
    @inline(__always)
    func counts(in places: Span<UInt16>) -> SIMD4<UInt32> {
        let pairs = SIMD4(
            pair(numbers.0, in: places), pair(numbers.1, in: places), pair(numbers.2, in: places),
            pair(numbers.3, in: places))
        let starts = pairs & SIMD4<UInt32>(repeating: 0xFFFF)
        return pairs &>> SIMD4<UInt32>(repeating: 16) &- starts &- SIMD4<UInt32>(repeating: 1)
    }

    /// Where a column starts, in the low half, and where the one behind it does, in the high half.
    @inline(__always)
    private func pair(_ number: Int, in places: Span<UInt16>) -> UInt32 {
        unsafe UInt32(
            littleEndian: places.bytes.unsafeLoadUnaligned(
                fromUncheckedByteOffset: number &* 2, as: UInt32.self))
    }
}

extension MutableSpan where Element: FixedWidthInteger & SIMDScalar {
    /// Writes four numbers, cut to their width.
    @inline(__always)
    mutating func store<Number: FixedWidthInteger & SIMDScalar>(_ values: SIMD4<Number>, at index: Int) {
        precondition(index >= 0 && index <= count &- 4, "no room for four numbers")
        let numbers = SIMD4<Element>(truncatingIfNeeded: values)
        unsafe withUnsafeMutableBytes { elements in
            unsafe elements.storeBytes(
                of: numbers, toByteOffset: index &* MemoryLayout<Element>.stride, as: SIMD4<Element>.self)
        }
    }
}
