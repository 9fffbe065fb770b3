import FlowLogs
import NetworkPrimitives
import RuleMatching

/// Gives every record of a batch its verdict; one worker's own.
///
/// Four passes over the batch, each over few columns: what the record is (its interface, direction
/// and remote), which questions that makes for the layers, the answers, the verdicts.
package struct FlowEvaluator {
    package internal(set) var matcher: RuleMatcher
    private let compiled: CompiledRuleSet

    private var evidence = [ConnectionEvidence](repeating: .plausibleReturn, count: FlowRecordBatch.capacity)
    private var forwardKeys = [DecisionKey](repeating: .notApplied, count: FlowRecordBatch.capacity)
    private var returnKeys = [DecisionKey](repeating: .notApplied, count: FlowRecordBatch.capacity)
    private var aclKeys = [DecisionKey](repeating: .notApplied, count: FlowRecordBatch.capacity)
    private var forward = [UInt32](repeating: 0, count: FlowRecordBatch.capacity)
    private var returned = [UInt32](repeating: 0, count: FlowRecordBatch.capacity)
    private var acl = [UInt32](repeating: 0, count: FlowRecordBatch.capacity)

    /// Marks records whose verdict is still to be found by the layers.
    private static let undecided = UInt16.max

    package init(_ compiled: CompiledRuleSet) { self.init(RuleMatcher(compiled)) }

    package init(_ matcher: RuleMatcher) {
        self.matcher = matcher
        compiled = matcher.compiled
    }

    /// Fills `verdicts` with the verdict of every record of `batch`.
    ///
    /// - Complexity: O(n) on average, n records.
    package mutating func evaluate(_ batch: borrowing FlowRecordBatch, into verdicts: inout VerdictBatch) {
        let count = batch.count
        verdicts.count = count
        for index in 0..<count {
            pose(index, batch, &verdicts)
        }
        matcher.decide(forwardKeys, count: count, into: &forward)
        matcher.decide(returnKeys, count: count, into: &returned)
        matcher.decide(aclKeys, count: count, into: &acl)
        for index in 0..<count where verdicts.code[index] == Self.undecided {
            judge(index, batch, &verdicts)
        }
    }

    /// The answers behind a record of the batch that was evaluated last, as `explain` shows them; nil
    /// where the layers were not asked.
    package func answers(_ index: Int, _ batch: borrowing FlowRecordBatch, _ verdicts: VerdictBatch)
        -> LayerAnswers?
    {
        guard let direction = verdicts.direction[index].direction,
            let verdict = Verdict(code: Int(verdicts.code[index])), verdict.verdictClass != .notEvaluated
        else { return nil }
        return answers(index, batch, direction)
    }

    /// The questions that a record poses, or at once the verdict of one that cannot be evaluated.
    private mutating func pose(
        _ index: Int, _ batch: borrowing FlowRecordBatch, _ verdicts: inout VerdictBatch
    ) {
        forwardKeys[index] = .notApplied
        returnKeys[index] = .notApplied
        aclKeys[index] = .notApplied
        verdicts.direction[index] = .unknown
        verdicts.groupDecision[index] = 0
        verdicts.aclDecision[index] = 0

        let present = batch.present[index]
        guard batch.logStatus[index] == .ok else {
            let reason: VerdictReason = batch.logStatus[index] == .noData ? .noData : .skippedData
            verdicts.code[index] = Self.notEvaluated(reason)
            return
        }
        guard Self.hasRequiredFields(present, batch, index) else {
            verdicts.direction[index] = statedDirection(present, batch, index)
            verdicts.code[index] = Self.notEvaluated(.missingField)
            return
        }
        let number = batch.interface[index]
        guard number != InterfaceNameTable.unknown else {
            verdicts.direction[index] = statedDirection(present, batch, index)
            verdicts.code[index] = Self.notEvaluated(.unknownInterface)
            return
        }
        let interface = Int(number)
        guard let direction = direction(interface, present, batch, index) else {
            verdicts.code[index] = Self.notEvaluated(.unknownDirection)
            return
        }
        verdicts.direction[index] = RecordDirection(direction)
        verdicts.code[index] = Self.undecided
        ask(interface, direction, Remote(batch, index, direction), batch, index)
    }

    private mutating func ask(
        _ interface: Int, _ direction: TrafficDirection, _ remote: Remote, _ batch: borrowing FlowRecordBatch,
        _ index: Int
    ) {
        let interfaces = compiled.interfaces
        let ipProtocol = IPProtocol(batch.ipProtocol[index])
        let sourcePort = batch.sourcePort[index]
        let destinationPort = batch.destinationPort[index]
        let hasFlags = batch.present[index].contains(.tcpFlags)
        let addressClass = remote.addressClass(compiled.addresses)
        evidence[index] = ConnectionEvidence(
            ipProtocol: ipProtocol, sourcePort: sourcePort, destinationPort: destinationPort,
            tcpFlags: hasFlags ? batch.tcpFlags[index] : nil,
            isLowPortClientInvolved: interfaces.opensFromLowPorts[interface]
                || compiled.addresses.isLowPortClient(addressClass))

        let service = compiled.services.serviceClass(ipProtocol, port: destinationPort)
        let groupTable = interfaces.groupTable[interface]
        if groupTable != CompiledInterfaces.noTable {
            let outbound: UInt32 = direction == .egress ? 1 : 0
            forwardKeys[index] = DecisionKey(
                table: groupTable + outbound, addressClass: addressClass, serviceClass: service)
            returnKeys[index] = DecisionKey(
                table: groupTable + 1 - outbound, addressClass: addressClass,
                serviceClass: compiled.services.serviceClass(ipProtocol, port: sourcePort))
        }
        let aclTable = interfaces.aclTable[interface]
        if aclTable != CompiledInterfaces.noTable, !remote.isInSubnet(of: interface, interfaces) {
            aclKeys[index] = DecisionKey(
                table: aclTable + (direction == .egress ? 1 : 0), addressClass: addressClass,
                serviceClass: service)
        }
    }

    private func judge(_ index: Int, _ batch: borrowing FlowRecordBatch, _ verdicts: inout VerdictBatch) {
        guard let direction = verdicts.direction[index].direction else { return }
        let answers = answers(index, batch, direction)
        var verdict = answers.verdict
        if verdict.verdictClass == .anomalous, answers.action == .accept {
            verdict = excuse(verdict, index, batch, direction)
        }
        verdicts.code[index] = UInt16(truncatingIfNeeded: verdict.code)
        verdicts.groupDecision[index] = answers.creditsReturn ? returned[index] : forward[index]
        verdicts.aclDecision[index] = acl[index]
    }

    private func answers(
        _ index: Int, _ batch: borrowing FlowRecordBatch, _ direction: TrafficDirection
    ) -> LayerAnswers {
        let present = batch.present[index]
        return LayerAnswers(
            action: batch.action[index], direction: direction,
            ipProtocol: IPProtocol(batch.ipProtocol[index]), sourcePort: batch.sourcePort[index],
            destinationPort: batch.destinationPort[index],
            tcpFlags: present.contains(.tcpFlags) ? batch.tcpFlags[index] : nil, evidence: evidence[index],
            forward: matcher.outcomes[Int(forward[index])],
            returnLookup: matcher.outcomes[Int(returned[index])],
            networkACL: matcher.outcomes[Int(acl[index])],
            statesRejectReason: present.contains(.rejectReason),
            formatHasRejectReason: batch.formatHasRejectReason)
    }

    /// Accepted traffic that no rule permits, but that rules never see.
    private func excuse(
        _ verdict: Verdict, _ index: Int, _ batch: borrowing FlowRecordBatch, _ direction: TrafficDirection
    ) -> Verdict {
        let interface = Int(batch.interface[index])
        let remote = Remote(batch, index, direction).address
        if compiled.interfaces.isNeverFiltered(remote: remote, interface: interface) {
            return Verdict(.allowedBySG, .exempt)
        }
        if verdict.reason == .acceptedWithoutSGRule,
            compiled.interfaces.isUnfilteredManagedService[interface]
        {
            return Verdict(.allowedBySG, .managedInterface)
        }
        return verdict
    }

    private static func notEvaluated(_ reason: VerdictReason) -> UInt16 {
        UInt16(truncatingIfNeeded: Verdict(.notEvaluated, reason).code)
    }

    /// Whether a record has what a verdict needs: ports only where rules compare them, and both plain
    /// addresses unless the record states its direction.
    private static func hasRequiredFields(
        _ present: FieldPresence, _ batch: borrowing FlowRecordBatch, _ index: Int
    ) -> Bool {
        guard present.isSuperset(of: [.interfaceID, .ipProtocol, .action]) else { return false }
        if IPProtocol(batch.ipProtocol[index]).hasPorts,
            !present.isSuperset(of: [.sourcePort, .destinationPort])
        {
            return false
        }
        guard present.contains(.flowDirection) else {
            return present.isSuperset(of: [.sourceAddress, .destinationAddress])
        }
        let remoteFields: FieldPresence =
            batch.flowDirection[index] == .ingress
            ? [.sourceAddress, .packetSourceAddress] : [.destinationAddress, .packetDestinationAddress]
        return !present.isDisjoint(with: remoteFields)
    }

    private func statedDirection(
        _ present: FieldPresence, _ batch: borrowing FlowRecordBatch, _ index: Int
    ) -> RecordDirection {
        present.contains(.flowDirection) ? RecordDirection(batch.flowDirection[index]) : .unknown
    }

    /// The stated direction, else the side on which alone one of the interface's addresses stands.
    private func direction(
        _ interface: Int, _ present: FieldPresence, _ batch: borrowing FlowRecordBatch, _ index: Int
    ) -> TrafficDirection? {
        if present.contains(.flowDirection) { return batch.flowDirection[index] }
        let interfaces = compiled.interfaces
        let isSourceLocal =
            present.contains(.sourceIsIPv6)
            ? interfaces.owns(
                ipv6: batch.ipv6Addresses[Int(batch.sourceAddress[index])], interface: interface)
            : interfaces.owns(ipv4: batch.sourceAddress[index], interface: interface)
        let isDestinationLocal =
            present.contains(.destinationIsIPv6)
            ? interfaces.owns(
                ipv6: batch.ipv6Addresses[Int(batch.destinationAddress[index])], interface: interface)
            : interfaces.owns(ipv4: batch.destinationAddress[index], interface: interface)
        guard isSourceLocal != isDestinationLocal else { return nil }
        return isDestinationLocal ? .ingress : .egress
    }
}
