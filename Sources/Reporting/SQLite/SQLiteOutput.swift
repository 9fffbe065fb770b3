import FlowEvaluation
import GRDB

#if canImport(Darwin)
    import Darwin
#elseif canImport(Musl)
    import Musl
#else
    import Glibc
#endif

/// An SQLite database in the making: it takes its name when everything is in it.
package final class SQLiteOutput: VerdictRecordOutput {
    private let file: FileRecordOutput
    private let database: DatabaseQueue
    private let hasRecords: Bool

    /// - Parameter hasRecords: whether verdict records are written to it too, encoded as CSV without a header.
    /// - Throws: `OutputFailure` where no file can be created there, or what is there is no file.
    package init(path: String, hasRecords: Bool) throws(OutputFailure) {
        file = try FileRecordOutput(path: path)
        self.hasRecords = hasRecords
        guard let temporaryPath = file.temporaryPath else { throw OutputFailure(code: EINVAL) }
        var configuration = Configuration()
        // The file counts only when it is whole: no journal is needed to undo what is half done.
        configuration.prepareDatabase { database in
            try database.execute(sql: "PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF;")
        }
        database = try Self.rethrowing {
            try DatabaseQueue(path: temporaryPath, configuration: configuration)
        }
        try write { database in
            try database.execute(sql: SQLiteSchema.tables)
            if hasRecords { try database.execute(sql: SQLiteSchema.records) }
        }
    }

    /// Inserts verdict records, whole lines of CSV.
    package func write(_ bytes: [UInt8]) throws(OutputFailure) {
        try write { database in
            let columns = VerdictRecordColumn.allCases
            let places = columns.map { _ in "?" }.joined(separator: ", ")
            let statement = try database.cachedStatement(sql: "INSERT INTO records VALUES (\(places))")
            var rows = CSVRows(bytes)
            while let row = rows.next() {
                let values = zip(columns, row).map { column, text -> (any DatabaseValueConvertible)? in
                    guard let text else { return nil }
                    return SQLiteSchema.isNumber(column) ? Int64(clamping: UInt64(text) ?? 0) : text
                }
                try statement.execute(arguments: StatementArguments(values))
            }
        }
    }

    /// Adds the sums of the evaluation, and gives the file its name.
    package func finish(_ report: SQLiteReport) throws(OutputFailure) {
        try write { database in
            try report.insert(into: database)
            try database.execute(sql: SQLiteSchema.indexes)
            if hasRecords { try database.execute(sql: SQLiteSchema.recordIndexes) }
        }
        try Self.rethrowing { try database.close() }
        try file.finish()
    }

    private func write(_ body: (Database) throws -> Void) throws(OutputFailure) {
        try Self.rethrowing { try database.write(body) }
    }

    /// What SQLite calls an error, as the system's error that it is for a user.
    private static func rethrowing<Value>(_ body: () throws -> Value) throws(OutputFailure) -> Value {
        do {
            return try body()
        } catch let error as DatabaseError {
            switch error.resultCode {
            case .SQLITE_FULL: throw OutputFailure(code: ENOSPC)
            case .SQLITE_CANTOPEN, .SQLITE_PERM, .SQLITE_READONLY: throw OutputFailure(code: EACCES)
            case .SQLITE_TOOBIG: throw OutputFailure(code: EFBIG)
            default: throw OutputFailure(code: EIO)
            }
        } catch {
            throw OutputFailure(code: EIO)
        }
    }
}

/// The rows of CSV that `CSVRecordEncoder` wrote: a field is nil where it is empty.
struct CSVRows {
    private let bytes: [UInt8]
    private var position = 0

    init(_ bytes: [UInt8]) { self.bytes = bytes }

    mutating func next() -> [String?]? {
        guard position < bytes.count else { return nil }
        var fields: [String?] = []
        while true {
            fields.append(field())
            guard position < bytes.count else { return fields }
            let separator = bytes[position]
            position += 1
            if separator == UInt8(ascii: "\n") { return fields }
        }
    }

    private mutating func field() -> String? {
        let quote = UInt8(ascii: "\"")
        guard position < bytes.count, bytes[position] == quote else {
            let start = position
            while position < bytes.count, bytes[position] != UInt8(ascii: ","),
                bytes[position] != UInt8(ascii: "\n")
            {
                position += 1
            }
            return start == position ? nil : String(decoding: bytes[start..<position], as: UTF8.self)
        }
        position += 1
        var text: [UInt8] = []
        while position < bytes.count {
            let byte = bytes[position]
            position += 1
            if byte == quote {
                guard position < bytes.count, bytes[position] == quote else { break }
                position += 1
            }
            text.append(byte)
        }
        return String(decoding: text, as: UTF8.self)
    }
}
