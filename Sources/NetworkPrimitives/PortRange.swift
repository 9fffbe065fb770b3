/// An inclusive range of TCP or UDP ports.
@usableFromInline
package struct PortRange: Hashable, Sendable {
    @usableFromInline package let first: UInt16
    @usableFromInline package let last: UInt16

    /// - Precondition: `first` is not above `last`.
    @inlinable
    package init(_ first: UInt16, _ last: UInt16) {
        precondition(first <= last, "a port range runs upwards")
        self.first = first
        self.last = last
    }

    package static let all = PortRange(0, 65535)

    /// How many ports the range holds: 1...65536.
    @inlinable
    package var count: Int { Int(last) - Int(first) + 1 }

    @inlinable
    package func contains(_ port: UInt16) -> Bool { first <= port && port <= last }
}

extension PortRange: CustomStringConvertible {
    /// `443`, `1024-65535`, or `all`.
    @usableFromInline
    package var description: String {
        if self == .all { return "all" }
        return first == last ? "\(first)" : "\(first)-\(last)"
    }
}
