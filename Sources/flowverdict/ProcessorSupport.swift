#if AVX2
    import _Builtin_intrinsics.intel.cpuid
#endif

/// What the program was built to find in the processor.
enum ProcessorSupport {
    #if AVX2
        static let name: String? = "AVX2"

        /// Whether this processor has AVX2, BMI1 and BMI2. *Source: Intel's "Software Developer's Manual", CPUID,
        /// leaf 7.*
        static var isSufficient: Bool {
            var (eax, ebx, ecx, edx): (UInt32, UInt32, UInt32, UInt32) = (0, 0, 0, 0)
            guard unsafe __get_cpuid_count(7, 0, &eax, &ebx, &ecx, &edx) == 1 else { return false }
            let needed: UInt32 = 1 << 3 | 1 << 5 | 1 << 8
            return ebx & needed == needed
        }
    #else
        static let name: String? = nil
        static var isSufficient: Bool { true }
    #endif
}
