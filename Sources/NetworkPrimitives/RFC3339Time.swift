/// Moments as RFC 3339 writes them, such as `2026-01-31T16:20:00Z`.
package enum RFC3339Time {
    /// The Unix seconds of a `date-time`, or of the midnight (UTC) that begins a `full-date`; nil for any other text and
    /// for moments before 1970. Fractions of a second are dropped, a leap second counts as the one after it.
    ///
    /// In place of the colons of the time, which some file systems do not allow in names, there may be `-` or nothing.
    package static func seconds(_ text: String) -> UInt64? {
        var reader = Reader(text)
        guard let year = reader.number(digits: 4, 0...9999), reader.skip("-"),
            let month = reader.number(digits: 2, 1...12), reader.skip("-"),
            let day = reader.number(digits: 2, 1...length(ofMonth: month, year))
        else { return nil }
        let days = daysSinceEpoch(year: year, month: month, day: day)
        if reader.isAtEnd { return UInt64(exactly: days * 86400) }
        guard reader.skip("Tt_ "), let time = reader.time(), let offset = reader.offset(), reader.isAtEnd
        else {
            return nil
        }
        return UInt64(exactly: days * 86400 + time - offset)
    }

    /// A moment in UTC, such as `2026-01-31T16:20:00Z`; later ones than the year 9999 are shown as its end.
    package static func text(_ seconds: UInt64) -> String {
        let (date, time) = parts(seconds)
        return "\(date.year)-\(two(date.month))-\(two(date.day))T"
            + "\(two(time / 3600)):\(two(time / 60 % 60)):\(two(time % 60))Z"
    }

    /// Year, month and day (UTC) of a moment, and the seconds since that day began.
    package static func parts(_ seconds: UInt64) -> (date: (year: Int, month: Int, day: Int), time: Int) {
        let seconds = Int(min(seconds, latest))
        return (date(daysSinceEpoch: seconds / 86400), seconds % 86400)
    }

    /// 9999-12-31T23:59:59Z, the last moment with a year of four digits.
    private static let latest: UInt64 = 253_402_300_799

    /// A number below 100 with two digits.
    package static func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }

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

    private static func length(ofMonth month: Int, _ year: Int) -> Int {
        switch month {
        case 2: year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28
        case 4, 6, 9, 11: 30
        default: 31
        }
    }

    /// Days from 1970-01-01 in the Gregorian calendar, counted in years that begin in March, so that the leap day comes last.
    package static func daysSinceEpoch(year: Int, month: Int, day: Int) -> Int {
        let yearFromMarch = month > 2 ? year : year - 1
        let monthFromMarch = month > 2 ? month - 3 : month + 9
        let leapDays =
            yearFromMarch.floored(by: 4) - yearFromMarch.floored(by: 100) + yearFromMarch.floored(by: 400)
        return yearFromMarch * 365 + leapDays + (monthFromMarch * 153 + 2) / 5 + day - 1 - 719_468
    }
}

extension Int {
    /// The quotient, rounded down.
    fileprivate func floored(by divisor: Int) -> Int {
        self >= 0 ? self / divisor : -((divisor - 1 - self) / divisor)
    }
}

private struct Reader {
    private var rest: Substring.UTF8View

    init(_ text: String) { rest = text[...].utf8 }

    var isAtEnd: Bool { rest.isEmpty }

    /// Skips one of some characters.
    mutating func skip(_ characters: String) -> Bool {
        guard let next = rest.first, characters.utf8.contains(next) else { return false }
        rest.removeFirst()
        return true
    }

    mutating func number(digits: Int, _ range: ClosedRange<Int>) -> Int? {
        guard rest.count >= digits else { return nil }
        var number = 0
        for byte in rest.prefix(digits) {
            guard (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) else { return nil }
            number = number * 10 + Int(byte - UInt8(ascii: "0"))
        }
        rest.removeFirst(digits)
        return range.contains(number) ? number : nil
    }

    /// Seconds since midnight.
    mutating func time() -> Int? {
        guard let hour = number(digits: 2, 0...23) else { return nil }
        _ = skip(":-")
        guard let minute = number(digits: 2, 0...59) else { return nil }
        _ = skip(":-")
        guard let second = number(digits: 2, 0...60) else { return nil }
        if skip(".,") {
            let digits = rest.prefix { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }.count
            guard digits > 0 else { return nil }
            rest.removeFirst(digits)
        }
        return hour * 3600 + minute * 60 + second
    }

    /// Seconds by which local time is ahead of UTC.
    mutating func offset() -> Int? {
        if skip("Zz") { return 0 }
        let isAhead = skip("+")
        guard isAhead || skip("-"), let hours = number(digits: 2, 0...23) else { return nil }
        _ = skip(":-")
        guard let minutes = number(digits: 2, 0...59) else { return nil }
        return (isAhead ? 1 : -1) * (hours * 3600 + minutes * 60)
    }
}
