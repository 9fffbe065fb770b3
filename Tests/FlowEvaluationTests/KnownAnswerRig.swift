import FlowEvaluation
import FlowLogs
import Foundation
import NetworkPrimitives
import NetworkRules
import RuleMatching
import TestSupport
import Testing

/// A rule set of which someone else has stated what becomes of a flow, asked through the product's own
/// loader, compiler and explainer.
struct KnownAnswerRig {
    let compiled: CompiledRuleSet
    /// What the loader warned of.
    let warnings: [RuleSetIssue.Cause]

    init(_ ruleSet: RuleSet, warnings: [RuleSetIssue.Cause] = []) throws {
        compiled = try RuleSetCompiler.compile(ruleSet)
        self.warnings = warnings
    }

    /// Loads files and directories of the corpus, with documents beside them, as one rule set.
    init(corpus paths: [String], documents: [String] = []) throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "rig-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        for (number, file) in try paths.flatMap(Self.corpusFiles).enumerated() {
            try FileManager.default.createSymbolicLink(
                at: folder.appending(path: "\(number)-\(file.lastPathComponent)"), withDestinationURL: file)
        }
        for (number, document) in documents.enumerated() {
            try Data(document.utf8).write(to: folder.appending(path: "document-\(number).json"))
        }
        let loaded = try RuleSetLoader.load(path: folder.path)
        try self.init(loaded.ruleSet, warnings: loaded.warnings.map(\.cause))
    }

    /// The files at or below `path` in the corpus.
    private static func corpusFiles(at path: String) throws -> [URL] {
        let url = try #require(SharedFolder.corpus).appending(path: path)
        guard url.pathExtension != "json" else { return [url] }
        let names = try FileManager.default.subpathsOfDirectory(atPath: url.path).sorted()
        return names.filter { $0.hasSuffix(".json") }.map { url.appending(path: $0) }
    }

    /// The output of `describe-network-interfaces` for one interface.
    static func interfaceDocument(
        _ id: String = "eni-0a", vpc: String, subnet: String, address: String, ipv6: String? = nil,
        groups: [String]
    ) throws -> String {
        let interface: [String: Any] = [
            "NetworkInterfaceId": id, "VpcId": vpc, "SubnetId": subnet, "PrivateIpAddress": address,
            "Ipv6Addresses": [ipv6].compactMap { $0.map { ["Ipv6Address": $0] } },
            "Groups": groups.map { ["GroupId": $0] },
        ]
        return try json(["NetworkInterfaces": [interface]])
    }

    static func json(_ object: [String: Any]) throws -> String {
        String(decoding: try JSONSerialization.data(withJSONObject: object), as: UTF8.self)
    }
}

// MARK: - Questions

extension KnownAnswerRig {
    /// Explains the record that the interface with the private address `local` logs of `flow`.
    func explain(
        _ flow: KnownAnswerFlow, at local: String, logged action: FlowAction = .accept
    ) throws -> FlowExplanation {
        let interface = compiled.ruleSet.interfaces[try number(ofInterfaceAt: local)].id
        return try FlowExplainer(compiled).explain(
            flow.line(interface: interface, action), format: KnownAnswerFlow.format)
    }

    /// The verdict as `class/reason` or `class/reason/certainty`.
    func verdict(_ flow: KnownAnswerFlow, at local: String, logged action: FlowAction) throws -> String {
        Self.text(try explain(flow, at: local, logged: action).verdict)
    }

    /// The verdict on a line of the default format, in the same form.
    func verdict(line: String) throws -> String {
        Self.text(try FlowExplainer(compiled).explain(line, format: .version2).verdict)
    }

    private static func text(_ verdict: Verdict) -> String {
        [verdict.verdictClass.name, verdict.reason.name, verdict.certainty?.name].compactMap(\.self)
            .joined(separator: "/")
    }

    /// What the layers of the interface with the private address `local` say of `flow` in the forward
    /// reading, as of a connection's first packet.
    func layers(_ flow: KnownAnswerFlow, at local: String) throws -> KnownAnswer {
        let explanation = try explain(flow, at: local)
        let evaluated = try #require(explanation.evaluated, "\(explanation.verdict)")
        return KnownAnswer(
            evaluated.answers.direction, groups: groups(evaluated), networkACL: networkACL(evaluated))
    }

    private func groups(_ evaluated: FlowExplanation.Evaluated) -> KnownAnswer.Groups {
        func names(_ match: ExplainedRule.Match) -> [String] {
            evaluated.forward.filter { $0.match == match }.map { name($0.rule) }.sorted()
        }
        switch evaluated.answers.forward {
        case .notApplied: return .notApplied
        case .permit: return .permit(by: names(.yes))
        case .deny: return .deny(by: compiled.ruleSet.interfaces[evaluated.interface].groupIDs.sorted())
        case .undetermined: return .undetermined(by: names(.maybe))
        }
    }

    private func networkACL(_ evaluated: FlowExplanation.Evaluated) -> KnownAnswer.NetworkACL {
        guard evaluated.answers.networkACL != .notApplied,
            let acl = compiled.networkACL(ofInterface: evaluated.interface)
        else { return .notApplied }
        let id = compiled.ruleSet.networkACLs[acl].id
        let rule = evaluated.networkACL.decision.rule.flatMap { Int(compiled.ruleName($0)) }
        switch (evaluated.answers.networkACL, rule) {
        case (.permit, let rule?): return .permit(by: id, rule)
        case (.deny, let rule?): return .deny(by: id, rule)
        default: return .undetermined(by: id)
        }
    }

    func name(_ rule: NumberedRule) -> String {
        switch rule {
        case .securityGroup(let group, let direction, let rule):
            let group = compiled.ruleSet.securityGroups[group]
            return group.rules(direction)[rule].name(inGroup: group.id, direction)
        case .networkACL(let acl, let direction, let entry):
            return "\(compiled.ruleSet.networkACLs[acl].entries(direction)[entry].ruleNumber)"
        case .networkACLDefault(_, _, let family):
            return "\(NetworkACL.defaultRuleNumber(family))"
        }
    }

    /// Every port on which the groups of the interface with the private address `local` permit `remote`.
    func permittedPorts(
        _ direction: TrafficDirection, at local: String, remote: String, ipProtocol: IPProtocol = .tcp
    ) throws -> [ClosedRange<UInt16>] {
        let table = try #require(compiled.interfaces.facts[try number(ofInterfaceAt: local)].groupTable)
        let addressClass = compiled.addresses.addressClass(of: try #require(IPAddress(remote)))
        let keys = (UInt16.min...UInt16.max).map { port in
            DecisionKey(
                table: table + UInt32(direction.rawValue), addressClass: addressClass,
                serviceClass: compiled.services.serviceClass(ipProtocol, port: port))
        }
        var matcher = RuleMatcher(compiled)
        var answers = [LayerAnswer](repeating: .notApplied, count: keys.count)
        matcher.decide(keys, 0..<keys.count, into: &answers)
        var ranges: [ClosedRange<UInt16>] = []
        for (port, answer) in answers.enumerated() where answer.outcome == .permit {
            let port = UInt16(port)
            if let last = ranges.last, last.upperBound == port &- 1 {
                ranges[ranges.count - 1] = last.lowerBound...port
            } else {
                ranges.append(port...port)
            }
        }
        return ranges
    }

    private func number(ofInterfaceAt local: String) throws -> Int {
        let address = try #require(IPAddress(local))
        let numbers = compiled.ruleSet.interfaces.indices.filter {
            compiled.ruleSet.interfaces[$0].addresses.contains(address)
        }
        try #require(numbers.count == 1, "\(numbers.count) interfaces have \(local)")
        return numbers[0]
    }
}
