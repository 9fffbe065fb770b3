import FlowLogs
import NetworkPrimitives
import RuleMatching
import Testing

@testable import FlowEvaluation

/// The verdict table of the contract, row by row, against every combination of answers there is.
struct VerdictTableTests {
    /// A record in the table's letters: F, R (with what its evidence makes of it) and N.
    private struct Situation {
        let answers: LayerAnswers
        let f: LayerOutcome
        let r: LayerOutcome
        let n: LayerOutcome

        init(_ answers: LayerAnswers) {
            self.answers = answers
            f = answers.forward
            n = answers.networkACL
            let isTakenAsNo = answers.evidence == .opened || answers.evidence == .implausibleReturn
            r = isTakenAsNo && answers.returnLookup != .notApplied ? .deny : answers.returnLookup
        }

        /// "credit R if it is firm, or if the source port alone of the two is below 32768; else F"
        var creditsR: Bool {
            guard r == .permit else { return false }
            if f != .permit { return true }
            let comparesPorts = answers.ipProtocol == .tcp || answers.ipProtocol == .udp
            return answers.evidence == .answered
                || comparesPorts && answers.sourcePort < 32768 && answers.destinationPort >= 32768
        }

        var isPresumed: Bool { answers.evidence == .presumedReturn }
        var isEgress: Bool { answers.direction == .egress }

        /// The layers in path order: "ingress ACL then group; egress group then ACL".
        var path: [LayerOutcome] { isEgress ? [f, n] : [n, f] }
        func isACL(_ place: Int?) -> Bool { place == (isEgress ? 1 : 0) }
        func isGroup(_ place: Int?) -> Bool { place == (isEgress ? 0 : 1) }
        var firstNo: Int? { path.firstIndex(of: .deny) }
        var firstUndetermined: Int? { path.firstIndex(of: .undetermined) }

        var isTCP: Bool { answers.ipProtocol == .tcp }
    }

    private struct Row: Sendable {
        let action: FlowAction
        let verdict: Verdict
        let fits: @Sendable (Situation) -> Bool

        init(
            _ action: FlowAction, _ verdictClass: VerdictClass, _ reason: VerdictReason,
            _ fits: @escaping @Sendable (Situation) -> Bool
        ) {
            self.action = action
            verdict = Verdict(verdictClass, reason)
            self.fits = fits
        }
    }

    /// The rows from "N deny, F no and R no" down; those above are not about answers.
    private static let rows: [Row] = [
        // N deny, F no and R no
        Row(.accept, .anomalous, .acceptedAgainstBoth) { $0.n == .deny && $0.f == .deny && $0.r == .deny },
        // N deny, otherwise
        Row(.accept, .anomalous, .acceptedAgainstNACL) { $0.n == .deny },
        // F no and R no
        Row(.accept, .anomalous, .acceptedWithoutSGRule) { $0.f == .deny && $0.r == .deny },
        // the interface carries no security group
        Row(.accept, .allowedBySG, .noSecurityGroup) { $0.f == .notApplied },
        // F yes, or R yes (the credited one), where F is not yes and R is merely presumed
        Row(.accept, .allowedBySG, .presumedReturn) { $0.creditsR && $0.f != .permit && $0.isPresumed },
        // F yes, or R yes (the credited one)
        Row(.accept, .allowedBySG, .returnTraffic) { $0.creditsR },
        Row(.accept, .allowedBySG, .rule) { $0.f == .permit },
        // F or R maybe
        Row(.accept, .allowedBySG, .undetermined) { $0.f == .undetermined || $0.r == .undetermined },
        // reject-reason is given and not -
        Row(.reject, .vpcBlocked, .statedReason) { $0.answers.statesRejectReason },
        // egress, F no, R yes, N deny (a reply that the ACL stopped)
        Row(.reject, .naclBlocked, .rule) {
            $0.isEgress && $0.f == .deny && $0.r == .permit && $0.n == .deny
        },
        // the first layer in path order that says no is the ACL
        Row(.reject, .naclBlocked, .rule) { $0.isACL($0.firstNo) },
        // ... is the group, R yes
        Row(.reject, .sgBlocked, .untrackedReturn) { $0.isGroup($0.firstNo) && $0.r == .permit },
        // ... is the group, R not yes
        Row(.reject, .sgBlocked, .noRule) { $0.isGroup($0.firstNo) },
        // no layer says no, one is undetermined (the first in path order)
        Row(.reject, .naclBlocked, .undetermined) { $0.isACL($0.firstUndetermined) },
        Row(.reject, .sgBlocked, .undetermined) { $0.isGroup($0.firstUndetermined) },
        // every layer permits, and it is TCP with tcp-flags that hold no SYN
        Row(.reject, .sgBlocked, .closedConnection) {
            guard let flags = $0.answers.tcpFlags else { return false }
            return $0.isTCP && flags & 2 == 0
        },
        // every layer permits, otherwise
        Row(.reject, .anomalous, .rejectedDespiteRules) { _ in true },
    ]

    /// The paragraph below the table.
    private static func certainty(_ situation: Situation) -> Certainty {
        let answers = situation.answers
        if answers.action == .accept {
            // "certain where the ACL denies it or R is no without a look at the ports; else likely"
            let isNoByItself = answers.evidence == .opened || answers.returnLookup == .deny
            return situation.n == .deny || isNoByItself ? .certain : .likely
        }
        // "possible where it is TCP without flags; else likely where the format has no reject-reason"
        if situation.isTCP, answers.tcpFlags == nil { return .possible }
        return answers.formatHasRejectReason ? .certain : .likely
    }

    private static func expected(_ answers: LayerAnswers) -> Verdict? {
        let situation = Situation(answers)
        var verdict = rows.first { $0.action == answers.action && $0.fits(situation) }?.verdict
        if verdict?.verdictClass == .anomalous { verdict?.certainty = certainty(situation) }
        return verdict
    }

    private static let outcomes: [LayerOutcome] = [.notApplied, .permit, .deny, .undetermined]
    /// Groups are asked in both readings or, where the interface carries none, in neither.
    private static let readings: [(forward: LayerOutcome, returning: LayerOutcome)] =
        [(.notApplied, .notApplied)]
        + outcomes.dropFirst().flatMap { forward in outcomes.dropFirst().map { (forward, $0) } }
    private static let evidence: [ConnectionEvidence] = [
        .opened, .answered, .implausibleReturn, .presumedReturn, .plausibleReturn,
    ]

    /// Every combination of what the layers answer with every other thing that the table looks at.
    private static func forEachSituation(
        _ action: FlowAction, _ direction: TrafficDirection, _ ipProtocol: IPProtocol,
        _ body: (LayerAnswers) -> Void
    ) {
        let flags: [UInt8?] = [nil, 0, 1, 2, 4, 16, 18, 255]
        let ports: [(UInt16, UInt16)] = [
            (443, 50000), (50000, 443), (50000, 32768), (32767, 32768), (443, 80),
        ]
        for reading in readings {
            for acl in outcomes {
                for evidence in evidence {
                    for flags in flags {
                        for (source, destination) in ports {
                            for (states, has) in [(false, false), (false, true), (true, true)] {
                                body(
                                    LayerAnswers(
                                        action: action, direction: direction, ipProtocol: ipProtocol,
                                        sourcePort: source, destinationPort: destination, tcpFlags: flags,
                                        evidence: evidence, forward: reading.forward,
                                        returnLookup: reading.returning, networkACL: acl,
                                        statesRejectReason: states, formatHasRejectReason: has))
                            }
                        }
                    }
                }
            }
        }
    }

    @Test(arguments: [FlowAction.accept, .reject], [TrafficDirection.ingress, .egress])
    func everyCombinationGetsTheVerdictOfTheFirstRowThatFits(
        action: FlowAction, direction: TrafficDirection
    ) {
        for ipProtocol in [IPProtocol.tcp, .udp, .icmp] {
            var firstDifference: LayerAnswers?
            Self.forEachSituation(action, direction, ipProtocol) { answers in
                guard firstDifference == nil else { return }
                if answers.verdict != Self.expected(answers)
                    || answers.creditsReturn != Situation(answers).creditsR
                {
                    firstDifference = answers
                }
            }
            #expect(
                firstDifference == nil,
                "\(String(describing: firstDifference)): \(String(describing: firstDifference?.verdict))")
        }
    }

    @Test func everyRowIsReached() {
        var reached: Set<Int> = []
        for action in [FlowAction.accept, .reject] {
            for direction in TrafficDirection.allCases {
                Self.forEachSituation(action, direction, .tcp) { answers in
                    let situation = Situation(answers)
                    let row = Self.rows.firstIndex { $0.action == action && $0.fits(situation) }
                    reached.insert(row ?? -1)
                }
            }
        }
        #expect(reached == Set(Self.rows.indices))
    }
}
