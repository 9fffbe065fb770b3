#if arch(x86_64)
    import _Builtin_intrinsics.intel
#endif

/// The outcome of a comparison of bytes as bits, the first byte's lowest.
enum ByteMask {
    /// One bit of every lane of `mask`.
    @inline(__always)
    static func wideBits(_ mask: SIMDMask<SIMD32<Int8>>) -> UInt32 {
        #if AVX2
            // The lanes of a mask are all ones or all zeros; both types are 32 plain bytes.
            return unsafe UInt32(bitPattern: _mm256_movemask_epi8(unsafeBitCast(mask, to: SIMD4<Int64>.self)))
        #else
            // Masks have no halves; what they are made of has, and stays as it is.
            let lanes = unsafe unsafeBitCast(mask, to: SIMD32<Int8>.self)
            let low = unsafe unsafeBitCast(lanes.lowHalf, to: SIMDMask<SIMD16<Int8>>.self)
            let high = unsafe unsafeBitCast(lanes.highHalf, to: SIMDMask<SIMD16<Int8>>.self)
            return bits(low) | bits(high) << 16
        #endif
    }

    /// One bit of every lane of `mask`.
    ///
    /// - Complexity: one instruction where the processor has one (`PMOVMSKB` of SSE2, which every x86-64 has).
    @inline(__always)
    static func bits(_ mask: SIMDMask<SIMD16<Int8>>) -> UInt32 {
        #if arch(x86_64)
            // The lanes of a mask are all ones or all zeros; both types are 16 plain bytes.
            return unsafe UInt32(bitPattern: _mm_movemask_epi8(unsafeBitCast(mask, to: SIMD2<Int64>.self)))
        #else
            return portableBits(mask)
        #endif
    }

    /// What `bits` gives, on any processor: a multiplication gathers the lowest bits of 8 lanes in its top byte.
    @inline(__always)
    static func portableBits(_ mask: SIMDMask<SIMD16<Int8>>) -> UInt32 {
        // The lanes of a mask are all ones or all zeros; both types are 16 plain bytes.
        let lanes = unsafe unsafeBitCast(mask, to: SIMD2<UInt64>.self)
        return gather(UInt64(littleEndian: lanes[0])) | gather(UInt64(littleEndian: lanes[1])) << 8
    }

    @inline(__always)
    private static func gather(_ lanes: UInt64) -> UInt32 {
        let lowestBits = lanes & 0x0101_0101_0101_0101
        return UInt32(truncatingIfNeeded: (lowestBits &* 0x0102_0408_1020_4080) >> 56)
    }
}
