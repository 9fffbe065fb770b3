/// Which way packets cross an interface, seen from the interface.
@usableFromInline
package enum TrafficDirection: UInt8, Hashable, Sendable, CaseIterable {
    case ingress
    case egress

    @inlinable
    package var opposite: TrafficDirection { self == .ingress ? .egress : .ingress }
}

extension TrafficDirection: CustomStringConvertible {
    @usableFromInline
    package var description: String { self == .ingress ? "ingress" : "egress" }
}
