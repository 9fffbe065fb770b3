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
            ipProtocol: .icmp, sourcePort: 0, destinationPort: 0, tcpFlags: nil,
            isLowPortClientInvolved: false),
        count: FlowRecordBatch.capacity)

    /// Records of the batch that are posed one by one.
    private var uncommon: [Int] = []

    /// Marks records whose verdict is still to be found by the layers.
    static let undecided = UInt16.max

    /// Finds each record's direction and questions, or at once the verdict of one that cannot be evaluated.
    ///
    /// - Complexity: O(n), n records.
    mutating func pose(
        _ batch: borrowing FlowRecordBatch, _ compiled: borrowing CompiledRuleSet,
        _ table: ConnectionShapeTable,
        into verdicts: inout VerdictBatch
    ) {
        uncommon.removeAll(keepingCapacity: true)
        Self.poseCommon(
            batch, compiled, table, &keys, &shapes, &verdicts.code, &verdicts.direction, &uncommon)
        for index in uncommon { poseAny(index, batch, compiled, table, &verdicts) }
    }

    /// Poses the questions of records with IPv4 addresses and all that a verdict needs, on interfaces with one
    /// address; notes the others.
    private static func poseCommon(
        _ batch: borrowing FlowRecordBatch, _ compiled: borrowing CompiledRuleSet,
        _ table: ConnectionShapeTable,
        _ keys: inout [DecisionKey], _ shapes: inout [ConnectionShape], _ codes: inout [UInt16],
        _ directions: inout [RecordDirection], _ uncommon: inout [Int]
    ) {
        let count = batch.count
        var keys = keys.mutableSpan
        var shapes = shapes.mutableSpan
        var codes = codes.mutableSpan
        var directions = directions.mutableSpan
        let presence = batch.present.span.extracting(first: count)
        let statuses = batch.logStatus.span.extracting(first: count)
        let numbers = batch.interface.span.extracting(first: count)
        let sources = batch.sourceAddress.span.extracting(first: count)
        let destinations = batch.destinationAddress.span.extracting(first: count)
        let protocols = batch.ipProtocol.span.extracting(first: count)
        let sourcePorts = batch.sourcePort.span.extracting(first: count)
        let destinationPorts = batch.destinationPort.span.extracting(first: count)
        let flags = batch.tcpFlags.span.extracting(first: count)
        let interfaces = compiled.interfaces.facts.span

        for index in 0..<count {
            let present = presence[index]
            let number = Int(numbers[index])
            guard present.isDisjoint(with: .ofUncommonRecords), present.isSuperset(of: .ofCommonRecords),
                case .ok = statuses[index], number < interfaces.count
            else {
                uncommon.append(index)
                continue
            }
            let interface = interfaces[number]
            let isSourceLocal = sources[index] == interface.primaryAddress
            let isDestinationLocal = destinations[index] == interface.primaryAddress
            guard isSourceLocal != isDestinationLocal, interface.hasPlainIPv4 else {
                uncommon.append(index)
                continue
            }
            directions[index] = isSourceLocal ? .egress : .ingress
            codes[index] = undecided
            let remote = isSourceLocal ? destinations[index] : sources[index]
            let ipProtocol = IPProtocol(protocols[index])
            let ports = (sourcePorts[index], destinationPorts[index])
            let addressClass = compiled.addresses.addressClass(ofIPv4: remote)
            shapes[index] = table.shape(
                ipProtocol: ipProtocol, sourcePort: ports.0, destinationPort: ports.1,
                hasFlags: present.contains(.tcpFlags), tcpFlags: flags[index],
                isLowPortClientInvolved: interface.traits.contains(.opensFromLowPorts)
                    || compiled.addresses.isLowPortClient(addressClass))
            let asked = questions(
                of: interface, isOutbound: isSourceLocal, addressClass,
                compiled.services.serviceClass(ipProtocol, port: ports.0),
                compiled.services.serviceClass(ipProtocol, port: ports.1),
                isInSubnet: remote & interface.subnetMask == interface.subnetNetwork)
            keys[index] = asked.forward
            keys[count &+ index] = asked.returned
            keys[2 &* count &+ index] = asked.acl
        }
    }

    /// What a record asks of its interface's groups and of its network ACL.
    @inline(__always)
    private static func questions(
        of interface: CompiledInterface, isOutbound: Bool, _ addressClass: UInt32, _ sourceService: UInt32,
        _ destinationService: UInt32, isInSubnet: Bool
    ) -> (forward: DecisionKey, returned: DecisionKey, acl: DecisionKey) {
        let outbound: UInt32 = isOutbound ? 1 : 0
        let hasGroups = interface.hasGroups
        let forward = DecisionKey(
            table: interface.groupTable &+ outbound, addressClass: addressClass,
            serviceClass: destinationService)
        let returned = DecisionKey(
            table: interface.groupTable &+ 1 &- outbound, addressClass: addressClass,
            serviceClass: sourceService)
        let acl = DecisionKey(
            table: interface.aclTable &+ outbound, addressClass: addressClass,
            serviceClass: destinationService)
        return (
            hasGroups ? forward : .notApplied, hasGroups ? returned : .notApplied,
            interface.hasACL && !isInSubnet ? acl : .notApplied
        )
    }

    /// Poses the questions of a record of any kind.
    private mutating func poseAny(
        _ index: Int, _ batch: borrowing FlowRecordBatch, _ compiled: borrowing CompiledRuleSet,
        _ table: ConnectionShapeTable, _ verdicts: inout VerdictBatch
    ) {
        let count = batch.count
        keys[index] = .notApplied
        keys[count + index] = .notApplied
        keys[2 * count + index] = .notApplied
        verdicts.direction[index] = .unknown

        let present = batch.present[index]
        let ipProtocol = IPProtocol(batch.ipProtocol[index])
        if let reason = Self.obstacle(present, ipProtocol, batch, index) {
            if batch.logStatus[index] == .ok, present.contains(.flowDirection) {
                verdicts.direction[index] = RecordDirection(batch.flowDirection[index])
            }
            verdicts.code[index] = Self.code(reason)
            return
        }
        let number = Int(batch.interface[index])
        guard let direction = Self.direction(number, present, batch, index, compiled) else {
            verdicts.code[index] = Self.code(.unknownDirection)
            return
        }
        verdicts.direction[index] = RecordDirection(direction)
        verdicts.code[index] = Self.undecided

        let interface = compiled.interfaces.facts[number]
        let remote = Remote(batch, index, direction)
        let addressClass = remote.addressClass(compiled.addresses)
        let ports = (batch.sourcePort[index], batch.destinationPort[index])
        shapes[index] = table.shape(
            ipProtocol: ipProtocol, sourcePort: ports.0, destinationPort: ports.1,
            hasFlags: present.contains(.tcpFlags), tcpFlags: batch.tcpFlags[index],
            isLowPortClientInvolved: interface.traits.contains(.opensFromLowPorts)
                || compiled.addresses.isLowPortClient(addressClass))
        let asked = Self.questions(
            of: interface, isOutbound: direction == .egress, addressClass,
            compiled.services.serviceClass(ipProtocol, port: ports.0),
            compiled.services.serviceClass(ipProtocol, port: ports.1),
            isInSubnet: remote.isInSubnet(of: number, interface, compiled.interfaces))
        keys[index] = asked.forward
        keys[count + index] = asked.returned
        keys[2 * count + index] = asked.acl
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

    /// The stated direction, else the side on which alone one of the interface's addresses stands.
    private static func direction(
        _ number: Int, _ present: FieldPresence, _ batch: borrowing FlowRecordBatch, _ index: Int,
        _ compiled: borrowing CompiledRuleSet
    ) -> TrafficDirection? {
        if present.contains(.flowDirection) { return batch.flowDirection[index] }
        let interface = compiled.interfaces.facts[number]
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
        let isDestinationLocal = isLocal(
            batch.destinationAddress[index], present.contains(.destinationIsIPv6))
        guard isSourceLocal != isDestinationLocal else { return nil }
        return isDestinationLocal ? .ingress : .egress
    }
}

extension FieldPresence {
    /// What the records that most formats have are told by: all that a verdict needs, and nothing that changes
    /// which address is meant.
    fileprivate static var ofCommonRecords: FieldPresence {
        [
            .interfaceID, .ipProtocol, .action, .sourceAddress, .destinationAddress, .sourcePort,
            .destinationPort,
        ]
    }

    fileprivate static var ofUncommonRecords: FieldPresence {
        [.sourceIsIPv6, .destinationIsIPv6, .packetSourceAddress, .packetDestinationAddress, .flowDirection]
    }
}
