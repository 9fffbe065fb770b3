import FlowLogs
import NetworkPrimitives
import RuleMatching

/// What the records of a batch ask of the layers.
struct RecordQuestions {
    /// `RecordQuestion.count` questions of each record, side by side.
    private(set) var keys = [DecisionKey](
        repeating: .notApplied, count: RecordQuestion.count * FlowRecordBatch.capacity)
    private(set) var situations = [VerdictSituation](repeating: .notJudged, count: FlowRecordBatch.capacity)
    /// Records that cannot be evaluated, and why; ascending.
    private(set) var refused: [(index: Int, reason: VerdictReason)] = []

    /// Records of the batch that are posed one by one.
    private var uncommon: [Int] = []

    /// What is found out about a record.
    private struct Posed {
        var direction = RecordDirection.unknown
        var situation = VerdictSituation.notJudged
        var question = RecordQuestion()
        /// Why the record cannot be evaluated.
        var refusal: VerdictReason?
    }

    /// Finds each record's direction and questions, or why it cannot be evaluated.
    ///
    /// - Complexity: O(n), n records.
    mutating func pose(
        _ batch: borrowing FlowRecordBatch, _ compiled: borrowing CompiledRuleSet,
        _ table: borrowing ConnectionShapeTable, directions: inout [RecordDirection]
    ) {
        uncommon.removeAll(keepingCapacity: true)
        refused.removeAll(keepingCapacity: true)
        Self.poseCommon(batch, compiled, table, &keys, &situations, &directions, &uncommon)
        Self.poseUncommon(uncommon, batch, compiled, table, &keys, &situations, &directions, &refused)
    }

    /// Poses the questions of records with IPv4 addresses, one of them the interface's primary one, and all else
    /// that a verdict needs; notes the others.
    private static func poseCommon(
        _ batch: borrowing FlowRecordBatch, _ compiled: borrowing CompiledRuleSet,
        _ table: borrowing ConnectionShapeTable, _ keys: inout [DecisionKey],
        _ situations: inout [VerdictSituation], _ directions: inout [RecordDirection],
        _ uncommon: inout [Int]
    ) {
        let count = batch.count
        var keys = keys.mutableSpan
        var situations = situations.mutableSpan
        var directions = directions.mutableSpan
        let presence = batch.present.span.extracting(0..<count)
        let statuses = batch.logStatus.span.extracting(0..<count)
        let actions = batch.action.span.extracting(0..<count)
        let numbers = batch.interface.span.extracting(0..<count)
        let sources = batch.sourceAddress.span.extracting(0..<count)
        let destinations = batch.destinationAddress.span.extracting(0..<count)
        let protocols = batch.ipProtocol.span.extracting(0..<count)
        let sourcePorts = batch.sourcePort.span.extracting(0..<count)
        let destinationPorts = batch.destinationPort.span.extracting(0..<count)
        let flags = batch.tcpFlags.span.extracting(0..<count)
        let interfaces = compiled.interfaces.facts.span
        // Of a length that is known here, so that no look-up is checked.
        let classRoot = compiled.addresses.ipv4.root.span.extracting(0..<65536)
        let classNodes = compiled.addresses.ipv4.nodes.span
        let classTails = compiled.addresses.ipv4.tails.span
        let owners = compiled.addresses.owners.span
        let intervals = compiled.services.portInterval.span.extracting(0..<65536)
        let services = compiled.services.protocols.span.extracting(0..<256)
        let portKinds = table.portKinds.span.extracting(0..<32769)
        let protocolKinds = table.protocolKinds.span.extracting(0..<256)
        let shapes = table.shapes.span.extracting(0..<1024)

        for index in 0..<count {
            let present = presence[index]
            let number = Int(numbers[index])
            guard present.intersection(.ofAnyRecord) == .ofCommonRecords, case .ok = statuses[index],
                number < interfaces.count
            else {
                uncommon.append(index)
                continue
            }
            let interface = interfaces[number]
            let (source, destination) = (sources[index], destinations[index])
            let isOutbound = source == interface.primaryAddress
            let remote = isOutbound ? destination : source
            let addressClass = CIDRTrie.value(
                of: remote, root: classRoot, nodes: classNodes, tails: classTails)
            let owner = owners[Int(addressClass)]
            guard isOutbound != (destination == interface.primaryAddress), interface.isPlain,
                !interface.traits.contains(.hasMoreIPv4Addresses) || !owner.contains(.knownInterface)
                    || !compiled.interfaces.ownsBesidePrimary(ipv4: remote, interface: number)
            else {
                uncommon.append(index)
                continue
            }
            let (sourcePort, destinationPort) = (sourcePorts[index], destinationPorts[index])
            let ipProtocol = Int(protocols[index])
            let shape = shapes[
                ConnectionShapeTable.number(
                    sourceKind: portKinds[ConnectionShapeTable.kindIndex(sourcePort)],
                    destinationKind: portKinds[ConnectionShapeTable.kindIndex(destinationPort)],
                    protocolKind: protocolKinds[ipProtocol], hasFlags: present.contains(.tcpFlags),
                    tcpFlags: flags[index],
                    isLowPortClientInvolved: interface.traits.contains(.opensFromLowPorts)
                        || owner.contains(.lowPortClient))]
            directions[index] = isOutbound ? .egress : .ingress
            situations[index] = VerdictSituation(
                action: actions[index], isOutbound: isOutbound, shape: shape,
                statesRejectReason: present.contains(.rejectReason),
                formatHasRejectReason: batch.formatHasRejectReason)
            let service = services[ipProtocol]
            let asked = question(
                of: interface, isOutbound: isOutbound, addressClass,
                sourceService: service.serviceClass(intervals[Int(sourcePort)]),
                destinationService: service.serviceClass(intervals[Int(destinationPort)]),
                isInSubnet: remote & interface.subnetMask == interface.subnetNetwork)
            keys.store(asked.forward, asked.returned, asked.acl, at: RecordQuestion.count &* index)
        }
    }

    /// What a record asks of its interface's groups and of its network ACL.
    @inline(__always)
    private static func question(
        of interface: CompiledInterface, isOutbound: Bool, _ addressClass: UInt32, sourceService: UInt32,
        destinationService: UInt32, isInSubnet: Bool
    ) -> RecordQuestion {
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
        return RecordQuestion(
            forward: hasGroups ? forward : .notApplied, returned: hasGroups ? returned : .notApplied,
            acl: interface.hasACL && !isInSubnet ? acl : .notApplied)
    }

    private static func poseUncommon(
        _ uncommon: [Int], _ batch: borrowing FlowRecordBatch, _ compiled: borrowing CompiledRuleSet,
        _ table: borrowing ConnectionShapeTable, _ keys: inout [DecisionKey],
        _ situations: inout [VerdictSituation], _ directions: inout [RecordDirection],
        _ refused: inout [(index: Int, reason: VerdictReason)]
    ) {
        var keys = keys.mutableSpan
        var situations = situations.mutableSpan
        var directions = directions.mutableSpan
        for index in uncommon {
            let posed = pose(index, batch, compiled, table)
            directions[index] = posed.direction
            situations[index] = posed.situation
            let asked = posed.question
            keys.store(asked.forward, asked.returned, asked.acl, at: RecordQuestion.count &* index)
            if let reason = posed.refusal { refused.append((index, reason)) }
        }
    }

    /// Poses the questions of a record of any kind.
    private static func pose(
        _ index: Int, _ batch: borrowing FlowRecordBatch, _ compiled: borrowing CompiledRuleSet,
        _ table: borrowing ConnectionShapeTable
    ) -> Posed {
        let present = batch.present[index]
        let ipProtocol = IPProtocol(batch.ipProtocol[index])
        if let reason = obstacle(present, ipProtocol, batch, index) {
            let isStated = batch.logStatus[index] == .ok && present.contains(.flowDirection)
            return Posed(
                direction: isStated ? RecordDirection(batch.flowDirection[index]) : .unknown, refusal: reason)
        }
        let number = Int(batch.interface[index])
        guard let direction = direction(number, present, batch, index, compiled) else {
            return Posed(refusal: .unknownDirection)
        }
        let interface = compiled.interfaces.facts[number]
        let remote = Remote(batch, index, direction)
        let addressClass = remote.addressClass(compiled.addresses)
        let ports = (batch.sourcePort[index], batch.destinationPort[index])
        let shape = table.shape(
            ipProtocol: ipProtocol, sourcePort: ports.0, destinationPort: ports.1,
            tcpFlags: present.contains(.tcpFlags) ? batch.tcpFlags[index] : nil,
            isLowPortClientInvolved: interface.traits.contains(.opensFromLowPorts)
                || compiled.addresses.isLowPortClient(addressClass))
        return Posed(
            direction: RecordDirection(direction),
            situation: VerdictSituation(
                action: batch.action[index], isOutbound: direction == .egress, shape: shape,
                statesRejectReason: present.contains(.rejectReason),
                formatHasRejectReason: batch.formatHasRejectReason),
            question: question(
                of: interface, isOutbound: direction == .egress, addressClass,
                sourceService: compiled.services.serviceClass(ipProtocol, port: ports.0),
                destinationService: compiled.services.serviceClass(ipProtocol, port: ports.1),
                isInSubnet: remote.isInSubnet(of: number, interface, compiled.interfaces)))
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

    /// What has to be told of a record to see whether it is one of them.
    fileprivate static var ofAnyRecord: FieldPresence {
        [
            .interfaceID, .ipProtocol, .action, .sourceAddress, .destinationAddress, .sourcePort,
            .destinationPort, .sourceIsIPv6, .destinationIsIPv6, .packetSourceAddress,
            .packetDestinationAddress, .flowDirection,
        ]
    }
}
