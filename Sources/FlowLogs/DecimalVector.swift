#if AVX2
    import _Builtin_intrinsics.intel
#endif

/// Decimal numbers in log text, read four at a time.
enum DecimalVector {
    /// Four words of text, two and two.
    typealias Words = (SIMD2<UInt64>, SIMD2<UInt64>)

    /// Numbers, and whether one of them is none.
    struct Reading<Number: SIMDScalar> where Number: FixedWidthInteger {
        var values: SIMD4<Number>
        var isFaulty: Bool
    }

    /// Reads the first bytes of each word, as many as `digits` says; other than 1 to 8 is a fault, as is a byte that
    /// is no digit and a number with bits outside of `mask`.
    @inline(__always)
    static func read(_ words: Words, digits: SIMD4<UInt32>, mask: SIMD4<UInt32>) -> Reading<UInt32> {
        let (values, faults) = eight(words, digits: digits)
        return Reading(values: values, isFaulty: hasBits(faults) || hasBits(values, outside: mask))
    }

    /// Reads 9 to 16 digits: the last eight from `lastWords`, those before them from `words`.
    @inline(__always)
    static func read(
        _ words: Words, _ lastWords: Words, digits: SIMD4<UInt32>, mask: UInt64
    ) -> Reading<UInt64> {
        let high = eight(words, digits: digits &- SIMD4<UInt32>(repeating: 8))
        let low = eight(lastWords, digits: SIMD4<UInt32>(repeating: 8))
        let values =
            product(SIMD4<UInt64>(truncatingIfNeeded: high.values), 100_000_000)
            &+ SIMD4<UInt64>(truncatingIfNeeded: low.values)
        let tooLarge = values & SIMD4<UInt64>(repeating: ~mask)
        // Both halves are plain bytes.
        let anyTooLarge = unsafe unsafeBitCast(tooLarge.lowHalf | tooLarge.highHalf, to: SIMD4<UInt32>.self)
        return Reading(values: values, isFaulty: hasBits(high.faults | low.faults | anyTooLarge))
    }

    /// Whether any bit of any lane is set outside of a mask.
    @inline(__always)
    private static func hasBits(
        _ lanes: SIMD4<UInt32>, outside mask: SIMD4<UInt32> = SIMD4(repeating: 0)
    ) -> Bool {
        // 16 plain bytes.
        #if AVX2
            return unsafe _mm_testc_si128(
                unsafeBitCast(mask, to: SIMD2<Int64>.self), unsafeBitCast(lanes, to: SIMD2<Int64>.self)) == 0
        #else
            let halves = unsafe unsafeBitCast(lanes & ~mask, to: SIMD2<UInt64>.self)
            return halves[0] | halves[1] != 0
        #endif
    }

    /// The numbers that 1 to 8 digits of each word stand for; with faults, not all are any.
    @inline(__always)
    private static func eight(
        _ words: Words, digits: SIMD4<UInt32>
    ) -> (values: SIMD4<UInt32>, faults: SIMD4<UInt32>) {
        // As `DecimalText` does it: the last digit goes to the top, zeros come in below.
        let shifts = SIMD4<UInt32>(repeating: 64) &- digits &<< SIMD4<UInt32>(repeating: 3)
        let first = aligned(words.0, SIMD2(truncatingIfNeeded: shifts.lowHalf))
        let second = aligned(words.1, SIMD2(truncatingIfNeeded: shifts.highHalf))
        let isNoCount = (digits &- SIMD4<UInt32>(repeating: 1)) & SIMD4<UInt32>(repeating: ~7)
        return (joined(first, second), isNoCount | tooLarge(first) | tooLarge(second))
    }

    @inline(__always)
    private static func aligned(_ words: SIMD2<UInt64>, _ shifts: SIMD2<UInt64>) -> SIMD2<UInt64> {
        let digits = words ^ SIMD2<UInt64>(repeating: 0x3030_3030_3030_3030)
        #if AVX2
            // Types of 16 plain bytes, here and below.
            return unsafe unsafeBitCast(
                _mm_sllv_epi64(
                    unsafeBitCast(digits, to: SIMD2<Int64>.self),
                    unsafeBitCast(shifts, to: SIMD2<Int64>.self)), to: SIMD2<UInt64>.self)
        #else
            return digits &<< shifts
        #endif
    }

    /// By how much each byte is above 9.
    @inline(__always)
    private static func tooLarge(_ digits: SIMD2<UInt64>) -> SIMD4<UInt32> {
        #if AVX2
            return unsafe unsafeBitCast(
                _mm_subs_epu8(
                    unsafeBitCast(digits, to: SIMD2<Int64>.self),
                    SIMD2<Int64>(repeating: 0x0909_0909_0909_0909)), to: SIMD4<UInt32>.self)
        #else
            let above =
                (digits &+ SIMD2<UInt64>(repeating: 0x7676_7676_7676_7676) | digits)
                & SIMD2<UInt64>(repeating: 0x8080_8080_8080_8080)
            return unsafe unsafeBitCast(above, to: SIMD4<UInt32>.self)
        #endif
    }

    /// The numbers whose eight digits the bytes of each word hold, the first lowest.
    @inline(__always)
    private static func joined(_ first: SIMD2<UInt64>, _ second: SIMD2<UInt64>) -> SIMD4<UInt32> {
        #if AVX2
            let fours = unsafe _mm_packus_epi32(
                joinedFours(unsafeBitCast(first, to: SIMD2<Int64>.self)),
                joinedFours(unsafeBitCast(second, to: SIMD2<Int64>.self)))
            return unsafe unsafeBitCast(
                _mm_madd_epi16(fours, SIMD2<Int64>(repeating: 0x0001_2710_0001_2710)), to: SIMD4<UInt32>.self)
        #else
            return SIMD4(
                UInt32(truncatingIfNeeded: DecimalText.joined(first[0])),
                UInt32(truncatingIfNeeded: DecimalText.joined(first[1])),
                UInt32(truncatingIfNeeded: DecimalText.joined(second[0])),
                UInt32(truncatingIfNeeded: DecimalText.joined(second[1])))
        #endif
    }

    #if AVX2
        /// Four digits in each 32-bit lane, weighed and added.
        @inline(__always)
        private static func joinedFours(_ digits: SIMD2<Int64>) -> SIMD2<Int64> {
            let pairs = _mm_maddubs_epi16(digits, SIMD2<Int64>(repeating: 0x010A_010A_010A_010A))
            return _mm_madd_epi16(pairs, SIMD2<Int64>(repeating: 0x0001_0064_0001_0064))
        }
    #endif

    /// Products of numbers below 2^32.
    @inline(__always)
    private static func product(_ values: SIMD4<UInt64>, _ factor: UInt64) -> SIMD4<UInt64> {
        #if AVX2
            // Both types are 32 plain bytes.
            return unsafe unsafeBitCast(
                _mm256_mul_epu32(
                    unsafeBitCast(values, to: SIMD4<Int64>.self), SIMD4<Int64>(repeating: Int64(factor))),
                to: SIMD4<UInt64>.self)
        #else
            return values &* SIMD4<UInt64>(repeating: factor)
        #endif
    }
}
