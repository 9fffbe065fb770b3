import FlowEvaluation
import FlowLogs
import NetworkPrimitives
import NetworkRules
import RuleMatching

/// Judges flow logs inside another program: by rules from files, and by rules that the program makes itself.
///
///     EmbeddingExample RULES LOG...
@main
enum Embedding {
    static func main() throws {
        let arguments = CommandLine.arguments.dropFirst()
        guard let rules = arguments.first, arguments.count > 1 else {
            return print("usage: EmbeddingExample RULES LOG...")
        }
        try judgeArchive(rules: rules, logs: Array(arguments.dropFirst()))
        try judgeOneRecord()
    }

    /// Streams an archive, and looks at every anomalous record as it is found.
    static func judgeArchive(rules: String, logs: [String]) throws {
        let loaded = try RuleSetLoader.load(path: rules)
        let compiled = try RuleSetCompiler.compile(loaded.history)
        let plan = EvaluationPipeline.Plan(inputs: try ArchiveDiscovery.inputs(logs), threads: 2)
        let result = EvaluationPipeline(compiled, plan).run { record in
            guard record.verdict.verdictClass == .anomalous, record.verdict.certainty == .certain,
                let source = record.source, let destination = record.destination
            else { return }
            print(
                "anomalous: \(source) -> \(destination), \(record.verdict.reason.name), line \(record.line)")
        }
        for verdictClass in VerdictClass.allCases {
            print("\(verdictClass.name): \(result.tally.sums(verdictClass).records) records")
        }
        if result.isPartial { print("not everything could be read: \(result.failures)") }
    }

    /// Asks about one line, by rules that no file holds.
    static func judgeOneRecord() throws {
        let web = SecurityGroup(
            id: "sg-web", vpcID: "vpc-1",
            ingress: [
                SecurityGroupRule(
                    traffic: .ports(.tcp, PortRange(443, 443)), peer: .cidr(try CIDRBlock("0.0.0.0/0")))
            ])
        let server = NetworkInterface(
            id: "eni-1", vpcID: "vpc-1", addresses: [.ipv4(IPv4Address(0x0a00_010a))], groupIDs: [web.id])
        let compiled = try RuleSetCompiler.compile(RuleSet(securityGroups: [web], interfaces: [server]))
        let explanation = try FlowExplainer(compiled).explain(
            "2 1 eni-1 192.0.2.7 10.0.1.10 50000 22 6 10 840 1767225600 1767225659 ACCEPT OK",
            format: .version2)
        print(
            "tcp/22 was let in: \(explanation.verdict.verdictClass.name), \(explanation.verdict.reason.name)")
    }
}
