import FlowLogs
import NetworkPrimitives
import RuleMatching

/// What the records of a batch ask of the layers; three questions each, one kind behind the other:
///
///     keys   | forward 0 ..< n | return 0 ..< n | network ACL 0 ..< n |
struct RecordQuestions {
    private(set) var keys = [DecisionKey](repeating: .notApplied, count: 3 * FlowRecordBatch.capacity)
    private(set) var shapes = [ConnectionShape](
        repeating: ConnectionShape(
            ipProtocol: .icmp, sourcePort: 0, destinationPort: 0, tcpFlags: nil, isLowPortClientInvolved: false),
        count: FlowRecordBatch.capacity)

    /// Marks records whose verdict is still to be found by the layers.
    static let undecided = UInt16.max

    /// Finds each record's direction and questions, or at once the verdict of one that cannot be evaluated.
    ///
    /// - Complexity: O(n), n records.
    mutating func pose(
        _ batch: borrowing FlowRecordBatch, _ compiled: borrowing CompiledRuleSet, _ table: ConnectionShapeTable,
        into verdicts: inout VerdictBatch
    ) {
        Self.pose(batch, compiled, table, &keys, &shapes, &verdicts.code, &verdicts.direction)
    }

    private static func pose(
        _ batch: borrowing FlowRecordBatch, _ compiled: borrowing CompiledRuleSet, _ table: ConnectionShapeTable,
        _ keys: inout [DecisionKey], _ shapes: inout [ConnectionShape], _ codes: inout [UInt16],
        _ directions: inout [RecordDirection]
    ) {
        let count = batch.count
        var keys = keys.mutableSpan
        var shapes = shapes.mutableSpan
        var codes = codes.mutableSpan
        var directions = directions.mutableSpan
        let presence = batch.present.span.extracting(first: count)
        let numbers = batch.interface.span.extracting(first: count)
        let protocols = batch.ipProtocol.span.extracting(first: count)
        let sourcePorts = batch.sourcePort.span.extracting(first: count)
        let destinationPorts = batch.destinationPort.span.extracting(first: count)
        let flags = batch.tcpFlags.span.extracting(first: count)
        let interfaces = compiled.interfaces.facts.span

        for index in 0..<count {
            keys[index] = .notApplied
            keys[count &+ index] = .notApplied
            keys[2 &* count &+ index] = .notApplied
            directions[index] = .unknown

            let present = presence[index]
            let ipProtocol = IPProtocol(protocols[index])
            if let reason = obstacle(present, ipProtocol, batch, index) {
                if case .ok = batch.logStatus[index], present.contains(.flowDirection) {
                    directions[index] = RecordDirection(batch.flowDirection[index])
                }
                codes[index] = code(reason)
                continue
            }
            let number = Int(numbers[index])
            let interface = interfaces[number]
            guard let isOutbound = isOutbound(number, interface, present, batch, index, compiled) else {
                codes[index] = code(.unknownDirection)
                continue
            }
            directions[index] = isOutbound ? .egress : .ingress
            codes[index] = undecided

            let remote = Remote(batch, index, isOutbound ? .egress : .ingress)
            let addressClass = remote.addressClass(compiled.addresses)
            let sourcePort = sourcePorts[index]
            let destinationPort = destinationPorts[index]
            shapes[index] = table.shape(
                ipProtocol: ipProtocol, sourcePort: sourcePort, destinationPort: destinationPort,
                hasFlags: present.contains(.tcpFlags), tcpFlags: flags[index],
                isLowPortClientInvolved: interface.traits.contains(.opensFromLowPorts)
                    || compiled.addresses.isLowPortClient(addressClass))

            let outbound: UInt32 = isOutbound ? 1 : 0
            let service = compiled.services.serviceClass(ipProtocol, port: destinationPort)
            if interface.hasGroups {
                keys[index] = DecisionKey(
                    table: interface.groupTable + outbound, addressClass: addressClass, serviceClass: service)
                keys[count &+ index] = DecisionKey(
                    table: interface.groupTable + 1 - outbound, addressClass: addressClass,
                    serviceClass: compiled.services.serviceClass(ipProtocol, port: sourcePort))
            }
            if interface.hasACL, !remote.isInSubnet(of: number, interface, compiled.interfaces) {
                keys[2 &* count &+ index] = DecisionKey(
                    table: interface.aclTable + outbound, addressClass: addressClass, serviceClass: service)
            }
        }
    }

    private static func code(_ reason: VerdictReason) -> UInt16 {
        UInt16(truncatingIfNeeded: Verdict(.notEvaluated, reason).code)
    }

    /// Why a record cannot be evaluated, as far as its columns tell; nil where nothing stands against it.
    @inline(__always)
    private static func obstacle(
        _ present: FieldPresence, _ ipProtocol: IPProtocol, _ batch: borrowing FlowRecordBatch, _ index: Int
    ) -> VerdictReason? {
        switch batch.logStatus[index] {
        case .ok: break
        case .noData: return .noData
        case .skipData: return .skippedData
        }
        guard hasRequiredFields(present, ipProtocol, batch, index) else { return .missingField }
        return batch.interface[index] == InterfaceNameTable.unknown ? .unknownInterface : nil
    }

    /// Whether a record has what a verdict needs: ports only where rules compare them, and both plain
    /// addresses unless the record states its direction.
    @inline(__always)
    private static func hasRequiredFields(
        _ present: FieldPresence, _ ipProtocol: IPProtocol, _ batch: borrowing FlowRecordBatch, _ index: Int
    ) -> Bool {
        guard present.isSuperset(of: [.interfaceID, .ipProtocol, .action]),
            !ipProtocol.hasPorts || present.isSuperset(of: [.sourcePort, .destinationPort])
        else { return false }
        if present.isSuperset(of: [.sourceAddress, .destinationAddress]) { return true }
        guard present.contains(.flowDirection) else { return false }
        let remoteFields: FieldPresence =
            batch.flowDirection[index] == .ingress
            ? [.sourceAddress, .packetSourceAddress] : [.destinationAddress, .packetDestinationAddress]
        return !present.isDisjoint(with: remoteFields)
    }

    /// Whether the record left its interface: as it states, else by the side on which alone one of the interface's
    /// addresses stands.
    @inline(__always)
    private static func isOutbound(
        _ number: Int, _ interface: CompiledInterface, _ present: FieldPresence,
        _ batch: borrowing FlowRecordBatch, _ index: Int, _ compiled: borrowing CompiledRuleSet
    ) -> Bool? {
        if present.contains(.flowDirection) {
            return if case .egress = batch.flowDirection[index] { true } else { false }
        }
        func isLocal(_ value: UInt32, _ isIPv6: Bool) -> Bool {
            if !isIPv6, value == interface.primaryAddress, interface.traits.contains(.hasPrimaryAddress) {
                return true
            }
            guard interface.traits.contains(isIPv6 ? .hasIPv6Addresses : .hasMoreIPv4Addresses) else {
                return false
            }
            let address: IPAddress =
                isIPv6
                ? .ipv6(IPv6Address(batch.ipv6Addresses[Int(value)])) : .ipv4(IPv4Address(value))
            return compiled.interfaces.ownsBesidePrimary(address, interface: number)
        }
        let isSourceLocal = isLocal(batch.sourceAddress[index], present.contains(.sourceIsIPv6))
        let isDestinationLocal = isLocal(batch.destinationAddress[index], present.contains(.destinationIsIPv6))
        return isSourceLocal == isDestinationLocal ? nil : isSourceLocal
    }
}
