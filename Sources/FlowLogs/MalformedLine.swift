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

    /// The cause in a few words, with the field.
    package var text: String {
        let what =
            switch cause {
            case .wrongColumnCount: "wrong number of columns"
            case .invalidNumber: "not a number"
            case .numberOutOfRange: "number out of range"
            case .invalidAddress: "not an address"
            case .invalidValue: "unknown value"
            case .lineTooLong: "line too long"
            case .cutOff: "line cut off where the input ends early"
            }
        return field.map { "\(what) in \($0.rawValue)" } ?? what
    }

    package static func < (left: Self, right: Self) -> Bool {
        (left.cause.rawValue, left.field?.rawValue ?? "") < (
            right.cause.rawValue, right.field?.rawValue ?? ""
        )
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
