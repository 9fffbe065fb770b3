import ArgumentParser
import FlowEvaluation
import NetworkRules
import OperatingSystem

/// How much memory a run may take, and what of it goes where: a half to the texts of rule sets while they are read, and
/// later what rules and workers leave to flows that are told apart.
struct MemoryOptions: ParsableArguments {
    @Option(
        name: .long,
        help: ArgumentHelp(
            "The most memory to take, such as 512M or 4G.",
            discussion:
                "A rule set that does not fit is refused; flows that do not fit are counted together, which the "
                + "report says.",
            valueName: "size"))
    var maxMemory = MemorySize(bytes: 2 << 30)

    func validate() throws {
        guard maxMemory.bytes >= Self.least.bytes else {
            throw ValidationError("--max-memory takes at least \(Self.least); got \(maxMemory)")
        }
    }

    private static let least = MemorySize(bytes: 64 << 20)

    /// For the texts of rule sets.
    var loadBudget: LoadBudget { LoadBudget(limit: maxMemory.bytes / 2) }

    /// Logs that may be listed: a quarter of the memory is for their names.
    var mostInputs: Int { maxMemory.bytes / 4 / 256 }

    /// Ends the run where more has been taken than may be, or so much that nothing is left to work with.
    func check(_ what: String) throws {
        guard let resident = ProcessMemory.resident else { return }
        Diagnostics.log.debug(
            "memory", metadata: ["after": "\(what)", "taken": "\(MemorySize(bytes: resident))"])
        guard resident > maxMemory.bytes - Self.ofRun else { return }
        throw StandardError.fail(
            "\(what) takes \(MemorySize(bytes: resident)) of memory, and --max-memory is \(maxMemory); give at least "
                + "\(MemorySize(bytes: resident + 2 * Self.ofRun))", .badData)
    }

    /// Gives a plan as many workers and as much room for flows as there is memory for; that there is none beside the rule set ends the run.
    func limit(_ plan: inout EvaluationPipeline.Plan, _ use: FlowUse) throws {
        try check("the rule set, with a list of \(plan.inputs.count) logs,")
        let free = maxMemory.bytes - (ProcessMemory.resident ?? 0) - Self.ofRun
        plan.limitThreads(to: free / 2 / Self.ofWorker)
        plan.waitingBytes = min(plan.waitingBytes, max(Self.leastWaiting, free / 16))
        // What waits is in buffers that double as they grow.
        let left = free - plan.threads * Self.ofWorker - 3 * plan.waitingBytes
        let perFlow = use.bytesOfTable * (plan.threads + 1) + use.bytesOfAnalysis
        plan.flowCapacity = min(plan.flowCapacity, max(Self.fewestFlows, left / perFlow))
        Diagnostics.log.debug(
            "room", metadata: ["workers": "\(plan.threads)", "flows": "\(plan.flowCapacity)"])
    }

    /// What reports, encoders and the system's libraries take.
    private static let ofRun = 16 << 20
    /// A worker's blocks, batches and caches.
    private static let ofWorker = 6 << 20
    private static let leastWaiting = 1 << 18
    private static let fewestFlows = 1000
}

/// What flows are summed for, by which it is known how much memory one of them takes: measured, and rounded up.
enum FlowUse {
    case report
    case suggestion
    case comparison

    /// In each worker, and in the table that the workers' tables are merged into.
    var bytesOfTable: Int { self == .comparison ? 320 : 140 }

    /// In what is made of it.
    var bytesOfAnalysis: Int {
        switch self {
        case .report: 360
        case .suggestion: 700
        case .comparison: 800
        }
    }
}

/// A number of bytes, written as `512M` or `1.5G`, in powers of 1024.
struct MemorySize: ExpressibleByArgument, CustomStringConvertible {
    let bytes: Int

    init(bytes: Int) { self.bytes = bytes }

    init?(argument: String) {
        let units: [Character: Int] = ["K": 1 << 10, "M": 1 << 20, "G": 1 << 30, "T": 1 << 40]
        var text = argument.uppercased()
        if text.hasSuffix("B") { text.removeLast() }
        if text.hasSuffix("I") { text.removeLast() }
        var unit = 1
        if let last = text.last, let known = units[last] {
            unit = known
            text.removeLast()
        }
        guard let number = Double(text), text.allSatisfy({ $0.isNumber || $0 == "." }),
            number * Double(unit) < 0x1p60
        else { return nil }
        bytes = Int(number * Double(unit))
    }

    var description: String {
        if bytes % (1 << 30) == 0 { return "\(bytes >> 30)G" }
        return bytes < 1 << 20 ? "\(bytes)" : "\(bytes >> 20)M"
    }

    var defaultValueDescription: String { description }
}
