/// Where a description of a resource comes from, from the weakest to the strongest: of two that differ, the
/// stronger one counts.
package enum ResourceOrigin: Int, Comparable, Hashable, Sendable {
    /// Terraform's record of what it made, which others may have changed since.
    case state
    /// What the cloud itself said: the AWS CLI, AWS Config.
    case captured
    /// What is to be: a Terraform plan, a CloudFormation template.
    case declared

    package static func < (left: Self, right: Self) -> Bool { left.rawValue < right.rawValue }
}
