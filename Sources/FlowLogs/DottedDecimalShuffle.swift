#if AVX2
    import _Builtin_intrinsics.intel

    /// IPv4 addresses in log text, read by moving every digit to its place at once.
    ///
    /// Where the dots stand decides which byte goes where. There are 81 ways, and each has its entry in a table:
    ///
    ///     "10.20.3.4 "  becomes  | 0 0 1 0 | 0 0 2 0 | 0 0 0 3 | 0 0 0 4 |
    ///
    /// Then the digits of each octet are weighed and added, in all four octets together.
    struct DottedDecimalShuffle: Sendable {
        /// Bytes of the longest address: `255.255.255.255`.
        private static let maximumLength = 15

        static let shared = DottedDecimalShuffle()

        private struct Pattern {
            /// Which byte goes to each place of the octets' lanes; 128 for none.
            var places = SIMD16<UInt8>(repeating: 128)
            /// What the octets are at least, having as many digits as they have: others begin with a zero.
            var minimum = SIMD4<Int32>(repeating: .max)
        }

        /// The first pattern fits no text.
        private var patterns = [Pattern()]
        /// The number of the pattern, by a bit for each dot and for the byte behind the address; bit 0 is left out.
        private var numbers = [UInt8](repeating: 0, count: 1 << maximumLength)

        init() {
            let lengths = 1...3
            for first in lengths {
                for second in lengths {
                    for third in lengths {
                        for fourth in lengths { append([first, second, third, fourth]) }
                    }
                }
            }
        }

        private mutating func append(_ lengths: [Int]) {
            var pattern = Pattern()
            var ends = 0
            var place = 0
            for (octet, length) in lengths.enumerated() {
                for digit in 0..<length {
                    pattern.places[octet * 4 + 4 - length + digit] = UInt8(place + digit)
                }
                pattern.minimum[octet] = [0, 10, 100][length - 1]
                place += length
                ends |= 1 << place
                place += 1
            }
            numbers[ends >> 1] = UInt8(patterns.count)
            patterns.append(pattern)
        }

        /// Reads the column from `start` up to `end`; nil where it is not four numbers from 0 to 255 without leading
        /// zeros, joined by dots.
        @inline(__always)
        func value(_ text: Span<UInt8>, _ start: Int, _ end: Int) -> UInt32? {
            let length = end &- start
            guard length <= Self.maximumLength else { return nil }
            let bytes = text.vector(at: start)
            let digits = bytes &- SIMD16<UInt8>(repeating: UInt8(ascii: "0"))
            let behind = (1 as UInt32) &<< UInt32(truncatingIfNeeded: length)
            let inside = behind &- 1
            let dots = ByteMask.bits(bytes .== SIMD16<UInt8>(repeating: UInt8(ascii: "."))) & inside
            let decimals = ByteMask.bits(digits .<= SIMD16<UInt8>(repeating: 9)) & inside
            // There is a number for every 15 bits, and a pattern for every number.
            let number = unsafe numbers.span[unchecked: Int((dots | behind) &>> 1 & 0x7FFF)]
            let pattern = unsafe patterns.span[unchecked: Int(number)]

            // All types are 16 plain bytes.
            let lanes = unsafe _mm_shuffle_epi8(
                unsafeBitCast(digits, to: SIMD2<Int64>.self),
                unsafeBitCast(pattern.places, to: SIMD2<Int64>.self))
            let pairs = _mm_maddubs_epi16(lanes, SIMD2<Int64>(repeating: 0x010A_6400_010A_6400))
            let octets = unsafe unsafeBitCast(
                _mm_madd_epi16(pairs, SIMD2<Int64>(repeating: 0x0001_0001_0001_0001)), to: SIMD4<Int32>.self)
            let tooLarge = unsafe unsafeBitCast(octets .> SIMD4<Int32>(repeating: 255), to: SIMD2<Int64>.self)
            let tooSmall = unsafe unsafeBitCast(octets .< pattern.minimum, to: SIMD2<Int64>.self)
            // The first byte is left out of the pattern's number, and so has to be asked for a digit.
            guard dots ^ decimals == inside, decimals & 1 != 0,
                _mm_movemask_epi8(tooLarge | tooSmall) == 0
            else { return nil }
            let gathered = unsafe unsafeBitCast(
                _mm_shuffle_epi8(
                    unsafeBitCast(octets, to: SIMD2<Int64>.self), SIMD2<Int64>(repeating: 0x0004_080C)),
                to: SIMD4<UInt32>.self)
            return gathered[0]
        }
    }
#endif
