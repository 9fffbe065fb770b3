import FlowLogs
import NetworkRules
import RuleAnalysis
import RuleMatching
import TestSupport

/// Rule sets of every form: those that load can be compiled, and what is wrong with others is told.
struct RuleSetHarness: Harness {
    private let file = ScratchFile()

    func run(_ bytes: [UInt8]) {
        file.write(bytes)
        do throws(RuleSetLoadError) {
            let loaded = try RuleSetLoader.load(path: file.path)
            _ = loaded.warnings.map(\.message)
            _ = try? RuleSetCompiler.compile(loaded.history)
        } catch {
            require(!error.messages.isEmpty, "a refusal without a word")
        }
    }
}

/// Files of suppressions.
struct SuppressionHarness: Harness {
    func run(_ bytes: [UInt8]) {
        guard let text = String(validating: bytes, as: UTF8.self) else { return }
        do throws(SuppressionError) {
            _ = try Suppression.read(text)
        } catch {
            require(!error.message(file: "f").isEmpty, "a refusal without a word")
        }
    }
}

/// Bytes that stand for a rule set and records: the compiled and the naive matcher give them the same verdicts.
struct AgreementHarness: Harness {
    func run(_ bytes: [UInt8]) {
        var generator = SeededGenerator(bytes: bytes)
        let ruleSet = RandomRuleSet.make(.small, using: &generator)
        let fields = RandomFormat.fields(using: &generator)
        let records = RandomRecords(meeting: ruleSet, fields: fields).records(40, using: &generator)
        let lines = [ReferenceRecord.header(fields: fields)] + records.map { $0.line(fields: fields) }
        guard let evaluation = try? TextEvaluation(ruleSet, text: lines.joined(separator: "\n")) else {
            fatalError("a rule set that cannot be compiled")
        }
        let reference = ReferenceEvaluator(ruleSet)
        require(evaluation.records.count == records.count, "records are missing")
        for (fast, record) in zip(evaluation.records, records) {
            let naive = reference.verdict(record)
            let agrees =
                fast.verdict.description == naive.description && fast.verdict.source == naive.source
                && fast.verdict.destination == naive.destination
                && fast.permittingRules == Set(naive.permittingRules.map(\.rule))
            require(
                agrees, "\(record.line(fields: fields)): \(fast.verdict) where \(naive) is right; \(ruleSet)")
        }
    }
}
