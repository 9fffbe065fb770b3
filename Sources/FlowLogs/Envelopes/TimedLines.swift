/// Takes the time from before each line, where CloudWatch Logs has put it when it exported them.
///
/// *Source: CloudWatch Logs guide, "Export log data to Amazon S3".*
struct TimedLines {
    /// The start of a line, as long as it may be a time.
    private var begun: [UInt8] = []
    private var isAtStart = true

    /// A time and the blank behind it are no longer than this.
    private static let maximumLength = 40

    /// Whether a text begins with such a time.
    static func mayBegin(_ text: ArraySlice<UInt8>) -> Bool {
        guard let end = text.firstIndex(of: UInt8(ascii: " ")) else { return false }
        return isTime(text[..<end])
    }

    /// Appends the lines of `bytes`, each without a time that it begins with.
    mutating func strip(_ bytes: ArraySlice<UInt8>, into output: inout [UInt8]) {
        for byte in bytes {
            guard isAtStart else {
                output.append(byte)
                isAtStart = byte == UInt8(ascii: "\n")
                continue
            }
            if byte == UInt8(ascii: " "), Self.isTime(begun[...]) {
                begun.removeAll(keepingCapacity: true)
                isAtStart = false
            } else {
                begun.append(byte)
                guard byte == UInt8(ascii: "\n") || begun.count == Self.maximumLength else { continue }
                finish(into: &output)
                isAtStart = byte == UInt8(ascii: "\n")
            }
        }
    }

    /// Appends the start of a line that is no time.
    mutating func finish(into output: inout [UInt8]) {
        output += begun
        begun.removeAll(keepingCapacity: true)
    }

    /// Whether a word is a time such as `2026-01-31T16:20:00.000Z`.
    private static func isTime(_ word: ArraySlice<UInt8>) -> Bool {
        let pattern = Array("dddd-dd-ddTdd:dd:dd".utf8)
        guard word.count > pattern.count, word.last == UInt8(ascii: "Z") else { return false }
        for (byte, expected) in zip(word, pattern) {
            let fits = expected == UInt8(ascii: "d") ? byte.isDigit : byte == expected
            if !fits { return false }
        }
        return word.dropFirst(pattern.count).dropLast().allSatisfy { $0.isDigit || $0 == UInt8(ascii: ".") }
    }
}
