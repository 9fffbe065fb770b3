import Foundation
import GzipInput
import TestSupport
import Testing

@testable import FlowLogs

@Suite struct EnvelopeTests {
    /// The text that a file's envelopes hold, read in blocks of a size, and the fault at its end.
    private func unwrapped(_ text: String, blockSize: Int = 1 << 17) throws -> (
        text: String, fault: InputFault.Cause?
    ) {
        let url = FileManager.default.temporaryDirectory.appending(path: "envelope-\(UUID().uuidString)")
        try Data(text.utf8).write(to: url)
        defer { try? FileManager.default.removeItem(at: url) }
        var reader = LineBlockReader(try ByteInput(.file(path: url.path)), blockSize: blockSize)
        var block = LineBlock()
        var lines: [UInt8] = []
        do {
            while try reader.next(into: &block) { lines += block.bytes[..<block.count] }
            return (String(decoding: lines, as: UTF8.self), nil)
        } catch {
            return (String(decoding: lines, as: UTF8.self), error.cause)
        }
    }

    @Test(arguments: [
        #"{"messageType":"DATA_MESSAGE","logEvents":[{"id":"1","timestamp":1,"message":"a b"},{"message":"c d"}]}"#,
        #"{"events": [{"message": "a b", "timestamp": 1.5e3, "x": [true, null, {"y": []}]}, {"ingestionTime": 1, "message": "c d\n"}], "nextToken": "n"}"#,
        "{\"message\":\"a b\"}\n{\"message\":\"c d\"}\n", #"{"message":"a b"}{"message":"c d"}"#,
        #" [ {"message":"a b"} , {"message":"c d"} ] "#,
        #"{"messageType":"CONTROL_MESSAGE","logEvents":[{"message":"checking"}]}{"messageType":"DATA_MESSAGE","logEvents":[{"message":"a b"},{"message":"c d"}]}"#,
        "\u{FEFF}" + #"{"message":"\u0061 b"}{"message":"c\u0020d"}"#,
    ])
    func messagesAreLines(text: String) throws {
        for size in [1, 7, 1 << 17] {
            let found = try unwrapped(text, blockSize: size)
            #expect(found.text == "a b\nc d\n")
            #expect(found.fault == nil)
        }
    }

    @Test func escapesAreDecoded() throws {
        let found = try unwrapped(#"{"message":"\"\\\/\u00e9\ud83d\ude00\ud83dx\t.\r"}"#)
        #expect(found.text == "\"\\/é😀x . \n" || found.text == "\"\\/é😀\u{FFFD}x . \n", "\(found)")
    }

    @Test func messagesUnderOtherKeysOrInOtherPlacesAreNone() throws {
        #expect(
            try unwrapped(#"{"logEvents":[{"Message":"x","messages":["message"],"note":"message"}]}"#).text
                == "")
        #expect(try unwrapped(#"{"message":7,"logEvents":[]}"#).text == "")
    }

    @Test func jsonWithoutMessagesIsRefused() throws {
        for text in [#"{"Reservations": []}"#, "[]", "{}", #"{"awslogs":{"data":"H4s="}}"#] {
            #expect(try unwrapped(text).fault == .noMessages)
        }
        #expect(try unwrapped(#"{"events": []}"#).fault == nil)
    }

    @Test(arguments: [
        #"{"message":"a b"}{"message":"c"#, #"{"message":"a b"},,x"#, #"{"message":"a b"}{"message" "c"}"#,
        #"{"message":"a b"}{x"#,
        #"{"message":"a b"}{"a":"\q"}"#, #"{"message":"a b"}{"a":"\uZZZZ"}"#, #"{"message":"a b"}]"#,
        #"{"message":"a b"}[1}"#,
        #"{"message":"a b"}{"a":1"b":2}"#, "{\"message\":\"a b\"}{\"a\":\"\n\"}",
    ])
    func whatStandsBeforeAFaultIsRead(text: String) throws {
        for size in [1, 1 << 17] {
            let found = try unwrapped(text, blockSize: size)
            #expect(found.text.hasPrefix("a b\n"))
            guard case .malformedEnvelope? = found.fault else {
                Issue.record("\(text): \(found)")
                continue
            }
        }
    }

    @Test func nestingIsBounded() throws {
        let found = try unwrapped(#"{"message":"a b"}"# + String(repeating: "[", count: 1_000_000))
        #expect(found.text == "a b\n")
        guard case .malformedEnvelope? = found.fault else {
            Issue.record("\(String(describing: found.fault))")
            return
        }
    }

    @Test func timesBeforeLinesAreTakenAway() throws {
        let text =
            "2026-01-31T16:20:00.000Z 2 1 eni-1\n2026-01-31T16:20:00Z a b\nc 2026-01-31T16:20:00Z\n\n2026-01-31T16:20:00.1Z x"
        for size in [1, 5, 1 << 17] {
            #expect(
                try unwrapped(text, blockSize: size).text == "2 1 eni-1\na b\nc 2026-01-31T16:20:00Z\n\nx")
        }
    }

    @Test func otherTextsAreLeftAsTheyAre() throws {
        for text in [
            "{ 1 eni-1\n2 1 eni-1\n", "[2 1 eni-1\n", "2 1 eni-1 {\"message\":\"x\"}\n", "2026-01-31 16:20\n",
            "2026-01-31T16:20:00Z\n",
            "version account-id\n", "\n{}\n",
        ] {
            let found = try unwrapped(text)
            #expect(found.text == text || text.hasPrefix("\n{"), "\(found)")
        }
    }

    /// Files of other projects.
    @Test(.enabled(if: SharedFolder.corpus != nil, Comment(rawValue: SharedFolder.absence)))
    func recordedEnvelopes() throws {
        let corpus = try #require(SharedFolder.corpus)
        func text(_ path: String) throws -> String {
            try String(contentsOf: corpus.appending(path: path), encoding: .utf8)
        }
        let subscription = try unwrapped(
            text("open-telemetry+opentelemetry-collector-contrib/valid_vpc_flow_cw.json"))
        #expect(subscription.text.split(separator: "\n").map { $0.split(separator: " ").count } == [14, 14])
        #expect(subscription.text.contains("20641 22 6 20 4249 1418530010 1418530070 ACCEPT OK"))
        let firehose = try unwrapped(text("elastic+integrations/test-with-message-field.log"))
        #expect(
            firehose.text
                == "2 428961148399 eni-0e0bf7be352692297 - - - - - - - 1671029698 1671029728 - NODATA\n")
    }
}
