import FlowLogs
import NetworkPrimitives
import RuleMatching

/// What the records of a batch ask of the layers.
///
/// Two passes: where the records' traffic goes, which waits for memory again and again, and what they ask, which
/// does so without a branch.
struct RecordQuestions {
    /// Three questions of each record, one kind behind the other:
    ///
    ///     forward 0 ..< n | return 0 ..< n | network ACL 0 ..< n |
    private(set) var keys = [DecisionKey](
        repeating: .notApplied, count: 3 * FlowRecordBatch.capacity)
    /// What is known of each record; the outcomes are added when the answers have come.
    var situations = [VerdictSituation](repeating: .notJudged, count: FlowRecordBatch.capacity)
    /// Records that cannot be evaluated, and why; ascending.
    private(set) var refused: [(index: Int, reason: VerdictReason)] = []

    private var places = [RecordPlace](repeating: RecordPlace(), count: FlowRecordBatch.capacity)
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
        Self.locateCommon(batch, compiled, &places, &uncommon)
        Self.poseCommon(batch, places, compiled.services, table, &keys, &situations, &directions)
        Self.poseUncommon(uncommon, batch, compiled, table, &keys, &situations, &directions, &refused)
    }

    /// Locates records with IPv4 addresses, one of them the interface's primary one, and all else that a verdict
    /// needs; notes the others.
    private static func locateCommon(
        _ batch: borrowing FlowRecordBatch, _ compiled: borrowing CompiledRuleSet,
        _ places: inout [RecordPlace], _ uncommon: inout [Int]
    ) {
        let count = batch.count
        var places = places.mutableSpan
        let presence = batch.present.span.extracting(0..<count)
        let statuses = batch.logStatus.span.extracting(0..<count)
        let numbers = batch.interface.span.extracting(0..<count)
        let sources = batch.sourceAddress.span.extracting(0..<count)
        let destinations = batch.destinationAddress.span.extracting(0..<count)
        let interfaces = compiled.interfaces.facts.span
        let classEntries = compiled.addresses.ipv4.entries.span
        let classTails = compiled.addresses.ipv4.tails.span
        let owners = compiled.addresses.owners.span
        precondition(classEntries.count >= CIDRTrie<UInt32>.rootCount)
        for index in 0..<count {
            let number = Int(numbers[index])
            guard presence[index].intersection(.ofAnyRecord) == .ofCommonRecords,
                case .ok = statuses[index], number < interfaces.count
            else {
                uncommon.append(index)
                continue
            }
            let interface = interfaces[number]
            let (source, destination) = (sources[index], destinations[index])
            let isOutbound = source == interface.primaryAddress
            let (local, remote) = isOutbound ? (source, destination) : (destination, source)
            let addressClass = CIDRTrie.value(of: remote, entries: classEntries, tails: classTails)
            let owner = owners[Int(addressClass)]
            guard local == interface.primaryAddress, remote != local, interface.isPlain,
                !interface.mayOwn(owner)
                    || !compiled.interfaces.ownsBesidePrimary(ipv4: remote, interface: number)
            else {
                uncommon.append(index)
                continue
            }
            places[index] = RecordPlace(
                interface, addressClass, owner, isOutbound: isOutbound,
                isInSubnet: remote & interface.subnetMask == interface.subnetNetwork)
        }
    }

    /// Poses the questions of located records; what it says of the others does not count.
    private static func poseCommon(
        _ batch: borrowing FlowRecordBatch, _ places: [RecordPlace],
        _ classes: borrowing ServiceClasses, _ table: borrowing ConnectionShapeTable,
        _ keys: inout [DecisionKey], _ situations: inout [VerdictSituation],
        _ directions: inout [RecordDirection]
    ) {
        let count = batch.count
        let formatHasRejectReason = batch.formatHasRejectReason
        var keys = keys.mutableSpan
        var situations = situations.mutableSpan
        var directions = directions.mutableSpan
        let places = places.span.extracting(0..<count)
        let presence = batch.present.span.extracting(0..<count)
        let actions = batch.action.span.extracting(0..<count)
        let protocols = batch.ipProtocol.span.extracting(0..<count)
        let sourcePorts = batch.sourcePort.span.extracting(0..<count)
        let destinationPorts = batch.destinationPort.span.extracting(0..<count)
        let flags = batch.tcpFlags.span.extracting(0..<count)
        // Of a length that is known here, so that no look-up is checked.
        let intervals = classes.portInterval.span.extracting(0..<65536)
        let services = classes.protocols.span.extracting(0..<256)
        let portKinds = table.portKinds.span.extracting(0..<ConnectionShapeTable.portKindCount)
        let protocolKinds = table.protocolKinds.span.extracting(0..<256)
        let shapes = table.shapes.span.extracting(0..<ConnectionShapeTable.shapeCount)
        for index in 0..<count {
            let place = places[index]
            let present = presence[index]
            let (sourcePort, destinationPort) = (sourcePorts[index], destinationPorts[index])
            let ipProtocol = Int(protocols[index])
            let shape = shapes[
                ConnectionShapeTable.number(
                    sourceKind: portKinds[ConnectionShapeTable.kindIndex(sourcePort)],
                    destinationKind: portKinds[ConnectionShapeTable.kindIndex(destinationPort)],
                    protocolKind: protocolKinds[ipProtocol], hasFlags: present.contains(.tcpFlags),
                    tcpFlags: flags[index], isLowPortClientInvolved: place.isLowPortClientInvolved)]
            directions[index] = place.isOutbound ? .egress : .ingress
            situations[index] = VerdictSituation(
                action: actions[index], isOutbound: place.isOutbound, shape: shape,
                statesRejectReason: present.contains(.rejectReason),
                formatHasRejectReason: formatHasRejectReason)
            let service = services[ipProtocol]
            let asked = place.question(
                sourceService: service.serviceClass(intervals[Int(sourcePort)]),
                destinationService: service.serviceClass(intervals[Int(destinationPort)]))
            keys.store(asked.forward, asked.returned, asked.acl, at: index, stride: count)
        }
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
            keys.store(asked.forward, asked.returned, asked.acl, at: index, stride: batch.count)
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
        let place = RecordPlace(
            interface, addressClass, compiled.addresses.owners[Int(addressClass)],
            isOutbound: direction == .egress,
            isInSubnet: remote.isInSubnet(of: number, interface, compiled.interfaces))
        let ports = (batch.sourcePort[index], batch.destinationPort[index])
        let shape = table.shape(
            ipProtocol: ipProtocol, sourcePort: ports.0, destinationPort: ports.1,
            tcpFlags: present.contains(.tcpFlags) ? batch.tcpFlags[index] : nil,
            isLowPortClientInvolved: place.isLowPortClientInvolved)
        return Posed(
            direction: RecordDirection(direction),
            situation: VerdictSituation(
                action: batch.action[index], isOutbound: direction == .egress, shape: shape,
                statesRejectReason: present.contains(.rejectReason),
                formatHasRejectReason: batch.formatHasRejectReason),
            question: place.question(
                sourceService: compiled.services.serviceClass(ipProtocol, port: ports.0),
                destinationService: compiled.services.serviceClass(ipProtocol, port: ports.1)))
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
            guard isIPv6 else {
                return compiled.interfaces.ownsBesidePrimary(ipv4: value, interface: number)
            }
            let address = IPv6Address(batch.ipv6Addresses[Int(value)])
            return compiled.interfaces.ownsBesidePrimary(.ipv6(address), interface: number)
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
        ofCommonRecords.union([
            .sourceIsIPv6, .destinationIsIPv6, .packetSourceAddress, .packetDestinationAddress,
            .flowDirection,
        ])
    }
}
