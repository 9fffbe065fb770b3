/// Lends a part of each of two arrays to a library that decompresses from the one to the other.
///
/// Invariant: both pointers lie in their arrays, and so do as many bytes behind them as their ranges have. They must not
/// outlive `body`, nor may more be read or written through them.
///
/// - Precondition: the ranges lie in their arrays.
@safe
func withAreas<Result>(
    _ input: borrowing [UInt8], _ inputRange: Range<Int>, _ output: inout [UInt8], _ outputRange: Range<Int>,
    _ body: (UnsafePointer<UInt8>?, UnsafeMutablePointer<UInt8>?) -> Result
) -> Result {
    precondition(inputRange.lowerBound >= 0 && inputRange.upperBound <= input.count, "input out of range")
    precondition(outputRange.lowerBound >= 0 && outputRange.upperBound <= output.count, "output out of range")
    return unsafe input.withUnsafeBufferPointer { input in
        unsafe output.withUnsafeMutableBufferPointer { output in
            unsafe body(
                input.baseAddress.map { unsafe $0 + inputRange.lowerBound },
                output.baseAddress.map { unsafe $0 + outputRange.lowerBound })
        }
    }
}
