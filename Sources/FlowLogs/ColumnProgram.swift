import NetworkPrimitives

/// What to do with each column of a format, so that the parser's loop asks no format.
struct ColumnProgram: Sendable {
    let format: RecordFormat
    let steps: [Step]
    /// What a record has in which no column is `-`, and no address IPv6.
    let presence: FieldPresence
    let isDefaultFormat: Bool
    let placeColumns: PlaceColumns

    /// A column: the one that is parsed into the batch, or one that is carried past.
    enum Step: UInt8 {
        case skip
        case interfaceID, sourceAddress, destinationAddress, packetSourceAddress, packetDestinationAddress
        case sourcePort, destinationPort, ipProtocol, packets, bytes, start, end, action, logStatus
        case tcpFlags, flowDirection, rejectReason
    }

    enum Outcome {
        case record
        case blank
        case malformed(MalformedLineKind)
    }

    init(_ format: RecordFormat) {
        self.format = format
        isDefaultFormat = format == .version2
        placeColumns = PlaceColumns(format)
        steps = format.columns.map { field in
            switch field {
            case .interfaceID: .interfaceID
            case .srcaddr: .sourceAddress
            case .dstaddr: .destinationAddress
            case .pktSrcaddr: .packetSourceAddress
            case .pktDstaddr: .packetDestinationAddress
            case .srcport: .sourcePort
            case .dstport: .destinationPort
            case .protocol: .ipProtocol
            case .packets: .packets
            case .bytes: .bytes
            case .start: .start
            case .end: .end
            case .action: .action
            case .logStatus: .logStatus
            case .tcpFlags: .tcpFlags
            case .flowDirection: .flowDirection
            case .rejectReason: .rejectReason
            default: .skip
            }
        }
        presence = steps.reduce(into: []) { $0.formUnion($1.presence) }
    }

    /// Parses the line at `cursor` into the batch's next record, which the caller then counts.
    ///
    /// On return the cursor stands inside the line or at its newline; after a malformed column its
    /// `column` tells which.
    func parse(
        _ text: Span<UInt8>, _ cursor: inout ColumnCursor, interfaces: NameTable,
        into batch: inout FlowRecordBatch
    ) -> Outcome {
        guard cursor.skipSeparators(text) else { return .blank }
        let index = batch.count
        var present: FieldPresence = []
        batch.logStatus[index] = .ok
        for column in steps.indices {
            cursor.column = column
            guard cursor.skipSeparators(text) else { return .malformed(.init(.wrongColumnCount)) }
            let step = steps[column]
            if step == .skip {
                cursor.skipColumn(text)
                continue
            }
            if cursor.takeDash(text) { continue }
            guard let cause = parse(step, text, &cursor, interfaces, index, &batch, &present) else {
                continue
            }
            return .malformed(.init(cause, field: format.columns[column]))
        }
        if cursor.skipSeparators(text) { return .malformed(.init(.wrongColumnCount)) }
        batch.present[index] = present
        return .record
    }

    /// Parses one column, which is not `-`; the cause where it is malformed.
    func parse(
        _ step: Step, _ text: Span<UInt8>, _ cursor: inout ColumnCursor, _ interfaces: NameTable,
        _ index: Int, _ batch: inout FlowRecordBatch, _ present: inout FieldPresence
    ) -> MalformedLineKind.Cause? {
        switch step {
        case .skip:
            return nil
        case .interfaceID:
            let range = cursor.takeColumn(text)
            batch.interface[index] = interfaces.number(text, range.lowerBound, range.upperBound)
            batch.interfaceText[index] = TextRange(range)
            present.insert(.interfaceID)
            return nil
        case .sourceAddress:
            return address(
                text, &cursor, &batch.sourceAddress[index], &batch.ipv6Addresses, &present, .sourceAddress,
                .sourceIsIPv6)
        case .destinationAddress:
            return address(
                text, &cursor, &batch.destinationAddress[index], &batch.ipv6Addresses, &present,
                .destinationAddress, .destinationIsIPv6)
        case .packetSourceAddress:
            return address(
                text, &cursor, &batch.packetSourceAddress[index], &batch.ipv6Addresses, &present,
                .packetSourceAddress, .packetSourceIsIPv6)
        case .packetDestinationAddress:
            return address(
                text, &cursor, &batch.packetDestinationAddress[index], &batch.ipv6Addresses, &present,
                .packetDestinationAddress, .packetDestinationIsIPv6)
        case .sourcePort:
            return number(text, &cursor, &batch.sourcePort[index], &present, .sourcePort)
        case .destinationPort:
            return number(text, &cursor, &batch.destinationPort[index], &present, .destinationPort)
        case .ipProtocol:
            return number(text, &cursor, &batch.ipProtocol[index], &present, .ipProtocol)
        case .tcpFlags:
            return number(text, &cursor, &batch.tcpFlags[index], &present, .tcpFlags)
        case .packets:
            return number(text, &cursor, &batch.packets[index], &present, .packets)
        case .bytes:
            return number(text, &cursor, &batch.bytes[index], &present, .bytes)
        case .start:
            return time(text, &cursor, &batch.start[index], &present, .start)
        case .end:
            return time(text, &cursor, &batch.end[index], &present, .end)
        case .action:
            let range = cursor.takeColumn(text)
            guard let action = FlowAction(text, range) else { return .invalidValue }
            batch.action[index] = action
            present.insert(.action)
            return nil
        case .logStatus:
            let range = cursor.takeColumn(text)
            guard let status = LogStatus(text, range) else { return .invalidValue }
            batch.logStatus[index] = status
            return nil
        case .flowDirection:
            let range = cursor.takeColumn(text)
            guard let direction = TrafficDirection(text, range) else { return .invalidValue }
            batch.flowDirection[index] = direction
            present.insert(.flowDirection)
            return nil
        case .rejectReason:
            batch.rejectReason[index] = TextRange(cursor.takeColumn(text))
            present.insert(.rejectReason)
            return nil
        }
    }

    /// Parses one column of a record whose every column was taken as present; false where it is malformed.
    func parseUncommon(
        _ step: Step, _ text: Span<UInt8>, _ cursor: inout ColumnCursor, _ interfaces: NameTable,
        _ index: Int, _ batch: inout FlowRecordBatch
    ) -> Bool {
        if step == .logStatus { batch.logStatus[index] = .ok }
        batch.present[index].remove(step.presence)
        if cursor.takeDash(text) { return true }
        var present = batch.present[index]
        guard parse(step, text, &cursor, interfaces, index, &batch, &present) == nil else { return false }
        batch.present[index] = present
        return true
    }

    private func number<Number: FixedWidthInteger & UnsignedInteger>(
        _ text: Span<UInt8>, _ cursor: inout ColumnCursor, _ value: inout Number,
        _ present: inout FieldPresence, _ field: FieldPresence
    ) -> MalformedLineKind.Cause? {
        switch cursor.takeNumber(text) {
        case .value(let number):
            guard number <= UInt64(Number.max) else { return .numberOutOfRange }
            value = Number(truncatingIfNeeded: number)
            present.insert(field)
            return nil
        case .overflow: return .numberOutOfRange
        case .notANumber: return .invalidNumber
        }
    }

    private func time(
        _ text: Span<UInt8>, _ cursor: inout ColumnCursor, _ value: inout UInt64,
        _ present: inout FieldPresence, _ field: FieldPresence
    ) -> MalformedLineKind.Cause? {
        if let cause = number(text, &cursor, &value, &present, field) { return cause }
        return value <= ColumnValue.latestTime ? nil : .numberOutOfRange
    }

    private func address(
        _ text: Span<UInt8>, _ cursor: inout ColumnCursor, _ value: inout UInt32, _ ipv6: inout [UInt128],
        _ present: inout FieldPresence, _ field: FieldPresence, _ isIPv6: FieldPresence
    ) -> MalformedLineKind.Cause? {
        if let address = cursor.takeIPv4Address(text) {
            value = address
            present.insert(field)
            return nil
        }
        let range = cursor.takeColumn(text)
        guard let address = IPv6Address(ascii: text.extracting(range)) else { return .invalidAddress }
        value = UInt32(truncatingIfNeeded: ipv6.count)
        ipv6.append(address.value)
        present.insert(field)
        present.insert(isIPv6)
        return nil
    }
}

extension ColumnProgram.Step {
    /// The field that a record has where the column is not `-`; a status is not told from a missing one.
    var presence: FieldPresence {
        switch self {
        case .skip, .logStatus: []
        case .interfaceID: .interfaceID
        case .sourceAddress: .sourceAddress
        case .destinationAddress: .destinationAddress
        case .packetSourceAddress: .packetSourceAddress
        case .packetDestinationAddress: .packetDestinationAddress
        case .sourcePort: .sourcePort
        case .destinationPort: .destinationPort
        case .ipProtocol: .ipProtocol
        case .packets: .packets
        case .bytes: .bytes
        case .start: .start
        case .end: .end
        case .action: .action
        case .tcpFlags: .tcpFlags
        case .flowDirection: .flowDirection
        case .rejectReason: .rejectReason
        }
    }
}
