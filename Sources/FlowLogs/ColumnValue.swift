import NetworkPrimitives

/// What columns may hold, and how messages say so.
enum ColumnValue {
    /// 9999-12-31T23:59:59Z in Unix seconds; a later time is one in milliseconds.
    static let latestTime: UInt64 = 253_402_300_799

    static func isWord(_ word: StaticString, _ text: Span<UInt8>, _ range: Range<Int>) -> Bool {
        guard range.count == word.utf8CodeUnitCount else { return false }
        return word.withUTF8Buffer { letters in
            for offset in 0..<letters.count where unsafe letters[offset] != text[range.lowerBound + offset] {
                return false
            }
            return true
        }
    }

    /// What the column of a field should hold.
    static func expectation(of field: FlowLogField?) -> String {
        switch field {
        case .srcaddr, .dstaddr, .pktSrcaddr, .pktDstaddr: "an IPv4 or IPv6 address, or -"
        case .srcport, .dstport: "a port from 0 to 65535, or -"
        case .protocol: "a protocol number from 0 to 255, or -"
        case .tcpFlags: "a bit mask from 0 to 255, or -"
        case .packets, .bytes: "a number below 2^64, or -"
        case .start, .end: "Unix seconds up to the year 9999 (not milliseconds), or -"
        case .action: "ACCEPT, REJECT or -"
        case .logStatus: "OK, NODATA, SKIPDATA or -"
        case .flowDirection: "ingress, egress or -"
        default: "a value or -"
        }
    }
}

extension FlowAction {
    init?(_ text: Span<UInt8>, _ range: Range<Int>) {
        if ColumnValue.isWord("ACCEPT", text, range) {
            self = .accept
        } else if ColumnValue.isWord("REJECT", text, range) {
            self = .reject
        } else {
            return nil
        }
    }
}

extension LogStatus {
    init?(_ text: Span<UInt8>, _ range: Range<Int>) {
        if ColumnValue.isWord("OK", text, range) {
            self = .ok
        } else if ColumnValue.isWord("NODATA", text, range) {
            self = .noData
        } else if ColumnValue.isWord("SKIPDATA", text, range) {
            self = .skipData
        } else {
            return nil
        }
    }
}

extension TrafficDirection {
    init?(_ text: Span<UInt8>, _ range: Range<Int>) {
        if ColumnValue.isWord("ingress", text, range) {
            self = .ingress
        } else if ColumnValue.isWord("egress", text, range) {
            self = .egress
        } else {
            return nil
        }
    }
}

extension ColumnProgram {
    func columnCount(_ text: Span<UInt8>, _ line: Range<Int>) -> Int {
        var count = 0
        var cursor = ColumnCursor(position: line.lowerBound)
        while cursor.skipSeparators(text) {
            cursor.skipColumn(text)
            count += 1
        }
        return count
    }

    /// What a malformed line holds and what it should hold, for the first of each kind.
    ///
    /// - Parameter column: the column at which parsing stopped.
    func describe(
        _ kind: MalformedLineKind, in text: Span<UInt8>, line: Range<Int>, at column: Int
    ) -> (found: String, expected: String) {
        guard kind.cause != .wrongColumnCount else {
            return (
                "\(columnCount(text, line)) columns",
                "\(format.names.count) (\(format.names.prefix(3).joined(separator: " ")) ...); "
                    + "name the log's own format with --format if it has no header line"
            )
        }
        var cursor = ColumnCursor(position: line.lowerBound)
        for _ in 0..<column where cursor.skipSeparators(text) { cursor.skipColumn(text) }
        let found =
            cursor.skipSeparators(text) ? String(copying: text.extracting(cursor.takeColumn(text))) : ""
        return ("\"\(found.prefix(60))\"", ColumnValue.expectation(of: kind.field))
    }
}
