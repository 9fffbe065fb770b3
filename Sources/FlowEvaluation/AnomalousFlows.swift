import FlowLogs
import NetworkPrimitives

/// What anomalous records are grouped by: everything of a connection but its ephemeral port.
package struct AnomalousFlowKey: Hashable, Comparable, Sendable {
    /// Number of the interface in the rule set.
    package var interface: UInt32
    package var direction: TrafficDirection
    package var source: IPAddress?
    package var destination: IPAddress?
    package var ipProtocol: UInt8
    /// Nil where it is ephemeral and the other port is not, or where the protocol has no ports.
    package var sourcePort: UInt16?
    package var destinationPort: UInt16?

    /// Three words, which tell nearly all keys apart, instead of every part by itself.
    package func hash(into hasher: inout Hasher) {
        let ports = UInt64(sourcePort ?? 0) << 16 | UInt64(destinationPort ?? 0)
        hasher.combine(UInt64(interface) << 32 | ports)
        hasher.combine(Self.word(source))
        hasher.combine(Self.word(destination))
    }

    private static func word(_ address: IPAddress?) -> UInt64 {
        switch address {
        case nil: 0
        case .ipv4(let address): UInt64(address.value)
        case .ipv6(let address): UInt64(truncatingIfNeeded: address.value ^ address.value >> 64)
        }
    }

    package static func < (left: Self, right: Self) -> Bool {
        if left.interface != right.interface { return left.interface < right.interface }
        if left.direction != right.direction { return left.direction.rawValue < right.direction.rawValue }
        if left.source != right.source { return precedes(left.source, right.source) }
        if left.destination != right.destination { return precedes(left.destination, right.destination) }
        if left.ipProtocol != right.ipProtocol { return left.ipProtocol < right.ipProtocol }
        if left.sourcePort != right.sourcePort { return precedes(left.sourcePort, right.sourcePort) }
        return precedes(left.destinationPort, right.destinationPort)
    }

    private static func precedes<Value: Comparable>(_ left: Value?, _ right: Value?) -> Bool {
        guard let right else { return false }
        guard let left else { return true }
        return left < right
    }
}

/// The records of one group.
package struct AnomalousFlow: Hashable, Sendable {
    package var sums = FlowSums()
    package var seen = TimeSpan()
    /// Number of the input and line of the group's first record.
    package var firstInput: Int
    package var firstLine: UInt64

    /// Adds records of the same group from further behind.
    fileprivate mutating func join(_ later: AnomalousFlow) {
        sums += later.sums
        seen += later.seen
    }
}

/// The heaviest groups of anomalous records of each verdict, in bounded memory.
///
/// Exact up to `capacity` groups a verdict. Beyond, the lightest half is dropped again and again:
/// then a group that is kept may have lost records from before it was dropped once, and
/// `isApproximate` says so. Deterministic as long as records are added in input order.
package struct AnomalousFlows: Sendable {
    package typealias Entry = (key: AnomalousFlowKey, flow: AnomalousFlow)

    package static let capacity = 8192

    private var flowsOfCode: [Int: [AnomalousFlowKey: AnomalousFlow]] = [:]
    private var approximateCodes: Set<Int> = []

    package init() {}

    package var groupCount: Int { flowsOfCode.values.reduce(0) { $0 + $1.count } }

    package func isApproximate(_ verdict: Verdict) -> Bool { approximateCodes.contains(verdict.code) }

    /// Groups of a verdict that are kept.
    package func count(_ verdict: Verdict) -> Int { flowsOfCode[verdict.code]?.count ?? 0 }

    /// The heaviest groups of a verdict, by records, then bytes, then the smaller key.
    package func heaviest(_ verdict: Verdict, _ count: Int) -> [Entry] {
        Array(Self.byWeight(flowsOfCode[verdict.code] ?? [:]).prefix(count))
    }

    mutating func add(_ batch: borrowing FlowRecordBatch, _ verdicts: borrowing VerdictBatch, input: Int) {
        for index in verdicts.anomalous {
            guard let direction = verdicts.direction[index].direction else { continue }
            let traffic = RecordTraffic(index, batch)
            add(
                Self.key(index, batch, direction),
                AnomalousFlow(
                    sums: traffic.sums, seen: traffic.seen, firstInput: input, firstLine: batch.line(index)),
                code: Int(verdicts.code[index]))
        }
    }

    /// Adds the groups of an input that stands behind all inputs added so far.
    mutating func merge(_ later: AnomalousFlows) {
        for code in later.flowsOfCode.keys.sorted() {
            for (key, flow) in Self.byWeight(later.flowsOfCode[code] ?? [:]) { add(key, flow, code: code) }
        }
        approximateCodes.formUnion(later.approximateCodes)
    }

    private mutating func add(_ key: AnomalousFlowKey, _ flow: AnomalousFlow, code: Int) {
        if flowsOfCode[code]?[key]?.join(flow) != nil { return }
        flowsOfCode[code, default: [:]][key] = flow
        if let flows = flowsOfCode[code], flows.count > Self.capacity {
            let kept = Self.byWeight(flows).prefix(Self.capacity / 2)
            flowsOfCode[code] = Dictionary(uniqueKeysWithValues: kept.map { ($0.key, $0.flow) })
            approximateCodes.insert(code)
        }
    }

    private static func byWeight(_ flows: [AnomalousFlowKey: AnomalousFlow]) -> [Entry] {
        flows.map { (key: $0.key, flow: $0.value) }.sorted { left, right in
            if left.flow.sums.records != right.flow.sums.records {
                return left.flow.sums.records > right.flow.sums.records
            }
            if left.flow.sums.bytes != right.flow.sums.bytes {
                return left.flow.sums.bytes > right.flow.sums.bytes
            }
            return left.key < right.key
        }
    }

    private static func key(
        _ index: Int, _ batch: borrowing FlowRecordBatch, _ direction: TrafficDirection
    ) -> AnomalousFlowKey {
        let ipProtocol = batch.ipProtocol[index]
        let hasPorts = IPProtocol(ipProtocol).hasPorts
        let source = batch.sourcePort[index]
        let destination = batch.destinationPort[index]
        let firstEphemeral = ConnectionEvidence.firstEphemeralPort
        let isSourceService = source < firstEphemeral
        let isDestinationService = destination < firstEphemeral
        return AnomalousFlowKey(
            interface: batch.interface[index], direction: direction,
            source: batch.matchedSource(index, RecordDirection(direction)),
            destination: batch.matchedDestination(index, RecordDirection(direction)),
            ipProtocol: ipProtocol,
            sourcePort: hasPorts && (isSourceService || !isDestinationService) ? source : nil,
            destinationPort: hasPorts && (isDestinationService || !isSourceService) ? destination : nil)
    }
}

// MARK: - As it is kept

extension AnomalousFlows: StateValue {
    package func write(to state: inout StateWriter) {
        state.write(flowsOfCode)
        state.write(approximateCodes.sorted())
    }

    package init(from state: inout StateReader) throws(StateError) {
        flowsOfCode = try [Int: [AnomalousFlowKey: AnomalousFlow]](from: &state)
        approximateCodes = Set(try [Int](from: &state))
        guard flowsOfCode.keys.allSatisfy({ $0 < Verdict.codeCount }) else { throw state.invalid() }
    }
}

extension AnomalousFlowKey: StateValue {
    package func write(to state: inout StateWriter) {
        state.write(interface)
        state.write(direction)
        state.write(source)
        state.write(destination)
        state.write(ipProtocol)
        state.write(sourcePort)
        state.write(destinationPort)
    }

    package init(from state: inout StateReader) throws(StateError) {
        self.init(
            interface: try state.interface(), direction: try TrafficDirection(from: &state),
            source: try IPAddress?(from: &state), destination: try IPAddress?(from: &state),
            ipProtocol: try UInt8(from: &state), sourcePort: try UInt16?(from: &state),
            destinationPort: try UInt16?(from: &state))
    }
}

extension AnomalousFlow: StateValue {
    package func write(to state: inout StateWriter) {
        state.write(sums)
        state.write(seen)
        state.write(firstInput)
        state.write(firstLine)
    }

    package init(from state: inout StateReader) throws(StateError) {
        self.init(
            sums: try FlowSums(from: &state), seen: try TimeSpan(from: &state),
            firstInput: try state.input(), firstLine: try UInt64(from: &state))
    }
}
