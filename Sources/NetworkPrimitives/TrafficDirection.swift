/// Which way packets cross an interface, seen from the interface.
public enum TrafficDirection: UInt8, Hashable, Sendable, CaseIterable {
    /// Towards the interface.
    case ingress
    /// From the interface.
    case egress

    /// The direction of answers.
    @inlinable
    public var opposite: TrafficDirection { self == .ingress ? .egress : .ingress }
}

extension TrafficDirection: CustomStringConvertible {
    public var description: String { self == .ingress ? "ingress" : "egress" }
}
