/// How much a finding matters, the least first.
package enum AuditSeverity: Int, CaseIterable, Comparable, Hashable, Sendable {
    /// Worth knowing; nothing is at risk.
    case info
    case low
    case medium
    case high
    /// Anyone on the internet can reach what they should not.
    case critical

    package var name: String {
        switch self {
        case .info: "info"
        case .low: "low"
        case .medium: "medium"
        case .high: "high"
        case .critical: "critical"
        }
    }

    package static func < (left: Self, right: Self) -> Bool { left.rawValue < right.rawValue }
}
