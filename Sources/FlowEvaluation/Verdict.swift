/// What became of a record's traffic, seen from the rules.
package enum VerdictClass: UInt8, CaseIterable, Hashable, Sendable {
    case allowedBySG
    case sgBlocked
    case naclBlocked
    case vpcBlocked
    case anomalous
    case notEvaluated

    package var name: String {
        switch self {
        case .allowedBySG: "allowed-by-sg"
        case .sgBlocked: "sg-blocked"
        case .naclBlocked: "nacl-blocked"
        case .vpcBlocked: "vpc-blocked"
        case .anomalous: "anomalous"
        case .notEvaluated: "not-evaluated"
        }
    }
}

/// Why a record is of its class.
package enum VerdictReason: UInt8, CaseIterable, Hashable, Sendable {
    case rule
    case returnTraffic
    case presumedReturn
    case undetermined
    case exempt
    case managedInterface
    case noSecurityGroup
    case noRule
    case untrackedReturn
    case closedConnection
    /// The record's own `reject-reason` says what refused the packets.
    case statedReason
    case acceptedAgainstBoth
    case acceptedAgainstNACL
    case acceptedWithoutSGRule
    case rejectedDespiteRules
    case noData
    case skippedData
    case missingField
    case unknownInterface
    case unknownDirection
    /// The rules in force deny the connection, and earlier ones permitted it: connections outlive rules.
    case earlierRule
    /// The record is of a transit gateway, which names no interface and neither accepts nor rejects.
    case transitGateway

    /// The reason's name; records with a stated reason show that one instead.
    package var name: String {
        switch self {
        case .rule: "rule"
        case .returnTraffic: "return-traffic"
        case .presumedReturn: "presumed-return"
        case .undetermined: "undetermined"
        case .exempt: "exempt"
        case .managedInterface: "managed-interface"
        case .noSecurityGroup: "no-security-group"
        case .noRule: "no-rule"
        case .untrackedReturn: "untracked-return"
        case .closedConnection: "closed-connection"
        case .statedReason: "reject-reason"
        case .acceptedAgainstBoth: "accepted-against-both"
        case .acceptedAgainstNACL: "accepted-against-nacl"
        case .acceptedWithoutSGRule: "accepted-without-sg-rule"
        case .rejectedDespiteRules: "rejected-despite-rules"
        case .noData: "no-data"
        case .skippedData: "skipped-data"
        case .missingField: "missing-field"
        case .unknownInterface: "unknown-interface"
        case .unknownDirection: "unknown-direction"
        case .earlierRule: "earlier-rule"
        case .transitGateway: "transit-gateway"
        }
    }
}

/// How sure it is that a record is anomalous.
package enum Certainty: UInt8, CaseIterable, Hashable, Sendable {
    case certain
    case likely
    /// Something that the log's format does not show may explain the record.
    case possible

    package var name: String {
        switch self {
        case .certain: "certain"
        case .likely: "likely"
        case .possible: "possible"
        }
    }
}

/// Class, reason and (for anomalies) certainty of a record.
package struct Verdict: Hashable, Sendable {
    package var verdictClass: VerdictClass
    package var reason: VerdictReason
    package var certainty: Certainty?

    package init(_ verdictClass: VerdictClass, _ reason: VerdictReason, _ certainty: Certainty? = nil) {
        self.verdictClass = verdictClass
        self.reason = reason
        self.certainty = certainty
    }

    /// A small number for the verdict, for tables that count by it: below `codeCount`.
    ///
    ///     9 ... 7  6 ... 2  1 0
    ///     class    reason   certainty + 1, or 0
    package var code: Int {
        Int(verdictClass.rawValue) * Self.codesOfClass + Int(reason.rawValue) * 4
            + (certainty.map { Int($0.rawValue) + 1 } ?? 0)
    }

    /// Codes of one class stand together: its number is the code divided by this.
    static var codesOfClass: Int { 128 }

    package static let codeCount = VerdictClass.allCases.count * codesOfClass

    /// The verdict of a code, or nil where no verdict has it.
    package init?(code: Int) {
        guard let verdictClass = VerdictClass(rawValue: UInt8(clamping: code / Self.codesOfClass)),
            let reason = VerdictReason(rawValue: UInt8(clamping: code % Self.codesOfClass / 4))
        else { return nil }
        self.verdictClass = verdictClass
        self.reason = reason
        certainty = code % 4 == 0 ? nil : Certainty(rawValue: UInt8(code % 4 - 1))
    }
}
