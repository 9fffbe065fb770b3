import GRDB
import GRDBSQLite

/// Inserts rows of CSV by SQLite's own calls: values go from the text to the table, and become nothing in between.
///
/// The pointers are used while the array that they point into is borrowed; SQLite copies what it is given
/// (`SQLITE_TRANSIENT`). The statement is GRDB's, which keeps it prepared.
enum RecordInsertion {
    /// Inserts whole lines of CSV, as `CSVRecordEncoder` writes them.
    ///
    /// - Parameter statement: takes as many values as `VerdictRecordColumn` has cases.
    /// - Throws: `DatabaseError`.
    static func insert(_ bytes: [UInt8], by statement: Statement) throws {
        let numbers = VerdictRecordColumn.allCases.map { SQLiteSchema.isNumber($0) }
        try unsafe bytes.withUnsafeBufferPointer { text in
            let handle = unsafe statement.sqliteStatement
            var position = 0
            while position < text.count {
                for (column, isNumber) in numbers.enumerated() {
                    position = unsafe bind(text, from: position, to: handle, Int32(column + 1), isNumber)
                }
                let result = unsafe sqlite3_step(handle)
                unsafe sqlite3_reset(handle)
                guard result == SQLITE_DONE else {
                    throw DatabaseError(resultCode: ResultCode(rawValue: result))
                }
            }
        }
    }

    /// Binds the field that begins at `start`.
    ///
    /// - Returns: where the next one begins, behind the comma or the line end.
    private static func bind(
        _ text: UnsafeBufferPointer<UInt8>, from start: Int, to handle: OpaquePointer, _ column: Int32,
        _ isNumber: Bool
    ) -> Int {
        var end = start
        if end < text.count, unsafe text[end] == UInt8(ascii: "\"") {
            return unsafe bindQuoted(text, from: start + 1, to: handle, column)
        }
        while end < text.count, case let byte = unsafe text[end], byte != UInt8(ascii: ","),
            byte != UInt8(ascii: "\n")
        {
            end += 1
        }
        if end == start {
            unsafe sqlite3_bind_null(handle, column)
        } else if isNumber {
            unsafe sqlite3_bind_int64(handle, column, number(text, start..<end))
        } else {
            unsafe bindText(UnsafeBufferPointer(rebasing: text[start..<end]), to: handle, column)
        }
        return end + 1
    }

    /// Binds a field in quotes, within which two stand for one.
    private static func bindQuoted(
        _ text: UnsafeBufferPointer<UInt8>, from start: Int, to handle: OpaquePointer, _ column: Int32
    ) -> Int {
        let quote = UInt8(ascii: "\"")
        var field: [UInt8] = []
        var position = start
        while position < text.count {
            let byte = unsafe text[position]
            position += 1
            if byte == quote {
                guard position < text.count, unsafe text[position] == quote else { break }
                position += 1
            }
            field.append(byte)
        }
        unsafe field.withUnsafeBufferPointer { unsafe bindText($0, to: handle, column) }
        return position + 1
    }

    private static func bindText(
        _ text: UnsafeBufferPointer<UInt8>, to handle: OpaquePointer, _ column: Int32
    ) {
        // SQLite's own name for "copy it" is a cast that Swift does not import.
        let transient = unsafe unsafeBitCast(-1, to: sqlite3_destructor_type.self)
        unsafe text.withMemoryRebound(to: CChar.self) { text in
            _ = unsafe sqlite3_bind_text(
                handle, column, text.baseAddress, Int32(clamping: text.count), transient)
        }
    }

    /// Digits as a number; what is beyond 2^63 - 1 is that.
    private static func number(_ text: UnsafeBufferPointer<UInt8>, _ range: Range<Int>) -> Int64 {
        var value: UInt64 = 0
        for place in range {
            let (product, overflow) = value.multipliedReportingOverflow(by: 10)
            let (sum, carry) = product.addingReportingOverflow(
                UInt64(unsafe text[place] &- UInt8(ascii: "0")))
            if overflow || carry { return .max }
            value = sum
        }
        return Int64(clamping: value)
    }
}
