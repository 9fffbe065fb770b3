import NetworkPrimitives

/// ASCII text appended byte by byte, without a string in between.
extension [UInt8] {
    /// The digits of a number that is not negative.
    mutating func append(decimal value: Int) {
        guard value > 9 else {
            append(UInt8(ascii: "0") &+ UInt8(truncatingIfNeeded: value))
            return
        }
        append(decimal: value / 10)
        append(UInt8(ascii: "0") &+ UInt8(truncatingIfNeeded: value % 10))
    }

    /// At least `digits` digits, with leading zeros.
    mutating func append(decimal value: Int, digits: Int) {
        var power = 1
        for _ in 1..<Swift.max(digits, 1) { power *= 10 }
        while power > 0 {
            append(UInt8(ascii: "0") &+ UInt8(truncatingIfNeeded: value / power % 10))
            power /= 10
        }
    }

    /// The lowest `digits` hexadecimal digits of `value`, lower case.
    mutating func append(hexadecimal value: UInt64, digits: Int) {
        for position in stride(from: (digits - 1) * 4, through: 0, by: -4) {
            let digit = UInt8(truncatingIfNeeded: value >> UInt64(position) & 15)
            append(digit < 10 ? UInt8(ascii: "0") + digit : UInt8(ascii: "a") - 10 + digit)
        }
    }

    mutating func append(_ address: IPAddress) {
        switch address {
        case .ipv4(let address):
            append(decimal: Int(address.value >> 24))
            for shift: UInt32 in [16, 8, 0] {
                append(UInt8(ascii: "."))
                append(decimal: Int(address.value >> shift & 255))
            }
        case .ipv6(let address):
            append(contentsOf: address.description.utf8)
        }
    }
}
