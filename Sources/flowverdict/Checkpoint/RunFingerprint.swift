import FlowEvaluation
import FlowLogs
import GzipInput
import OperatingSystem

/// By what it is known that a run is the same as one before it.
struct RunFingerprint: Hashable {
    /// Of all files that hold rules.
    let rules: UInt128
    /// What is asked for beside rules and logs.
    let options: [String]
    /// Of each input's path, size and time of change.
    let inputs: [UInt64]

    /// What a plan asks for, as far as results depend on it.
    static func options(of plan: EvaluationPipeline.Plan) -> [String] {
        let selection = plan.selection
        return [
            plan.format.names.joined(separator: " "),
            "\(selection.since.map { "\($0)" } ?? "-") \(selection.until.map { "\($0)" } ?? "-")",
            selection.accounts.sorted().joined(separator: " "),
            selection.regions.sorted().joined(separator: " "),
            "\(plan.sumsAllowedFlows) \(plan.countsOverTime)",
        ]
    }

    static func digest(_ input: InputSource) -> UInt64 {
        guard case .file(let path) = input else { return 0 }
        let status = FileStatus(of: path, followingLinks: true)
        var hash = ContentHash()
        hash.add("\(path)\0\(status?.size ?? -1)\0\(status?.modified ?? 0)")
        return UInt64(truncatingIfNeeded: hash.value)
    }

    /// What of a run is not as it was in an earlier one; nil where they are the same.
    ///
    /// - Parameter names: what this run's inputs are called.
    func difference(from earlier: RunFingerprint, _ names: [InputSource]) -> String? {
        if rules != earlier.rules { return "the rule set has changed since" }
        if options != earlier.options { return "it was begun with other options" }
        if inputs == earlier.inputs { return nil }
        if let place = zip(inputs, earlier.inputs).enumerated().first(where: { $1.0 != $1.1 })?.offset {
            return "\(names[place].displayName) has changed since, or was not among the logs then"
        }
        return inputs.count > earlier.inputs.count
            ? "\(names[earlier.inputs.count].displayName) was not among the logs then"
            : "\(earlier.inputs.count - inputs.count) of the logs are no longer there"
    }
}

extension RunFingerprint: StateValue {
    func write(to state: inout StateWriter) {
        state.write(rules)
        state.write(options)
        state.write(inputs)
    }

    init(from state: inout StateReader) throws(StateError) {
        rules = try UInt128(from: &state)
        options = try [String](from: &state)
        inputs = try [UInt64](from: &state)
    }
}

/// By what it is known that rules are the same: the contents of the files that hold them, and their names.
struct RulesFingerprint {
    private var hash = ContentHash()

    var value: UInt128 { hash.value }

    /// - Parameters:
    ///   - path: of the rule set, as given.
    ///   - documents: files below it that hold rules.
    ///   - declarations: what is said of them on the command line.
    mutating func add(_ path: String, documents: [String], _ declarations: DeclarationArguments) {
        for document in documents {
            hash.add("\(document.dropFirst(path.count))\0")
            guard let file = try? UnsafeFile(reading: document) else { continue }
            while let bytes = try? file.read(upToCount: 1 << 20), !bytes.isEmpty { hash.add(bytes.span) }
        }
        for value in declarations.map + declarations.parameter { hash.add("\(value.name)=\(value.value)\0") }
    }
}

extension ContentHash {
    /// Adds a text, of which another one may be the beginning: what ends it is the caller's affair.
    mutating func add(_ text: String) { add(Array(text.utf8).span) }
}
