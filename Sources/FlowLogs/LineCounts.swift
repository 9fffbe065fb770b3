/// Lines of each sort; together they are all lines.
public struct LineCounts: Hashable, Sendable {
    /// Lines that name the fields of those below.
    public var headers: UInt64 = 0
    /// Flow records.
    public var records: UInt64 = 0
    /// Lines that fit no record.
    public var malformed: UInt64 = 0
    /// Lines with nothing in them.
    public var blank: UInt64 = 0

    public init() {}

    /// All lines.
    public var lines: UInt64 { headers + records + malformed + blank }

    public static func += (left: inout Self, right: Self) {
        left.headers += right.headers
        left.records += right.records
        left.malformed += right.malformed
        left.blank += right.blank
    }
}
