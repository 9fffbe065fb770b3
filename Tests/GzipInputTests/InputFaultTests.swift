import Foundation
import GzipInput
import Testing

@Suite struct InputFaultTests {
    /// One fault of every cause, in the middle of a file.
    private static let faults: [InputFault] =
        ([
            .cannotOpen(errno: ENOENT), .isDirectory, .refused(.parquet), .outOfMemory,
        ] as [InputFault.Cause]).map { InputFault($0) }
        + ([
            .cannotRead(errno: EIO), .truncatedMember, .corruptData(detail: "invalid block type"),
            .unsupportedMethod(7), .reservedFlags(0x20),
            .headerChecksumMismatch(expected: 1, computed: 0xABCD),
            .checksumMismatch(expected: 0xDEAD, computed: 0xFFFF_FFFF),
            .lengthMismatch(expected: 9, computed: 8),
            .trailingGarbage, .truncatedFrame, .corruptFrame(detail: "corrupted block detected"),
            .frameWindowTooLarge, .frameNeedsDictionary, .garbageBehindFrames,
        ] as [InputFault.Cause]).map {
            InputFault($0, compressedOffset: 98_765, member: 3, decompressedOffset: 543_210)
        }

    @Test(arguments: faults)
    func messageIsOneSentenceThatSaysWhereAndWhatToDo(fault: InputFault) {
        let message = fault.message
        #expect(
            !message.contains("\n") && !message.hasSuffix(".") && message.unicodeScalars.allSatisfy(\.isASCII)
        )
        // What to do stands behind the last comma or semicolon, as an instruction.
        #expect(message.contains("; "))
        #expect(fault.compressedOffset == 0 || message.contains("98765"))
    }

    @Test func messagesNameWhatWasFoundAndExpected() {
        func message(_ cause: InputFault.Cause) -> String {
            InputFault(cause, compressedOffset: 12, member: 2, decompressedOffset: 34).message
        }
        #expect(message(.truncatedMember).hasPrefix("gzip member 2 at byte 12 ends before it is complete"))
        #expect(message(.checksumMismatch(expected: 0xDEAD, computed: 1)).contains("0x0000DEAD"))
        #expect(message(.checksumMismatch(expected: 0xDEAD, computed: 1)).contains("0x00000001"))
        #expect(message(.headerChecksumMismatch(expected: 0xA, computed: 1)).contains("0x000A"))
        #expect(message(.lengthMismatch(expected: 9, computed: 8)).contains("8 bytes (modulo 2^32) where 9"))
        #expect(message(.corruptData(detail: "invalid block type")).contains("(invalid block type)"))
        #expect(message(.unsupportedMethod(7)).contains("method 7"))
        #expect(message(.reservedFlags(0x20)).contains("0x20"))
        #expect(message(.cannotOpen(errno: ENOENT)).contains("No such file or directory"))
        #expect(message(.refused(.xz)).contains("xz -dc FILE | flowverdict"))
    }
}
