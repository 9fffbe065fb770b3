import FlowLogs
import NetworkPrimitives
import RuleMatching

/// What the records of a batch ask of the layers.
///
/// Several passes, each over few columns: where the records' traffic goes, which waits for memory again and again, and
/// what they ask, which does so without a branch.
struct RecordQuestions {
    /// Three questions of each record, one kind behind the other, each a column long:
    ///
    ///     forward | return | network ACL
    private(set) var keys = [DecisionKey](repeating: .notApplied, count: 3 * columnLength)
    /// What is known of each record; the outcomes are added when the answers have come.
    var situations = [VerdictSituation](repeating: .notJudged, count: FlowRecordBatch.capacity)
    /// Records that cannot be evaluated, and why; ascending.
    private(set) var refused: [(index: Int, reason: VerdictReason)] = []

    /// The number of the interface of each record that is common so far, else one that no interface has.
    private var interfaces = [UInt32](repeating: 0, count: FlowRecordBatch.capacity)
    private var traits = [RecordTraits](repeating: .none, count: FlowRecordBatch.capacity)
    /// What is known of the number of each record's shape.
    private var shapeNumbers = [UInt16](repeating: 0, count: FlowRecordBatch.capacity)
    /// Records of the batch that are posed one by one.
    private var uncommon = RecordNotes()
    /// Records that are common unless the remote address is the interface's own.
    private var doubtful = RecordNotes()

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
    /// - Parameter snapshots: by which each record is judged, where there are several.
    /// - Complexity: O(n), n records.
    mutating func pose(
        _ batch: borrowing FlowRecordBatch, _ compiled: borrowing CompiledRuleSet,
        _ table: borrowing ConnectionShapeTable, _ ports: borrowing PortTable, at snapshots: [UInt32],
        directions: inout [RecordDirection]
    ) {
        refused.removeAll(keepingCapacity: true)
        if ports.isWhole {
            Self.findCommon(batch, &interfaces)
            Self.locateCommon(batch, interfaces, compiled, &keys, &traits, &uncommon, &doubtful)
            settleDoubtful(batch, compiled)
            Self.prepareCommon(batch, traits, &shapeNumbers, &situations, &directions)
            Self.poseCommon(batch, ports, table, shapeNumbers, &keys, &situations)
        } else {
            uncommon.noteAll(batch.count)
        }
        for index in uncommon.noted {
            let posed = Self.pose(index, batch, compiled, table, at: snapshots)
            directions[index] = posed.direction
            situations[index] = posed.situation
            store(posed.question, at: index)
            if let reason = posed.refusal { refused.append((index, reason)) }
        }
    }

    /// What a batch holds at the most, as a number that is known here.
    static var columnLength: Int { 1024 }

    private mutating func store(_ question: RecordQuestion, at index: Int) {
        keys[index] = question.forward
        keys[Self.columnLength + index] = question.returned
        keys[2 * Self.columnLength + index] = question.acl
    }

    /// Finds the records that have plain IPv4 addresses and all else that a verdict needs.
    private static func findCommon(_ batch: borrowing FlowRecordBatch, _ interfaces: inout [UInt32]) {
        let count = batch.count
        var interfaces = interfaces.mutableSpan
        precondition(interfaces.count >= count)
        let presence = batch.present.span.extracting(0..<count)
        let statuses = batch.logStatus.span.extracting(0..<count)
        let numbers = batch.interface.span.extracting(0..<count)
        for index in 0..<count {
            let hasFields = presence[index].intersection(.ofAnyRecord) == .ofCommonRecords
            let isOK = if case .ok = statuses[index] { true } else { false }
            interfaces[index] = hasFields && isOK ? numbers[index] : .max
        }
    }

    /// Locates common records of which one address is the interface's primary one; notes the others.
    private static func locateCommon(
        _ batch: borrowing FlowRecordBatch, _ numbers: [UInt32], _ compiled: borrowing CompiledRuleSet,
        _ keys: inout [DecisionKey], _ traits: inout [RecordTraits], _ uncommon: inout RecordNotes,
        _ doubtful: inout RecordNotes
    ) {
        let count = batch.count
        var keys = keys.mutableSpan
        var traits = traits.mutableSpan
        var uncommonIndices = uncommon.indices.mutableSpan
        var uncommonCount = 0
        var doubtfulIndices = doubtful.indices.mutableSpan
        var doubtfulCount = 0
        let numbers = numbers.span.extracting(0..<count)
        let sources = batch.sourceAddress.span.extracting(0..<count)
        let destinations = batch.destinationAddress.span.extracting(0..<count)
        let interfaces = compiled.interfaces.facts.span
        let classEntries = compiled.addresses.ipv4.entries.span
        let classTails = compiled.addresses.ipv4.tails.span
        let owners = compiled.addresses.owners.span
        precondition(classEntries.count >= CIDRTrie<UInt32>.rootCount && traits.count >= count)
        for index in 0..<count {
            let number = Int(numbers[index])
            let (source, destination) = (sources[index], destinations[index])
            guard number < interfaces.count,
                case let primary = interfaces[number].primaryAddress,
                (source == primary) != (destination == primary)
            else {
                uncommonIndices[uncommonCount] = index
                uncommonCount &+= 1
                continue
            }
            let isOutbound = source == primary
            let remote = isOutbound ? destination : source
            let addressClass = CIDRTrie.value(of: remote, entries: classEntries, tails: classTails)
            let owner = owners[Int(addressClass)]
            let interface = interfaces[number]
            if interface.isDoubtful(with: owner) {
                doubtfulIndices[doubtfulCount] = index
                doubtfulCount &+= 1
            }
            let place = RecordPlace(
                interface, addressClass, owner, isOutbound: isOutbound,
                isInSubnet: remote & interface.subnetMask == interface.subnetNetwork)
            keys.store(
                place.forward, place.returned, place.acl, at: index, of: count,
                stride: columnLength)
            traits[index] = place.traits
        }
        uncommon.count = uncommonCount
        doubtful.count = doubtfulCount
    }

    /// Looks closer at records that seemed common.
    private mutating func settleDoubtful(
        _ batch: borrowing FlowRecordBatch, _ compiled: borrowing CompiledRuleSet
    ) {
        let known = uncommon.count
        for index in doubtful.noted {
            let number = Int(batch.interface[index])
            let interface = compiled.interfaces.facts[number]
            let isOutbound = batch.sourceAddress[index] == interface.primaryAddress
            let remote = isOutbound ? batch.destinationAddress[index] : batch.sourceAddress[index]
            let owner = compiled.addresses.owners[Int(compiled.addresses.addressClass(ofIPv4: remote))]
            if interface.traits.contains(.isUncommon) || owner.contains(.sometimesLowPortClient)
                || compiled.interfaces.ownsBesidePrimary(ipv4: remote, interface: number)
            {
                uncommon.note(index)
            }
        }
        if uncommon.count > known { uncommon.sort() }
    }

    /// Finds the direction of located records, and what their shapes and situations have from elsewhere than ports;
    /// what it says of the others does not count.
    private static func prepareCommon(
        _ batch: borrowing FlowRecordBatch, _ traits: [RecordTraits], _ shapeNumbers: inout [UInt16],
        _ situations: inout [VerdictSituation], _ directions: inout [RecordDirection]
    ) {
        let count = batch.count
        let formatHasRejectReason = batch.formatHasRejectReason
        var shapeNumbers = shapeNumbers.mutableSpan
        var situations = situations.mutableSpan
        var directions = directions.mutableSpan
        precondition(
            shapeNumbers.count >= count && situations.count >= count && directions.count >= count)
        let traits = traits.span.extracting(0..<count)
        let presence = batch.present.span.extracting(0..<count)
        let actions = batch.action.span.extracting(0..<count)
        let flags = batch.tcpFlags.span.extracting(0..<count)
        for index in 0..<count {
            let (present, place) = (presence[index], traits[index])
            directions[index] = place.isOutbound ? .egress : .ingress
            shapeNumbers[index] =
                ConnectionShapeTable.flagBits(flags[index], arePresent: present.contains(.tcpFlags))
                | place.lowPortClientBit
            situations[index] = VerdictSituation(
                action: actions[index], outbound: place.outbound,
                statesRejectReason: present.contains(.rejectReason),
                formatHasRejectReason: formatHasRejectReason)
        }
    }

    /// Adds what follows from protocol and ports to the questions and situations of located records; what it says
    /// of the others does not count.
    private static func poseCommon(
        _ batch: borrowing FlowRecordBatch, _ ports: borrowing PortTable,
        _ table: borrowing ConnectionShapeTable, _ shapeNumbers: [UInt16], _ keys: inout [DecisionKey],
        _ situations: inout [VerdictSituation]
    ) {
        let count = batch.count
        var keys = keys.mutableSpan
        var situations = situations.mutableSpan
        precondition(situations.count >= count)
        let shapeNumbers = shapeNumbers.span.extracting(0..<count)
        let ipProtocols = batch.ipProtocol.span.extracting(0..<count)
        let sourcePorts = batch.sourcePort.span.extracting(0..<count)
        let destinationPorts = batch.destinationPort.span.extracting(0..<count)
        // Of a length that is known here, so that no look-up is checked.
        let words = ports.words.span.extracting(0..<65536)
        let protocols = ports.protocols.span.extracting(0..<256)
        let shapes = table.shapes.span.extracting(0..<ConnectionShapeTable.shapeCount)
        for index in 0..<count {
            let source = words[Int(sourcePorts[index])]
            let destination = words[Int(destinationPorts[index])]
            let ipProtocol = protocols[Int(ipProtocols[index])]
            keys.addServices(
                source: ipProtocol.serviceClass(source), destination: ipProtocol.serviceClass(destination),
                at: index, of: count, stride: columnLength)
            let shapeNumber =
                shapeNumbers[index] | ipProtocol.kind
                | PortTable.kinds(source: source, destination: destination)
            situations[index].add(shapes[Int(shapeNumber & 1023)])
        }
    }

    /// Poses the questions of a record of any kind.
    private static func pose(
        _ index: Int, _ batch: borrowing FlowRecordBatch, _ compiled: borrowing CompiledRuleSet,
        _ table: borrowing ConnectionShapeTable, at snapshots: [UInt32]
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
        var owner = compiled.addresses.owners[Int(addressClass)]
        if owner.contains(.sometimesLowPortClient),
            compiled.history.isLowPortClient(
                addressClass, of: compiled.addresses, at: Int(snapshots[index]))
        {
            owner.insert(.lowPortClient)
        }
        let place = RecordPlace(
            interface, addressClass, owner, isOutbound: direction == .egress,
            isInSubnet: remote.isInSubnet(of: number, interface, compiled.interfaces))
        let ports = (batch.sourcePort[index], batch.destinationPort[index])
        let shape = table.shape(
            ipProtocol: ipProtocol, sourcePort: ports.0, destinationPort: ports.1,
            tcpFlags: present.contains(.tcpFlags) ? batch.tcpFlags[index] : nil,
            isLowPortClientInvolved: place.traits.isLowPortClientInvolved)
        var situation = VerdictSituation(
            action: batch.action[index], outbound: place.traits.outbound,
            statesRejectReason: present.contains(.rejectReason),
            formatHasRejectReason: batch.formatHasRejectReason)
        situation.add(shape)
        return Posed(
            direction: RecordDirection(direction), situation: situation,
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
        if batch.isOfTransitGateway { return .transitGateway }
        guard hasRequiredFields(present, ipProtocol, batch, index) else { return .missingField }
        return batch.interface[index] == NameTable.unknown ? .unknownInterface : nil
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
