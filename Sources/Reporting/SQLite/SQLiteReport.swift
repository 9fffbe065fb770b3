import FlowEvaluation
import GRDB
import NetworkPrimitives
import NetworkRules
import RuleAnalysis
import RuleMatching

/// What a database holds of an evaluation. Numbers beyond 2^63 - 1, the largest of SQLite's, stand as that.
package struct SQLiteReport {
    private let input: ReportInput
    private let logs: FlowEvidence?
    private let version: String

    /// - Parameters:
    ///   - logs: of an evaluation that summed the flows that rules let through; without it the table of flows is empty.
    ///   - version: `flowverdict`'s.
    package init(_ input: ReportInput, logs: FlowEvidence?, version: String) {
        self.input = input
        self.logs = logs
        self.version = version
    }

    func insert(into database: Database) throws {
        try insertRun(database)
        try insertVerdicts(database)
        try insertRules(database)
        try insertInterfaces(database)
        try insertAnomalies(database)
        try insertFlows(database)
        try insertProblems(database)
    }

    private typealias Value = (any DatabaseValueConvertible)?

    private func insert(_ values: [Value], into table: String, _ database: Database) throws {
        let places = values.map { _ in "?" }.joined(separator: ", ")
        try database.cachedStatement(sql: "INSERT INTO \(table) VALUES (\(places))")
            .execute(arguments: StatementArguments(values))
    }

    private func number(_ value: UInt64) -> Int64 { Int64(clamping: value) }

    private func sums(_ sums: FlowSums) -> [Value] {
        [number(sums.records), number(sums.packets), number(sums.bytes)]
    }

    private func seen(_ seen: TimeSpan) -> [Value] {
        seen.isEmpty ? [nil, nil] : [number(seen.first), number(seen.last)]
    }

    private func insertRun(_ database: Database) throws {
        let result = input.result
        let span = result.tally.span
        let facts: [(String, String?)] = [
            ("schema_version", SQLiteSchema.version), ("flowverdict_version", version),
            ("rules", input.rulesPath), ("logs", input.logs.joined(separator: " ")),
            ("partial", result.isPartial ? "1" : "0"), ("inputs", "\(result.inputs.count)"),
            ("records", "\(result.lines.records)"), ("malformed_lines", "\(result.lines.malformed)"),
            ("repeated_inputs", "\(result.repeated.count)"),
            ("first_seen", span.isEmpty ? nil : "\(span.first)"),
            ("last_seen", span.isEmpty ? nil : "\(span.last)"),
            ("skipped_seconds", "\(result.skipped.seconds(within: span))"),
            ("flows_complete", logs?.result.aggregates.isComplete == true ? "1" : "0"),
        ]
        for (name, value) in facts { try insert([name, value], into: "run", database) }
    }

    private func insertVerdicts(_ database: Database) throws {
        for verdictClass in VerdictClass.allCases {
            for row in ReasonRow.rows(of: verdictClass, input.result.tally) {
                try insert(
                    [verdictClass.name, row.reason, row.certainty?.name] + sums(row.sums), into: "verdicts",
                    database)
            }
        }
        let (seconds, intervals) = input.result.timeline.intervals(atMost: 10_000)
        for (start, counts) in intervals {
            for verdictClass in VerdictClass.allCases where counts[Int(verdictClass.rawValue)] > 0 {
                try insert(
                    [
                        number(start), number(seconds), verdictClass.name,
                        number(counts[Int(verdictClass.rawValue)]),
                    ], into: "timeline", database)
            }
        }
    }

    private func insertRules(_ database: Database) throws {
        let compiled = input.compiled
        let states = RuleStates(compiled, input.result.tally)
        let layers = [
            ("security-group", compiled.securityGroupRules), ("network-acl", compiled.networkACLRules),
        ]
        for (layer, rules) in layers {
            for index in rules {
                let rule = RuleDescription(index, compiled)
                let usage = input.result.tally.usage(of: index)
                let words: [Value] = [
                    layer, rule.ownerID, rule.name, rule.direction.description,
                    rule.action == .allow ? "allow" : "deny", rule.typeName, rule.protocolText,
                    rule.portsText,
                    rule.peerText, states[index]?.rawValue,
                ]
                let counts: [Value] = [number(usage.acceptedRecords), number(usage.soleHits.records)]
                try insert(words + sums(usage.hits) + counts + seen(usage.seen), into: "rules", database)
            }
        }
    }

    /// The interfaces with records.
    private func insertInterfaces(_ database: Database) throws {
        let compiled = input.compiled
        let names = Dictionary(
            compiled.ruleSet.securityGroups.map { ($0.id, $0.name) }, uniquingKeysWith: { first, _ in first })
        for (number, id) in compiled.interfaceIDs.enumerated() {
            guard let classes = input.result.tally.interfaces.sums(ofInterface: number) else { continue }
            let interface = compiled.ruleSet.interfaces[number]
            let acl = compiled.networkACL(ofInterface: number).map { compiled.ruleSet.networkACLs[$0].id }
            try insert([id, interface.vpcID, interface.subnetID, acl], into: "interfaces", database)
            for group in interface.groupIDs {
                try insert([id, group, names[group]], into: "interface_groups", database)
            }
            for (verdictClass, sums) in zip(VerdictClass.allCases, classes) where sums.records > 0 {
                try insert([id, verdictClass.name] + self.sums(sums), into: "interface_verdicts", database)
            }
        }
        for (name, traffic) in input.result.tally.unknownInterfaces.traffic.sorted(by: { $0.key < $1.key }) {
            try insert(
                [name] + sums(traffic.sums) + seen(traffic.seen), into: "unknown_interfaces", database)
        }
    }

    private func insertAnomalies(_ database: Database) throws {
        for (verdict, _) in input.result.tally.verdicts where verdict.verdictClass == .anomalous {
            for (key, flow) in input.result.anomalousFlows.heaviest(verdict, AnomalousFlows.capacity) {
                let words: [Value] = [
                    verdict.reason.name, verdict.certainty?.name, input.interfaceID(key.interface),
                    key.direction.description, key.source?.description, key.sourcePort.map { Int64($0) },
                    key.destination?.description, key.destinationPort.map { Int64($0) },
                    Int64(key.ipProtocol),
                ]
                let place: [Value] = [input.inputName(flow.firstInput), number(flow.firstLine)]
                try insert(words + sums(flow.sums) + seen(flow.seen) + place, into: "anomalies", database)
            }
        }
    }

    private func insertFlows(_ database: Database) throws {
        for flow in logs?.flows ?? [] {
            let key = flow.key
            let words: [Value] = [
                input.interfaceID(key.interface), key.direction.description, key.remote.description,
                Int64(key.ipProtocol.number), Int64(key.port), key.isReturn,
                key.verdict?.reason.name ?? "",
            ]
            try insert(words + sums(flow.sums) + seen(flow.seen), into: "flows", database)
        }
    }

    private func insertProblems(_ database: Database) throws {
        for (number, failure) in input.result.failures {
            try insert(
                ["unread-input", input.inputName(number), failure.message, nil], into: "problems", database)
        }
        for (kind, number, lines) in input.malformed {
            try insert(
                [
                    "malformed-line", "\(input.inputName(number)):\(lines.firstLine)",
                    "\(kind.text): found \(lines.found); expected \(lines.expected)",
                    self.number(lines.count),
                ], into: "problems", database)
        }
        for warning in input.ruleSetWarnings {
            try insert(["rule-set", nil, warning, nil], into: "problems", database)
        }
    }
}
