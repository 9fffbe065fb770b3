/// The classes a record can be made for: the words of the verdict's first part.
package enum IntendedClass: String, CaseIterable, Sendable {
    case allowedBySecurityGroup = "allowed-by-sg"
    case blockedBySecurityGroup = "sg-blocked"
    case blockedByNetworkACL = "nacl-blocked"
    case blockedByVPC = "vpc-blocked"
    case anomalous = "anomalous"
    case notEvaluated = "not-evaluated"
}

/// The verdict a record was made to have, known from how it was made.
///
/// Nothing in this module evaluates rules: each recipe says in its comment why its records must
/// get this verdict, so that a generated archive can check an evaluator.
package enum IntendedVerdict: Int, CaseIterable, Sendable {
    case allowedByRule
    case returnTraffic
    case presumedReturn
    case allowedUndetermined
    case exempt
    case managedInterface
    case noSecurityGroup

    case noRule
    case untrackedReturn
    case closedConnection
    case groupUndetermined

    case blockedByACL
    case aclUndetermined

    case blockPublicAccess
    case encryptionControls

    case acceptedWithoutRuleCertain
    case acceptedWithoutRuleLikely
    case acceptedAgainstACL
    case acceptedAgainstBoth
    case rejectedDespiteRulesCertain
    case rejectedDespiteRulesLikely
    case rejectedDespiteRulesPossible

    case noData
    case skippedData
    case missingField
    case unknownInterface
    case unknownDirection

    package var intendedClass: IntendedClass {
        switch self {
        case .allowedByRule, .returnTraffic, .presumedReturn, .allowedUndetermined, .exempt,
            .managedInterface,
            .noSecurityGroup:
            .allowedBySecurityGroup
        case .noRule, .untrackedReturn, .closedConnection, .groupUndetermined:
            .blockedBySecurityGroup
        case .blockedByACL, .aclUndetermined:
            .blockedByNetworkACL
        case .blockPublicAccess, .encryptionControls:
            .blockedByVPC
        case .acceptedWithoutRuleCertain, .acceptedWithoutRuleLikely, .acceptedAgainstACL,
            .acceptedAgainstBoth,
            .rejectedDespiteRulesCertain, .rejectedDespiteRulesLikely, .rejectedDespiteRulesPossible:
            .anomalous
        case .noData, .skippedData, .missingField, .unknownInterface, .unknownDirection:
            .notEvaluated
        }
    }

    /// The word that verdicts use for the reason.
    package var reason: String {
        switch self {
        case .allowedByRule, .blockedByACL: "rule"
        case .returnTraffic: "return-traffic"
        case .presumedReturn: "presumed-return"
        case .allowedUndetermined, .groupUndetermined, .aclUndetermined: "undetermined"
        case .exempt: "exempt"
        case .managedInterface: "managed-interface"
        case .noSecurityGroup: "no-security-group"
        case .noRule: "no-rule"
        case .untrackedReturn: "untracked-return"
        case .closedConnection: "closed-connection"
        case .blockPublicAccess: "BPA"
        case .encryptionControls: "EC"
        case .acceptedWithoutRuleCertain, .acceptedWithoutRuleLikely: "accepted-without-sg-rule"
        case .acceptedAgainstACL: "accepted-against-nacl"
        case .acceptedAgainstBoth: "accepted-against-both"
        case .rejectedDespiteRulesCertain, .rejectedDespiteRulesLikely, .rejectedDespiteRulesPossible:
            "rejected-despite-rules"
        case .noData: "no-data"
        case .skippedData: "skipped-data"
        case .missingField: "missing-field"
        case .unknownInterface: "unknown-interface"
        case .unknownDirection: "unknown-direction"
        }
    }

    /// How sure the anomaly is; nil for every other class.
    package var certainty: String? {
        switch self {
        case .acceptedWithoutRuleCertain, .acceptedAgainstACL, .acceptedAgainstBoth,
            .rejectedDespiteRulesCertain:
            "certain"
        case .acceptedWithoutRuleLikely, .rejectedDespiteRulesLikely: "likely"
        case .rejectedDespiteRulesPossible: "possible"
        default: nil
        }
    }
}
