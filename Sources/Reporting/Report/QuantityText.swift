/// Numbers as people read them. The same text everywhere: no locale has a say.
enum QuantityText {
    /// With separators between thousands: `1,234,567`.
    static func count(_ number: UInt64) -> String {
        let digits = Array(String(number))
        var text = ""
        for (place, digit) in digits.enumerated() {
            if place > 0, (digits.count - place) % 3 == 0 { text.append(",") }
            text.append(digit)
        }
        return text
    }

    static func count(_ number: Int) -> String { count(UInt64(clamping: number)) }

    /// `1 record`, `2 records`.
    static func count(_ number: UInt64, _ noun: String, _ plural: String? = nil) -> String {
        "\(count(number)) \(number == 1 ? noun : plural ?? noun + "s")"
    }

    static func count(_ number: Int, _ noun: String, _ plural: String? = nil) -> String {
        count(UInt64(clamping: number), noun, plural)
    }

    /// In `width` columns: in full where that fits, else rounded to three digits, as `1.23M`.
    static func count(_ number: UInt64, within width: Int) -> String {
        let full = count(number)
        return full.count <= width
            ? full : scaled(Double(number), by: 1000, ["", "k", "M", "G", "T", "P", "E"])
    }

    /// Bytes in binary units: `12.3 MiB`.
    static func size(_ bytes: UInt64) -> String {
        bytes < 1024
            ? "\(bytes) B"
            : scaled(Double(bytes), by: 1024, [" B", " KiB", " MiB", " GiB", " TiB", " PiB", " EiB"])
    }

    /// The share of a whole: `12.3 %`; what is there but rounds to nothing is `<0.1 %`.
    static func share(_ part: UInt64, of whole: UInt64) -> String {
        guard whole > 0, part > 0 else { return "0 %" }
        if part >= whole { return "100 %" }
        let tenths = Double(part) / Double(whole) * 1000
        if tenths < 1 { return "<0.1 %" }
        return tenths > 999 ? ">99.9 %" : "\(fixed(tenths / 10, decimals: 1)) %"
    }

    /// The two largest units: `2 d 3 h`, `1 h 0 min`, `59 s`.
    static func duration(_ seconds: UInt64) -> String {
        switch seconds {
        case ..<60: "\(seconds) s"
        case ..<3600: "\(seconds / 60) min \(seconds % 60) s"
        case ..<86400: "\(seconds / 3600) h \(seconds % 3600 / 60) min"
        default: "\(count(seconds / 86400)) d \(seconds % 86400 / 3600) h"
        }
    }

    /// A number with a fixed number of decimals, rounded half away from zero.
    static func fixed(_ number: Double, decimals: Int) -> String {
        guard number.isFinite, number >= 0, number < 1e15 else { return "-" }
        var power: UInt64 = 1
        for _ in 0..<decimals { power *= 10 }
        let scaled = UInt64((number * Double(power)).rounded())
        guard decimals > 0 else { return count(scaled) }
        let fraction = String(scaled % power)
        let zeros = String(repeating: "0", count: decimals - fraction.count)
        return "\(count(scaled / power)).\(zeros)\(fraction)"
    }

    /// Three digits and a unit.
    private static func scaled(_ number: Double, by factor: Double, _ units: [String]) -> String {
        var rest = number
        var unit = 0
        // 999.5 would be shown as 1000 of the smaller unit.
        while rest >= min(factor, 999.5), unit + 1 < units.count {
            rest /= factor
            unit += 1
        }
        return fixed(rest, decimals: rest < 9.995 ? 2 : rest < 99.95 ? 1 : 0) + units[unit]
    }
}
