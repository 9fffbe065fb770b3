import NetworkPrimitives
import NetworkRules
import RuleAnalysis
import RuleMatching

extension AuditReport {
    package static let schemaVersion = "1.0"

    /// The audit as one JSON object, complete, in a fixed order. Documentation/audit.md describes it.
    package var json: String {
        var writer = JSONWriter()
        writer.object { json in
            json.member("schema_version", Self.schemaVersion)
            json.member("partial", sources.isPartial)
            json.object("inputs", writeInputs)
            json.array("controls") { json in for outcome in audit.controls { write(outcome, to: &json) } }
            json.array("findings") { json in for finding in audit.findings { write(finding, to: &json) } }
            json.array("expired_suppressions") { json in
                for suppression in audit.expiredSuppressions { json.element { write(suppression, to: &$0) } }
            }
            json.array("unused_suppressions") { json in
                for suppression in audit.unusedSuppressions { json.element { write(suppression, to: &$0) } }
            }
            json.array("warnings", of: sources.warnings)
        }
        return writer.text
    }

    private func writeInputs(_ json: inout JSONWriter) {
        json.member("rules", rulesPath)
        json.array("logs", of: sources.logs)
        if let coverage = audit.coverage {
            json.object("coverage") { json in
                json.members(coverage.span)
                json.member("seconds", coverage.seconds)
                json.member("skipped_seconds", coverage.skippedSeconds)
                json.member("unread_inputs", coverage.unreadInputs)
                json.member("malformed_lines", coverage.malformedLines)
            }
        }
        json.array("failures") { json in
            for (file, message) in sources.failures {
                json.element { json in
                    json.member("file", file)
                    json.member("message", message)
                }
            }
        }
    }

    private func write(_ outcome: ControlOutcome, to json: inout JSONWriter) {
        json.element { json in
            json.member("benchmark", outcome.control.benchmark.rawValue)
            json.member("id", outcome.control.id)
            json.member("title", outcome.control.title)
            json.member("status", outcome.status.rawValue)
            json.member("findings", outcome.findingCount)
            json.member("missing", outcome.missing)
        }
    }

    private func write(_ finding: AuditFinding, to json: inout JSONWriter) {
        json.element { json in
            json.member("check", finding.check.id)
            json.member("severity", finding.severity.name)
            json.member("resource_type", finding.resource.kind.rawValue)
            json.member("resource", finding.resource.id)
            json.member("resource_name", finding.resource.name.isEmpty ? nil : finding.resource.name)
            json.array("rules") { json in for rule in finding.rules { json.element(audit.name(rule)) } }
            json.member("reason", finding.reason)
            json.member("fix", finding.fix)
            json.array("controls", of: controls(of: finding))
            if let evidence = finding.evidence {
                json.object("evidence") { json in
                    json.members(evidence.sums)
                    json.member("remotes", evidence.remotes)
                    json.members(evidence.seen)
                }
            }
            if let suppression = finding.suppression {
                json.object("suppression") { write(suppression, to: &$0) }
            }
        }
    }

    private func write(_ suppression: Suppression, to json: inout JSONWriter) {
        json.member("check", suppression.check.id)
        json.member("resource", suppression.resource)
        json.member("rule", suppression.rule)
        json.member("reason", suppression.reason)
        json.member("expires", suppression.expiry.map { UTCTime.text($0) })
        json.member("line", suppression.line)
    }
}
