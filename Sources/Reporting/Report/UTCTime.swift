/// Unix seconds as UTC text.
enum UTCTime {
    /// 9999-12-31T23:59:59Z, the last moment with a year of four digits.
    private static let latest: UInt64 = 253_402_300_799

    /// RFC 3339, such as `2026-01-31T16:20:00Z`; later times than the year 9999 are shown as that.
    static func text(_ seconds: UInt64) -> String {
        let (date, time) = parts(seconds)
        return "\(date.year)-\(two(date.month))-\(two(date.day))T"
            + "\(two(time / 3600)):\(two(time / 60 % 60)):\(two(time % 60))Z"
    }

    /// Month, day, hour and minute, such as `01-31 16:20`, for tables below a span that has the year.
    static func shortText(_ seconds: UInt64) -> String {
        let (date, time) = parts(seconds)
        return "\(two(date.month))-\(two(date.day)) \(two(time / 3600)):\(two(time / 60 % 60))"
    }

    private static func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }

    private static func parts(_ seconds: UInt64) -> (date: (year: Int, month: Int, day: Int), time: Int) {
        let seconds = Int(min(seconds, latest))
        return (date(daysSinceEpoch: seconds / 86400), seconds % 86400)
    }

    /// The Gregorian date, counted in eras of 400 years and years that begin in March, so that the
    /// leap day comes last.
    private static func date(daysSinceEpoch: Int) -> (year: Int, month: Int, day: Int) {
        let days = daysSinceEpoch + 719_468
        let era = days / 146_097
        let dayOfEra = days % 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let monthFromMarch = (5 * dayOfYear + 2) / 153
        let day = dayOfYear - (153 * monthFromMarch + 2) / 5 + 1
        let month = monthFromMarch < 10 ? monthFromMarch + 3 : monthFromMarch - 9
        return (yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, day)
    }
}
