/// Why a line is no flow record.
package struct MalformedLineKind: Hashable, Comparable, Sendable {
    package enum Cause: UInt8, Hashable, Sendable {
        case wrongColumnCount
        case invalidNumber
        case numberOutOfRange
        case invalidAddress
        case invalidValue
        case lineTooLong
        /// The input ended in the middle of the line because of a fault.
        case cutOff
    }

    package let cause: Cause
    /// The field whose column is wrong, where one column is.
    package let field: FlowLogField?

    package init(_ cause: Cause, field: FlowLogField? = nil) {
        self.cause = cause
        self.field = field
    }

    package static func < (left: Self, right: Self) -> Bool {
        (left.cause.rawValue, left.field?.rawValue ?? "") < (right.cause.rawValue, right.field?.rawValue ?? "")
    }
}

/// The first malformed line of a kind, with what was found there, and how many there are.
package struct MalformedLines: Hashable, Sendable {
    package var count: UInt64
    /// Line number of the first, from 1.
    package var firstLine: UInt64
    /// What stood there: the column's text, or a column count.
    package var found: String
    /// What should have stood there.
    package var expected: String
}
