#if AVX2
    import _Builtin_intrinsics.intel.cpuid
#endif

/// What the program was built to find in the processor.
enum ProcessorSupport {
    #if AVX512
        static let name: String? = "AVX-512"
    #elseif AVX2
        static let name: String? = "AVX2"
    #else
        static let name: String? = nil
    #endif

    /// Whether this processor has it. *Source: Intel's "Software Developer's Manual", CPUID, leaf 7.*
    static var isSufficient: Bool {
        #if AVX2
            var (eax, ebx, ecx, edx): (UInt32, UInt32, UInt32, UInt32) = (0, 0, 0, 0)
            guard unsafe __get_cpuid_count(7, 0, &eax, &ebx, &ecx, &edx) == 1 else { return false }
            // BMI1, AVX2, BMI2.
            var neededOfEBX: UInt32 = 1 << 3 | 1 << 5 | 1 << 8
            var neededOfECX: UInt32 = 0
            #if AVX512
                // AVX512F, DQ, BW, VL; VBMI, VBMI2.
                neededOfEBX |= 1 << 16 | 1 << 17 | 1 << 30 | 1 << 31
                neededOfECX |= 1 << 1 | 1 << 6
            #endif
            return ebx & neededOfEBX == neededOfEBX && ecx & neededOfECX == neededOfECX
        #else
            return true
        #endif
    }
}
