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
            let places = VerdictRecordColumn.allCases.map { _ in "?" }.joined(separator: ", ")
            let statement = try database.cachedStatement(sql: "INSERT INTO records VALUES (\(places))")
            try RecordInsertion.insert(bytes, by: statement)
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
