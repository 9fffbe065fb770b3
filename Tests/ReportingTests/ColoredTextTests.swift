import Reporting
import Testing

/// Colours of text reports.
@Suite struct ColoredTextTests {
    private static func colored(_ line: String) -> String { ColoredText.text(line) }

    @Test(arguments: [
        ("VERDICTS", "\u{1B}[1mVERDICTS\u{1B}[0m"),
        ("NETWORK ACL: permits", "\u{1B}[1mNETWORK ACL: permits\u{1B}[0m"),
        ("  anomalous      6", "  \u{1B}[31manomalous      6\u{1B}[0m"),
        (
            "    accepted-without-sg-rule certain  1",
            "    \u{1B}[31maccepted-without-sg-rule certain  1\u{1B}[0m"
        ),
        ("  nacl-blocked   48", "  \u{1B}[33mnacl-blocked   48\u{1B}[0m"),
        ("*** PARTIAL: this", "\u{1B}[1;31m*** PARTIAL: this\u{1B}[0m"),
        ("  passed CIS", "  \u{1B}[32mpassed CIS\u{1B}[0m"),
    ])
    func whatMattersStandsOut(line: String, shown: String) { #expect(Self.colored(line) == shown) }

    @Test(arguments: [
        "", "  Rules    s2/rules", "FlowVerdict: flow logs", "  ACCEPT stands here", "CIS is short", "eni-1",
    ])
    func theRestStaysAsItIs(line: String) { #expect(Self.colored(line) == line) }

    @Test func nothingButColourIsAdded() {
        let report = "VERDICTS\n  anomalous 1\n\n  Rules x\nMEDIUM: 4 findings\n"
        var plain = ColoredText.text(report)
        for code in ["1", "31", "1;31", "33", "32", "0"] {
            plain = plain.split(separator: "\u{1B}[\(code)m", omittingEmptySubsequences: false).joined()
        }
        #expect(plain == report)
    }
}
