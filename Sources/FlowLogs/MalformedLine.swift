/// Why a line is no flow record.
public struct MalformedLineKind: Hashable, Comparable, Sendable {
    public enum Cause: UInt8, Hashable, Sendable {
        case wrongColumnCount
        case invalidNumber
        case numberOutOfRange
        case invalidAddress
        case invalidValue
        case lineTooLong
        /// The input ended in the middle of the line because of a fault.
        case cutOff
    }

    public let cause: Cause
    /// The field whose column is wrong, where one column is.
    public let field: FlowLogField?

    public init(_ cause: Cause, field: FlowLogField? = nil) {
        self.cause = cause
        self.field = field
    }

    /// The cause in a few words, with the field.
    public var text: String {
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

    public static func < (left: Self, right: Self) -> Bool {
        (left.cause.rawValue, left.field?.rawValue ?? "") < (
            right.cause.rawValue, right.field?.rawValue ?? ""
        )
    }
}

/// The first malformed line of a kind, with what was found there, and how many there are.
public struct MalformedLines: Hashable, Sendable {
    public var count: UInt64
    /// Line number of the first, from 1.
    public var firstLine: UInt64
    /// What stood there: the column's text, or a column count.
    public var found: String
    /// What should have stood there.
    public var expected: String

    package init(count: UInt64, firstLine: UInt64, found: String, expected: String) {
        self.count = count
        self.firstLine = firstLine
        self.found = found
        self.expected = expected
    }
}
