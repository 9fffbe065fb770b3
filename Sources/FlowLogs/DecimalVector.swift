#if AVX2
    import _Builtin_intrinsics.intel
#endif

/// Decimal numbers in log text, read four at a time.
enum DecimalVector {
    /// Numbers and what speaks against them: any set bit, in any lane.
    struct Reading {
        var values: SIMD4<UInt64>
        var faults: SIMD4<UInt64>
    }

    /// Reads the first bytes of each word, as many as `digits` says; other than 1 to 8 is a fault, as is a byte that
    /// is no digit.
    @inline(__always)
    static func read(_ words: SIMD4<UInt64>, digits: SIMD4<UInt64>) -> Reading {
        // As `DecimalText` does it: the last digit goes to the top, zeros come in below.
        let shifts = SIMD4<UInt64>(repeating: 64) &- digits &<< SIMD4<UInt64>(repeating: 3)
        let aligned = (words ^ SIMD4<UInt64>(repeating: 0x3030_3030_3030_3030)) &<< shifts
        let areNoDigits =
            (aligned &+ SIMD4<UInt64>(repeating: 0x7676_7676_7676_7676) | aligned)
            & SIMD4<UInt64>(repeating: 0x8080_8080_8080_8080)
        let isNoCount = (digits &- SIMD4<UInt64>(repeating: 1)) & SIMD4<UInt64>(repeating: ~7)
        return Reading(values: joined(aligned), faults: areNoDigits | isNoCount)
    }

    /// Reads 9 to 16 digits: the last eight from `lastWords`, those before them from `words`.
    @inline(__always)
    static func read(
        _ words: SIMD4<UInt64>, _ lastWords: SIMD4<UInt64>, digits: SIMD4<UInt64>
    ) -> Reading {
        let high = read(words, digits: digits &- SIMD4<UInt64>(repeating: 8))
        let low = read(lastWords, digits: SIMD4<UInt64>(repeating: 8))
        return Reading(
            values: product(high.values, 100_000_000) &+ low.values, faults: high.faults | low.faults)
    }

    /// The numbers whose digits the bytes of each lane hold, the first lowest.
    @inline(__always)
    private static func joined(_ digits: SIMD4<UInt64>) -> SIMD4<UInt64> {
        #if AVX2
            // Both types are 32 plain bytes, here and below.
            let bytes = unsafe unsafeBitCast(digits, to: SIMD4<Int64>.self)
            let pairs = _mm256_maddubs_epi16(bytes, SIMD4<Int64>(repeating: 0x010A_010A_010A_010A))
            let fours = _mm256_madd_epi16(pairs, SIMD4<Int64>(repeating: 0x0001_0064_0001_0064))
            let halves = unsafe unsafeBitCast(fours, to: SIMD4<UInt64>.self)
            return product(halves & SIMD4<UInt64>(repeating: 0xFFFF_FFFF), 10_000)
                &+ halves &>> SIMD4<UInt64>(repeating: 32)
        #else
            return SIMD4(
                DecimalText.joined(digits[0]), DecimalText.joined(digits[1]), DecimalText.joined(digits[2]),
                DecimalText.joined(digits[3]))
        #endif
    }

    /// Products of numbers below 2^32.
    @inline(__always)
    private static func product(_ values: SIMD4<UInt64>, _ factor: UInt64) -> SIMD4<UInt64> {
        #if AVX2
            return unsafe unsafeBitCast(
                _mm256_mul_epu32(
                    unsafeBitCast(values, to: SIMD4<Int64>.self), SIMD4<Int64>(repeating: Int64(factor))),
                to: SIMD4<UInt64>.self)
        #else
            return values &* SIMD4<UInt64>(repeating: factor)
        #endif
    }
}
