import NetworkPrimitives
import NetworkRules

/// A rule that would have permitted what was seen.
package struct SuggestedRule: Hashable, Sendable {
    package var rule: SecurityGroupRule
    /// Records of the flows that it would have permitted.
    package var records: UInt64
    /// Distinct addresses of their far sides.
    package var remotes: Int
    /// Whether the rule stands as it is, since logs never show what it is for.
    package var isKept = false
}

/// How broad suggested rules may be.
package struct SuggestionLimits: Hashable, Sendable {
    /// Rules a group, direction and address family. *Source: VPC guide, "Amazon VPC quotas": 60 by default.*
    package var maximumRules: Int
    /// Addresses that nobody was seen at and that a rule may cover to save others; of IPv6, blocks of 64 bits.
    package var slack: UInt64

    package init(maximumRules: Int = 60, slack: UInt64 = 255) {
        self.maximumRules = maximumRules
        self.slack = slack
    }
}
