import NetworkPrimitives
import NetworkRules
import RuleMatching
import Yams

/// A finding that somebody has decided to live with, why, and until when.
package struct Suppression: Hashable, Sendable {
    package var check: AuditCheck
    /// Id of the resource; nil stands for any.
    package var resource: String?
    /// Name of the rule: its `sgr-…` id, an entry's number, or as verdict records name it; nil stands for any.
    package var rule: String?
    package var reason: String
    /// Unix seconds of the moment from which on it no longer counts; nil for never.
    package var expiry: UInt64?
    /// Line of the file that it stands in.
    package var line: Int

    /// Bytes that a file of suppressions may have: some thousands of them, and reading YAML takes fifty times as much memory.
    package static let maximumLength = 1 << 20

    package func isExpired(at time: UInt64) -> Bool { expiry.map { $0 <= time } ?? false }

    /// - Parameter names: of the finding's rules, all that each may be called.
    func fits(_ finding: AuditFinding, _ names: [Set<String>]) -> Bool {
        check == finding.check && resource ?? finding.resource.id == finding.resource.id
            && (rule.map { rule in !names.isEmpty && names.allSatisfy { $0.contains(rule) } } ?? true)
    }
}

/// What is wrong with a file of suppressions.
package struct SuppressionError: Error, Hashable, Sendable {
    /// From 1; nil for the file as a whole.
    package var line: Int?
    package var text: String

    /// `FILE:LINE: what is wrong`.
    package func message(file: String) -> String {
        "\(file)\(line.map { ":\($0)" } ?? ""): \(text)"
    }
}

extension Suppression {
    /// Reads a file of suppressions, YAML or JSON: `suppressions`, a list of objects with the keys `check`, `resource`,
    /// `rule`, `reason` and `expires`.
    ///
    /// - Throws: `SuppressionError` for the first thing that is wrong: a finding must not go unseen by a slip.
    package static func read(_ text: String) throws(SuppressionError) -> [Suppression] {
        let root: Node?
        do {
            root = try Yams.compose(yaml: text)
        } catch let error as YamlError {
            throw SuppressionError(yaml: error)
        } catch {
            throw SuppressionError(line: nil, text: "\(error)")
        }
        guard let root, let list = root["suppressions"]?.sequence else {
            throw SuppressionError(
                line: root?.mark?.line,
                text:
                    "expected a list named suppressions, of objects with check, resource, reason and expires")
        }
        var suppressions: [Suppression] = []
        for node in list { suppressions.append(try Suppression(node)) }
        return suppressions
    }

    private static let keys = ["check", "resource", "rule", "reason", "expires"]

    private init(_ node: Node) throws(SuppressionError) {
        let line = node.mark?.line ?? 1
        guard let mapping = node.mapping else {
            throw SuppressionError(
                line: line, text: "expected an object with check, resource, reason and expires")
        }
        var values: [String: String] = [:]
        for (key, value) in mapping {
            let name = key.string ?? ""
            guard Self.keys.contains(name) else {
                throw SuppressionError(
                    line: key.mark?.line ?? line,
                    text: "there is no key \(name) in a suppression; its keys are \(WordList.text(Self.keys))"
                        + NearestWord.hint(Self.keys, to: name)
                )
            }
            guard let text = value.scalar?.string, !text.isEmpty else {
                throw SuppressionError(line: value.mark?.line ?? line, text: "\(name) has to be text")
            }
            values[name] = text
        }
        func required(_ key: String, _ what: String) throws(SuppressionError) -> String {
            guard let value = values[key] else {
                throw SuppressionError(line: line, text: "the suppression has no \(key): \(what)")
            }
            return value
        }
        let id = try required("check", "the id of the finding")
        guard let check = AuditCheck(rawValue: id) else {
            let ids = AuditCheck.allCases.map(\.id)
            throw SuppressionError(
                line: line,
                text: "there is no check \(id); ids are \(ids.joined(separator: ", "))"
                    + NearestWord.hint(ids, to: id))
        }
        let resource = try required("resource", "the id of a group, ACL or other resource, or * for any")
        self.init(
            check: check, resource: resource == "*" ? nil : resource, rule: values["rule"],
            reason: try required("reason", "why the finding may stand"),
            expiry: try Self.expiry(try required("expires", "a date such as 2027-01-31, or never"), line),
            line: line)
    }

    /// A date counts to its end.
    private static func expiry(_ text: String, _ line: Int) throws(SuppressionError) -> UInt64? {
        if text == "never" { return nil }
        guard let time = RFC3339Time.seconds(text) else {
            throw SuppressionError(
                line: line, text: "expires takes a date such as 2027-01-31, or never; got \(text)")
        }
        return text.utf8.count == "2027-01-31".utf8.count ? time + 86400 : time
    }
}

extension SuppressionError {
    fileprivate init(yaml error: YamlError) {
        let problem = error.problem
        self.init(line: problem?.line, text: "invalid YAML: \(problem?.text ?? "\(error)")")
    }
}
