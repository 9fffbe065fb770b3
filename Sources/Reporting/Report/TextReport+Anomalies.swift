import FlowEvaluation
import FlowLogs
import NetworkPrimitives

extension TextReport {
    /// What rules do not explain: certain and likely ones first, possible ones apart.
    func appendAnomalies(to layout: inout TextLayout) {
        let anomalies = result.tally.verdicts.filter { $0.verdict.verdictClass == .anomalous }
        let firm = anomalies.filter { $0.verdict.certainty != .possible }
            .sorted { Self.rank($0.verdict) < Self.rank($1.verdict) }
        let possible = anomalies.filter { $0.verdict.certainty == .possible }
        if !firm.isEmpty {
            layout.section("ANOMALIES")
            for (verdict, sums) in firm { append(verdict, sums, to: &layout) }
        }
        if !possible.isEmpty {
            layout.section("POSSIBLE ANOMALIES")
            layout.paragraph(
                "Each may be a packet that came after its connection was closed, which is refused whatever "
                    + "the rules say." + tellingFields,
                indent: 2)
            for (verdict, sums) in possible { append(verdict, sums, to: &layout) }
        }
    }

    /// Certain before likely, then in the order of the contract.
    private static func rank(_ verdict: Verdict) -> Int {
        Int(verdict.certainty?.rawValue ?? 0) * Verdict.codeCount + verdict.code
    }

    /// The fields that some format lacks and that would tell what a possible anomaly is.
    private var tellingFields: String {
        let fields = [FlowLogField.tcpFlags, .rejectReason].filter(input.someFormatLacks)
        guard !fields.isEmpty else { return "" }
        let names = fields.map(\.rawValue).joined(separator: " and ")
        return " With \(names) in the log's format it can be told."
    }

    private func append(_ verdict: Verdict, _ sums: FlowSums, to layout: inout TextLayout) {
        let flows = result.anomalousFlows
        layout.blank()
        layout.paragraph(
            "\(verdict.reason.name), \(verdict.certainty?.name ?? "certain"): "
                + "\(QuantityText.count(sums.records, "record")), \(QuantityText.size(sums.bytes))",
            indent: 2)
        layout.paragraph(Self.meaning(verdict), indent: 2)
        if flows.isApproximate(verdict) {
            layout.paragraph(
                "There are more groups than are kept: the counts below are approximate (at least).", indent: 2
            )
        }
        for (key, flow) in flows.heaviest(verdict, Self.maximumGroups) {
            layout.paragraph(
                "\(flowText(key)): \(QuantityText.count(flow.sums.records, "record"))", indent: 4, hanging: 2)
            let seen = flow.seen.isEmpty ? "" : "first seen \(UTCTime.text(flow.seen.first)), "
            layout.paragraph(
                "\(seen)\(input.inputName(flow.firstInput)):\(flow.firstLine)", indent: 6, hanging: 2)
        }
        let rest = flows.count(verdict) - Self.maximumGroups
        if rest > 0 {
            let least = flows.isApproximate(verdict) ? "at least " : ""
            layout.paragraph(
                "... and \(least)\(QuantityText.count(rest)) more (the JSON report lists up to "
                    + "\(QuantityText.count(JSONReport.maximumGroups)))",
                indent: 4)
        }
    }

    private func flowText(_ key: AnomalousFlowKey) -> String {
        let source = key.source?.description ?? "-"
        let destination = key.destination?.description ?? "-"
        let service = IPProtocol(key.ipProtocol).description
        let ports =
            switch (key.sourcePort, key.destinationPort) {
            case (nil, nil): service
            case (nil, let port?): "\(service)/\(port)"
            case (let port?, nil): "\(service) from port \(port)"
            case (let source?, let destination?): "\(service)/\(destination) from port \(source)"
            }
        return "\(input.interfaceID(key.interface)) \(key.direction) \(source) -> \(destination) \(ports)"
    }

    private static func meaning(_ verdict: Verdict) -> String {
        switch verdict.reason {
        case .acceptedAgainstBoth: "Accepted although the network ACL and the security groups deny it."
        case .acceptedAgainstNACL: "Accepted although the network ACL denies it."
        case .acceptedWithoutSGRule: "Accepted although no security-group rule permits it."
        default: "Rejected although the network ACL and the security groups permit it."
        }
    }
}
