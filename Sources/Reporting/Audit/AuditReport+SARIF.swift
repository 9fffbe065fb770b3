import NetworkRules
import RuleAnalysis

// The audit in the format that code-scanning tools read.
//
// *Source: OASIS, "Static Analysis Results Interchange Format (SARIF) Version 2.1.0".*

extension AuditReport {
    package var sarif: String {
        var writer = JSONWriter()
        let checks = AuditCheck.allCases
        let ids = Set(audit.findings.map(\.resource.id))
        let lines = RuleSetTextPlace.lines(of: places.filter { ids.contains($0.key) })
        writer.object { json in
            json.member("$schema", "https://json.schemastore.org/sarif-2.1.0.json")
            json.member("version", "2.1.0")
            json.array("runs") { json in
                json.element { json in
                    json.object("tool") { json in
                        json.object("driver") { json in
                            json.member("name", "FlowVerdict")
                            json.member("version", version)
                            json.array("rules") { json in for check in checks { write(check, to: &json) } }
                        }
                    }
                    json.array("invocations") { json in
                        json.element { json in json.member("executionSuccessful", !sources.isPartial) }
                    }
                    json.array("results") { json in
                        for finding in audit.findings { write(finding, checks, lines, to: &json) }
                    }
                }
            }
        }
        return writer.text
    }

    private func write(_ check: AuditCheck, to json: inout JSONWriter) {
        json.element { json in
            json.member("id", check.id)
            json.object("shortDescription") { $0.member("text", check.title) }
            json.object("fullDescription") { $0.member("text", check.help) }
            json.object("help") { $0.member("text", check.help) }
            json.object("properties") { json in
                // Alerts are ranked by that of the rule: the gravest of its findings.
                if let severity = audit.findings.filter({ $0.check == check }).map(\.severity).max() {
                    json.member("security-severity", Self.score(severity))
                }
                json.array("tags") { json in
                    for control in BenchmarkControl.all
                    where control.checks.contains(check) && control.benchmark != .practice {
                        json.element(control.id)
                    }
                }
            }
        }
    }

    private func write(
        _ finding: AuditFinding, _ checks: [AuditCheck], _ lines: [String: Int], to json: inout JSONWriter
    ) {
        json.element { json in
            json.member("ruleId", finding.check.id)
            json.member("ruleIndex", checks.firstIndex(of: finding.check))
            json.member("level", Self.level(finding.severity))
            let logs = evidence(of: finding).map { " In the logs, \($0)." } ?? ""
            json.object("message") { $0.member("text", "\(finding.reason)\(logs) \(finding.fix)") }
            json.array("locations") { json in json.element { writeLocation(finding, lines, to: &$0) } }
            json.object("partialFingerprints") { $0.member("finding/v1", fingerprint(of: finding)) }
            if let suppression = finding.suppression {
                json.array("suppressions") { json in
                    json.element { json in
                        json.member("kind", "external")
                        json.member("status", "accepted")
                        json.member("justification", suppression.reason)
                    }
                }
            }
            json.object("properties") { json in
                json.member("security-severity", Self.score(finding.severity))
                json.member("severity", finding.severity.name)
            }
        }
    }

    private func writeLocation(_ finding: AuditFinding, _ lines: [String: Int], to json: inout JSONWriter) {
        json.object("physicalLocation") { json in
            json.object("artifactLocation") {
                $0.member("uri", Self.reference(to: places[finding.resource.id]?.file ?? rulesPath))
            }
            // Scanning services refuse a result without a line.
            json.object("region") { $0.member("startLine", lines[finding.resource.id] ?? 1) }
        }
        json.array("logicalLocations") { json in
            let names = finding.rules.isEmpty ? [finding.resource.id] : finding.rules.map { audit.name($0) }
            for name in names {
                json.element { json in
                    json.member("fullyQualifiedName", name)
                    json.member("kind", "resource")
                }
            }
        }
    }

    private static func level(_ severity: AuditSeverity) -> String {
        switch severity {
        case .critical, .high: "error"
        case .medium: "warning"
        case .low, .info: "note"
        }
    }

    /// From 0 to 10, as the scores of vulnerabilities.
    private static func score(_ severity: AuditSeverity) -> String {
        switch severity {
        case .critical: "9.5"
        case .high: "8.0"
        case .medium: "5.5"
        case .low: "3.0"
        case .info: "1.0"
        }
    }

    /// A path as a reference to a file (RFC 3986): relative as it is, absolute as a `file` URI.
    static func reference(to path: String) -> String {
        var reference = path.hasPrefix("/") ? "file://" : ""
        for byte in path.utf8 {
            switch Unicode.Scalar(byte) {
            case "a"..."z", "A"..."Z", "0"..."9", "-", ".", "_", "~", "/":
                reference.unicodeScalars.append(Unicode.Scalar(byte))
            default:
                let digits = String(byte, radix: 16, uppercase: true)
                reference += "%" + (digits.count == 1 ? "0" + digits : digits)
            }
        }
        return reference
    }
}
