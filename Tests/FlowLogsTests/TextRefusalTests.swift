import FlowLogs
import TestSupport
import Testing

struct TextRefusalTests {
    private func refusal(_ text: String) -> TextRefusal? {
        let bytes = Array(text.utf8)
        return TextRefusal(firstLine: bytes.span)
    }

    @Test(arguments: [
        "{\"messageType\":\"DATA_MESSAGE\"}", "[\n", "{", " \t{", "\r\n\n[1]",
        "\u{FEFF}{\"message\":\"2 ...\"}",
        "\u{FEFF}\n  {",
    ])
    func jsonIsRefused(text: String) {
        #expect(refusal(text) == .json)
    }

    @Test(arguments: [
        "account_id,action,az_id\n1,REJECT,x", "version,account-id", "\"srcaddr\",\"dstaddr\"\r\n",
        "srcaddr, dstaddr, packets", "\u{FEFF}version,srcaddr,my column", "\nversion,srcaddr",
        "srcaddr,unknown",
    ])
    func commaSeparatedColumnsAreRefused(text: String) {
        #expect(refusal(text) == .commaSeparated)
    }

    @Test(arguments: [
        "", "\n\n", " ", "\u{FEFF}", version2Header, line(), "- - -", "srcaddr", "one,two,three",
        "srcaddr,two,three", "2 a,b c,d", "10.0.0.1,10.0.0.2,443", "srcaddr dstaddr\nversion,account-id",
        "Phony unsupported log format.", "eni-1 {", ",", ",,,",
    ])
    func otherTextsAreNot(text: String) {
        #expect(refusal(text) == nil)
    }

    @Test func theMessageSaysWhatToDoInstead() {
        #expect(TextRefusal.json.message.contains("jq -r"))
        #expect(TextRefusal.commaSeparated.message.contains("sed"))
    }
}
