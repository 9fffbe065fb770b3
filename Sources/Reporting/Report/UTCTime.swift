import NetworkPrimitives

/// Unix seconds as UTC text.
enum UTCTime {
    /// RFC 3339, such as `2026-01-31T16:20:00Z`; later times than the year 9999 are shown as that.
    static func text(_ seconds: UInt64) -> String { RFC3339Time.text(seconds) }

    /// Month, day, hour and minute, such as `01-31 16:20`, for tables below a span that has the year.
    static func shortText(_ seconds: UInt64) -> String {
        let (date, time) = RFC3339Time.parts(seconds)
        let two = RFC3339Time.two
        return "\(two(date.month))-\(two(date.day)) \(two(time / 3600)):\(two(time / 60 % 60))"
    }
}
