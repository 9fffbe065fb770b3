import NetworkRules
import Testing

@Suite struct JSONParserTests {
    private func parse(_ text: String) throws -> JSONValue { try JSONParser.parse([UInt8](text.utf8)) }

    private func problem(_ text: String) -> JSONSyntaxError? {
        do {
            _ = try JSONParser.parse([UInt8](text.utf8))
            return nil
        } catch {
            return error
        }
    }

    @Test func everyKindOfValueIsRead() throws {
        let text = #" {"a": [null, true, false, 0, -12, 1.5, 6e0, "x"], "b": {}, "c": []} "#
        let expected: JSONValue = .object([
            "a": .array([
                .null, .boolean(true), .boolean(false), .integer(0), .integer(-12), .number("1.5"),
                .number("6e0"), .string("x"),
            ]),
            "b": .object([:]), "c": .array([]),
        ])
        #expect(try parse(text) == expected)
    }

    @Test func escapesAreResolved() throws {
        #expect(
            try parse(#""\"\\\/\b\f\n\r\t\u00e9\ud83d\ude00""#)
                == .string("\"\\/\u{8}\u{C}\n\r\t\u{E9}\u{1F600}"))
    }

    @Test func numbersBeyond64BitsKeepTheirText() throws {
        #expect(try parse("9223372036854775807") == .integer(.max))
        #expect(try parse("9223372036854775808") == .number("9223372036854775808"))
        #expect(try parse("1e400") == .number("1e400"))
    }

    @Test func byteOrderMarkIsSkipped() throws {
        #expect(try JSONParser.parse([0xEF, 0xBB, 0xBF, 0x31]) == .integer(1))
    }

    @Test(arguments: [
        "", " ", "[", "{", "{\"a\"", "{\"a\":", "{\"a\":1", "[1", "[1,", "\"a", "\"\\", "tru", "-",
    ])
    func truncatedTextIsRefused(text: String) {
        #expect(problem(text) != nil)
    }

    @Test(arguments: [
        "[1,]", "{\"a\":1,}", "{'a':1}", "[1] 2", "[01]", "[1.]", "[.5]", "[+1]", "[1e]", "[NaN]", "[True]",
        "{a:1}", "{\"a\" 1}", "[1 2]", "// x\n[]", "\"\u{1}\"", "\"a\nb\"", #""\x""#, #""\u12g4""#,
        #""\ud800""#,
        #""\ud800\u0041""#, #""\udc00""#,
    ])
    func textThatIsNotJSONIsRefused(text: String) {
        #expect(problem(text) != nil)
    }

    @Test func errorNamesLineAndColumn() {
        #expect(
            problem("{\"a\":\n [1, 2\n, x]}")
                == JSONSyntaxError(problem: .unexpected(found: "x", expected: .value), line: 3, column: 3))
        #expect(
            problem("[1,\n2")
                == JSONSyntaxError(
                    problem: .unexpected(found: nil, expected: .commaOrBracket), line: 2, column: 2))
    }

    @Test func repeatedKeyIsRefusedWhereItStands() {
        #expect(
            problem("{\"a\": 1,\n \"a\": 1}")
                == JSONSyntaxError(problem: .duplicateKey("a"), line: 2, column: 2))
    }

    @Test func invalidUTF8IsRefused() {
        #expect(throws: JSONSyntaxError(problem: .invalidUTF8, line: 1, column: 1)) {
            try JSONParser.parse([0x22, 0xFF, 0x22])
        }
    }

    @Test func nestingIsLimited() {
        let deepest = JSONParser.maximumDepth
        func nested(_ depth: Int) -> String {
            String(repeating: "[", count: depth) + String(repeating: "]", count: depth)
        }
        #expect(problem(nested(deepest)) == nil)
        #expect(problem(nested(deepest + 1))?.problem == .nestedTooDeep)
        #expect(problem(String(repeating: "{\"a\":", count: 100_000))?.problem == .nestedTooDeep)
    }

    @Test func noCutOfATextTraps() throws {
        let bytes =
            [UInt8]("{\"\u{E9}\": 0, ".utf8)
            + [UInt8](#""a": [1.5e-3, "\u00e9\ud83d\ude00", {"b": null}], "c": false}"#.utf8)
        _ = try JSONParser.parse(bytes)
        for end in 0..<bytes.count {
            #expect(throws: JSONSyntaxError.self) { try JSONParser.parse(Array(bytes[..<end])) }
        }
    }
}
