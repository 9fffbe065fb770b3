import FlowLogs
import GzipInput
import Testing

@testable import FlowEvaluation

/// What is told by an input's first block of text.
struct InputFailureTests {
    private func failure(_ text: String) -> InputFailure? { failure(Array(text.utf8)) }
    private func failure(_ bytes: [UInt8]) -> InputFailure? {
        InputFailure(firstBlock: LineBlock(text: bytes))
    }

    @Test(arguments: [
        "", "\n", "\n\n\n", "version account-id interface-id\n", "2 123456789012 eni-1 10.0.0.1",
        "no log, but text with a comma", "eni-1,eni-2\n", "-", "\u{feff}version account-id\n", "(", "a{",
    ])
    func textOfLinesIsTaken(text: String) { #expect(failure(text) == nil) }

    @Test(arguments: [
        "{", "[", "{\"message\":\"2 1 eni-1\"}\n", "  \n\t{}", "\u{feff}{}", "\u{feff}\r\n[1]",
    ])
    func jsonIsRefused(text: String) { #expect(failure(text) == .refusedText(.json)) }

    @Test(arguments: [
        "version,account_id,interface_id\n2,1,eni-1\n", "srcaddr,dstaddr", "\"srcaddr\",\"dstaddr\",\"x\"\n",
        "interface-id, action\n", "\u{feff}srcaddr,dstaddr\n",
    ])
    func commaSeparatedTextIsRefused(text: String) { #expect(failure(text) == .refusedText(.commaSeparated)) }

    @Test func onlyTheFirstLineSpeaks() { #expect(failure("2 1 eni-1\n{}\nsrcaddr,dstaddr\n") == nil) }

    @Test func contentThatIsNoTextIsRefusedByItsKind() {
        #expect(failure("PAR1...") == .refusedContent(.parquet))
        #expect(failure("PK\u{03}\u{04}") == .refusedContent(.zip))
        #expect(failure([0x1f, 0x8b, 8]) == .refusedContent(.gzip))
        #expect(failure([65, 66, 0, 67]) == .refusedContent(.binary))
        #expect(failure([0xff, 0xfe, 65, 0]) == .refusedContent(.utf16))
    }

    @Test func refusalsAreThoseOfWhichNothingIsTaken() {
        let refusals: [InputFailure] = [
            .refusedText(.json), .refusedText(.commaSeparated), .refusedContent(.zip),
            .fault(InputFault(.refused(.parquet))),
        ]
        for refusal in refusals { #expect(refusal.isRefusal) }
        #expect(!InputFailure.fault(InputFault(.truncatedMember)).isRefusal)
    }

    @Test func messagesSayWhatToDo() {
        #expect(InputFailure.refusedText(.json).message.contains("jq"))
        #expect(InputFailure.refusedContent(.zip).message.contains("unzip -p"))
        #expect(InputFailure.fault(InputFault(.truncatedMember)).message.contains("fetch it again"))
    }
}
