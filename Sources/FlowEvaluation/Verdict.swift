/// What became of a record's traffic, seen from the rules.
public enum VerdictClass: UInt8, CaseIterable, Hashable, Sendable {
    /// Accepted, as some security group permits it, or as no rule has a say.
    case allowedBySG
    /// Refused, since no security group permits it.
    case sgBlocked
    /// Refused, since the network ACL denies it.
    case naclBlocked
    /// Refused by a control of the VPC itself, such as Block Public Access.
    case vpcBlocked
    /// Contrary to what the rules say.
    case anomalous
    /// Not judged, for want of something.
    case notEvaluated

    /// As reports and verdict records have it.
    public var name: String {
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
public enum VerdictReason: UInt8, CaseIterable, Hashable, Sendable {
    /// A rule permits it or, of a network ACL, denies it.
    case rule
    /// It answers a connection that the opposite direction's rules permit.
    case returnTraffic
    /// Its ports look like those of an answer, and nothing else permits it.
    case presumedReturn
    /// A rule may match it, as far as the log and the rule set tell.
    case undetermined
    /// Traffic that rules never filter, such as that of the instance metadata service.
    case exempt
    /// An interface by which a managed service reaches its own servers, which groups do not filter.
    case managedInterface
    /// The interface carries no security group.
    case noSecurityGroup
    /// No rule of its groups permits it.
    case noRule
    /// It looks like an answer, and belongs to no live connection.
    case untrackedReturn
    /// A packet that came after its connection was closed.
    case closedConnection
    /// The record's own `reject-reason` says what refused the packets.
    case statedReason
    /// Accepted, although neither the network ACL nor a group permits it.
    case acceptedAgainstBoth
    /// Accepted, although the network ACL denies it.
    case acceptedAgainstNACL
    /// Accepted, although no group permits it.
    case acceptedWithoutSGRule
    /// Refused, although both layers permit it.
    case rejectedDespiteRules
    /// The log says that there was no traffic in the interval.
    case noData
    /// The log says that records of the interval were lost.
    case skippedData
    /// The log lacks a field that a verdict needs.
    case missingField
    /// The rule set lacks the interface.
    case unknownInterface
    /// Neither address, or both, is the interface's.
    case unknownDirection
    /// The rules in force deny the connection, and earlier ones permitted it: connections outlive rules.
    case earlierRule
    /// The record is of a transit gateway, which names no interface and neither accepts nor rejects.
    case transitGateway

    /// The reason's name; records with a stated reason show that one instead.
    public var name: String {
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
public enum Certainty: UInt8, CaseIterable, Hashable, Sendable {
    /// No reading of the record agrees with the rules.
    case certain
    /// Only an implausible reading agrees with them, or a control that the log does not show may explain it.
    case likely
    /// Something that the log's format does not show may explain the record.
    case possible

    /// As reports and verdict records have it.
    public var name: String {
        switch self {
        case .certain: "certain"
        case .likely: "likely"
        case .possible: "possible"
        }
    }
}

/// Class, reason and (for anomalies) certainty of a record.
public struct Verdict: Hashable, Sendable {
    /// What became of the traffic.
    public var verdictClass: VerdictClass
    /// Why it is of that class.
    public var reason: VerdictReason
    /// How sure it is; nil for what is no anomaly.
    public var certainty: Certainty?

    /// A verdict of these parts.
    public init(_ verdictClass: VerdictClass, _ reason: VerdictReason, _ certainty: Certainty? = nil) {
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
