import FlowEvaluation
import FlowLogs

/// What limits the verdicts of an evaluation, and what would lift the limit, the gravest first.
struct Advice {
    private let input: ReportInput
    private let tally: EvaluationTally

    init(_ input: ReportInput) {
        self.input = input
        tally = input.result.tally
    }

    var sentences: [String] {
        [
            unreadable, unknownInterface, missingField, unknownDirection, flags, rejectReason,
            undetermined, withoutACL, skipped, repeated, reversed, malformed,
        ].compactMap { $0 }
    }

    private func records(_ reason: VerdictReason, _ verdictClass: VerdictClass) -> UInt64 {
        tally.sums(Verdict(verdictClass, reason)).records
    }

    private func count(_ records: UInt64) -> String { QuantityText.count(records, "record") }

    private var unreadable: String? {
        guard !input.result.failures.isEmpty else { return nil }
        return "Fetch again or repair what could not be read (see PARTIAL above), and run once more."
    }

    private var unknownInterface: String? {
        let records = records(.unknownInterface, .notEvaluated)
        guard records > 0 else { return nil }
        return "\(count(records)) of interfaces that the rule set lacks: capture `aws ec2 "
            + "describe-network-interfaces` of every account and region in the logs, close to them in time."
    }

    private var missingField: String? {
        let records = records(.missingField, .notEvaluated)
        guard records > 0 else { return nil }
        let lacking = FlowLogField.required.filter { field in
            input.result.formats.contains { $0.missingForEvaluation.contains(field) }
        }
        guard !lacking.isEmpty else {
            return
                "\(count(records)) with - in a field that verdicts need; add log-status to the log's format "
                + "where it lacks that, so that intervals without traffic are told apart."
        }
        return "\(count(records)) that lack fields that verdicts need: add "
            + "\(lacking.map(\.rawValue).joined(separator: ", ")) to the log's format."
    }

    private var unknownDirection: String? {
        let records = records(.unknownDirection, .notEvaluated)
        guard records > 0 else { return nil }
        return "\(count(records)) whose direction the addresses do not tell: add flow-direction to the log's "
            + "format, or capture the interfaces closer to the logs in time."
    }

    private var flags: String? {
        guard input.someFormatLacks(.tcpFlags) else { return nil }
        let doubtful = tally.verdicts.reduce(into: FlowSums()) { sums, entry in
            let isPresumed = entry.verdict.reason == .presumedReturn
            let isUnsure = entry.verdict.certainty == .likely || entry.verdict.certainty == .possible
            if isPresumed || isUnsure { sums += entry.sums }
        }
        guard doubtful.records > 0 else { return nil }
        return "\(count(doubtful.records)) judged by ports alone (likely, possible, presumed-return): add "
            + "tcp-flags to the log's format, which shows who opened a connection."
    }

    private var rejectReason: String? {
        guard input.someFormatLacks(.rejectReason) else { return nil }
        let rejected = Certainty.allCases.reduce(into: FlowSums()) { sums, certainty in
            sums += tally.sums(Verdict(.anomalous, .rejectedDespiteRules, certainty))
        }
        guard rejected.records > 0 else { return nil }
        return "\(count(rejected.records)) rejected despite the rules may have been refused by Block Public "
            + "Access or encryption controls: add reject-reason to the log's format."
    }

    private var undetermined: String? {
        let classes: [VerdictClass] = [.allowedBySG, .sgBlocked, .naclBlocked]
        let open = classes.reduce(into: FlowSums()) { sums, verdictClass in
            sums += tally.sums(Verdict(verdictClass, .undetermined))
        }
        guard open.records > 0 else { return nil }
        return
            "\(count(open.records)) undetermined: the rule set lacks entries of prefix lists (capture `aws ec2 "
            + "get-managed-prefix-list-entries`) or groups, or rules name ICMP types, which logs do not carry."
    }

    private var withoutACL: String? {
        let interfaces = input.interfacesWithoutACL
        guard let first = interfaces.first else { return nil }
        return
            "\(QuantityText.count(interfaces.count, "interface")) with records but without a known network "
            + "ACL (such as \(input.interfaceID(UInt32(first)))), judged by groups alone: capture `aws ec2 "
            + "describe-network-acls` and `describe-subnets`."
    }

    private var skipped: String? {
        let records = records(.skippedData, .notEvaluated)
        guard records > 0 else { return nil }
        return "\(count(records)) of status SKIPDATA: the cloud lost records there, each line may stand for "
            + "many; counts are too low by an unknown amount."
    }

    private var repeated: String? {
        let repeated = input.result.repeated
        guard repeated.count > 0 else { return nil }
        return "\(QuantityText.count(repeated.count, "input")) with the very bytes of others: "
            + "\(count(repeated.records)) count twice. Give each file once."
    }

    private var reversed: String? {
        let records = input.result.tally.recordsOfReversedTime
        guard records > 0 else { return nil }
        return
            "\(count(records)) that end before they begin: their times were taken as they stand; look at what "
            + "wrote them."
    }

    private var malformed: String? {
        let lines = input.result.lines.malformed
        guard lines > 0 else { return nil }
        return
            "\(QuantityText.count(lines, "line")) malformed: if the log has no header line, name its format "
            + "with --format."
    }
}
