/// An inclusive range of TCP or UDP ports.
public struct PortRange: Hashable, Sendable {
    /// The lowest port.
    public let first: UInt16
    /// The highest port, itself part of the range.
    public let last: UInt16

    /// - Precondition: `first` is not above `last`.
    @inlinable
    public init(_ first: UInt16, _ last: UInt16) {
        precondition(first <= last, "a port range runs upwards")
        self.first = first
        self.last = last
    }

    /// Every port.
    public static let all = PortRange(0, 65535)

    /// How many ports the range holds: 1...65536.
    @inlinable
    public var count: Int { Int(last) - Int(first) + 1 }

    /// Whether a port is part of the range.
    @inlinable
    public func contains(_ port: UInt16) -> Bool { first <= port && port <= last }
}

extension PortRange: CustomStringConvertible {
    /// `443`, `1024-65535`, or `all`.
    public var description: String {
        if self == .all { return "all" }
        return first == last ? "\(first)" : "\(first)-\(last)"
    }
}
