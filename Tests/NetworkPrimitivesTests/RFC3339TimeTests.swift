import Foundation
import NetworkPrimitives
import Testing

@Suite struct RFC3339TimeTests {
    @Test(
        arguments: [
            ("1970-01-01T00:00:00Z", 0), ("1970-01-01", 0), ("2000-02-29T23:59:59Z", 951_868_799),
            ("2026-01-31T16:20:00Z", 1_769_876_400), ("2026-01-31t16:20:00z", 1_769_876_400),
            ("2026-01-31 16:20:00Z", 1_769_876_400), ("2026-01-31T17:20:00+01:00", 1_769_876_400),
            ("2026-01-31T10:50:00-05:30", 1_769_876_400), ("2026-01-31T16-20-00Z", 1_769_876_400),
            ("2026-01-31T162000Z", 1_769_876_400), ("2026-01-31T16:20:00.999Z", 1_769_876_400),
            ("2016-12-31T23:59:60Z", 1_483_228_800), ("9999-12-31T23:59:59Z", 253_402_300_799),
        ] as [(String, UInt64)])
    func momentsAreRead(text: String, seconds: UInt64) {
        #expect(RFC3339Time.seconds(text) == seconds)
    }

    @Test(arguments: [
        "", "2026", "2026-1-31", "2026-13-01", "2026-02-29", "1900-02-29", "2026-01-31T",
        "2026-01-31T16:20:00",
        "2026-01-31T24:00:00Z", "2026-01-31T16:60:00Z", "2026-01-31T16:20:00+24:00", "2026-01-31T16:20:00Zx",
        "1969-12-31T23:59:59Z", "0000-01-01", "security-groups.json", "2026-01-31T16:20:00.Z", "２026-01-31",
    ])
    func otherTextsAreNone(text: String) {
        #expect(RFC3339Time.seconds(text) == nil)
    }

    /// Each day of 800 years, as the system's calendar has it.
    @Test func everyDayIsThatOfTheCalendar() throws {
        var calendar = Calendar(identifier: .gregorian)
        calendar.timeZone = try #require(TimeZone(identifier: "UTC"))
        for day in stride(from: 0, to: 800 * 365, by: 13) {
            let date = Date(timeIntervalSince1970: Double(day) * 86400)
            let parts = calendar.dateComponents([.year, .month, .day], from: date)
            let text = String(format: "%04d-%02d-%02d", parts.year ?? 0, parts.month ?? 0, parts.day ?? 0)
            #expect(RFC3339Time.seconds(text) == UInt64(day) * 86400, "\(text)")
        }
    }
}
