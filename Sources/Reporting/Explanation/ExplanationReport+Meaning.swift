import FlowEvaluation
import RuleAnalysis

extension ExplanationReport {
    /// What the verdict means, in one sentence.
    var reasonText: String {
        switch explanation.verdict.reason {
        case .rule:
            explanation.verdict.verdictClass == .naclBlocked
                ? "The network ACL denies it." : "A group's rule of this direction permits it."
        case .returnTraffic: "It answers a connection that a rule of the opposite direction permits."
        case .presumedReturn:
            "Only as a reply do the rules permit it, and the ports alone say that it is one; "
                + "tcp-flags in the log's format would tell."
        case .undetermined: "A rule that a flow log cannot decide would change the answer."
        case .earlierRule:
            "The rules in force deny it; earlier ones let in the connection, which may outlive them."
        case .exempt: "No rule permits it, but such traffic is never filtered."
        case .managedInterface:
            "No rule permits it, but groups do not filter this managed service's own traffic."
        case .noSecurityGroup: "The interface carries no group, so that only the ACL could stop it."
        case .noRule: "No group's rule permits it."
        case .untrackedReturn:
            "It would be permitted as a reply, but no live connection was there to reply to."
        case .closedConnection:
            "Every layer permits it; without a SYN in its flags it came after its connection was closed."
        case .statedReason: "The record itself says what refused it."
        case .acceptedAgainstBoth: "It was accepted although the ACL and the groups deny it."
        case .acceptedAgainstNACL: "It was accepted although the ACL denies it."
        case .acceptedWithoutSGRule: "It was accepted although no group's rule permits it, in no reading."
        case .rejectedDespiteRules: "It was rejected although every layer permits it."
        case .noData: "The interval had no traffic."
        case .skippedData: "Records of the interval were lost."
        case .missingField: missingFieldText
        case .transitGateway:
            "The record is of a transit gateway, which names no interface and neither accepts nor rejects; "
                + "judge the flow logs of the VPCs behind it."
        case .unknownInterface:
            "The rule set does not hold the interface\(nearestInterface); add it with describe-network-interfaces."
                + (explanation.networkACLOfUnknown == nil
                    ? "" : " Its subnet is known, and so what the ACL says.")
        case .unknownDirection:
            "Neither end alone is one of the interface's addresses; flow-direction in the log's format "
                + "would tell."
        }
    }

    /// An interface of nearly the same id, which may have been meant.
    private var nearestInterface: String {
        guard let id = explanation.interfaceName,
            let nearest = NearestWord.of(compiled.interfaceIDs, to: id, within: 2)
        else { return "" }
        return " (did you mean \(nearest)?)"
    }

    private var missingFieldText: String {
        let missing = explanation.missingFields.map(\.rawValue)
        return missing.isEmpty
            ? "A field that the verdict needs is \"-\" in this record."
            : "The format lacks what the verdict needs: \(missing.joined(separator: ", "))."
    }
}
