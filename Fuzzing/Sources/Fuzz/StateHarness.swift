import FlowEvaluation
import FlowLogs
import GzipInput
import NetworkPrimitives
import NetworkRules
import RuleMatching

/// What is kept of a run: whatever is taken up can be reported and gone on with, and is kept again as it was taken up.
struct StateHarness: Harness {
    private let pipeline: EvaluationPipeline

    init() {
        let group = SecurityGroup(
            id: "sg-1", vpcID: "vpc-1",
            ingress: [SecurityGroupRule(traffic: .all, peer: .cidr(CIDRBlock.everything(.ipv4)))])
        let interface = NetworkInterface(
            id: "eni-1", vpcID: "vpc-1", addresses: [.ipv4(IPv4Address(0x0a00_0001))], groupIDs: ["sg-1"])
        let rules = RuleSet(securityGroups: [group], interfaces: [interface])
        guard let compiled = try? RuleSetCompiler.compile(rules) else {
            fatalError("the rule set of the harness")
        }
        var plan = EvaluationPipeline.Plan(
            inputs: [.file(path: "/dev/null"), .file(path: "/nowhere")], threads: 1)
        plan.countFlowsAndTimes()
        plan.flowCapacity = 16
        pipeline = EvaluationPipeline(compiled, plan)
    }

    func run(_ bytes: [UInt8]) {
        guard let result = taken(up: bytes) else { return }
        let kept = bytesOf(result)
        guard let again = taken(up: kept) else { fatalError("what was kept is refused") }
        require(bytesOf(again) == kept, "what was kept is taken up as something else")
        _ = (result.aggregates.sorted, result.changed.sorted, result.timeline.intervals(atMost: 10))
        _ = pipeline.run(0..<2, after: result, output: nil)
    }

    private func taken(up bytes: [UInt8]) -> EvaluationResult? {
        var result = pipeline.beginning
        var reader = StateReader(bytes, pipeline.stateContext)
        guard (try? result.read(from: &reader)) != nil, (try? reader.end()) != nil else { return nil }
        return result
    }

    private func bytesOf(_ result: EvaluationResult) -> [UInt8] {
        var state = StateWriter()
        result.write(to: &state)
        return state.bytes
    }

    /// What a run of the harness's own keeps, for a corpus to begin with.
    static var seed: [UInt8] {
        let harness = StateHarness()
        return harness.bytesOf(harness.pipeline.run())
    }
}
