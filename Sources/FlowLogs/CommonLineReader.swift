#if AVX2
    import NetworkPrimitives

    /// Reads lines of the default format that look as nearly all do: a new interface id, numbers of up to eight digits,
    /// times of ten, `ACCEPT` or `REJECT`, `OK`; or no data.
    ///
    /// No index of separators is needed, since most columns of such lines have their fixed place. It is an addition to
    /// `ColumnProgram`, which can read every line: what is read here comes out the same there.
    struct CommonLineReader {
        private let interfaces: NameTable
        private let addresses = DottedDecimalShuffle.shared

        init(_ interfaces: NameTable) { self.interfaces = interfaces }

        /// Reads lines from `position` into the batch's next records, which the caller then counts: until the batch
        /// is full or a line comes that does not look so.
        ///
        /// - Parameter end: the end of the block's text.
        /// - Returns: how many records; `position` stands behind their lines.
        func parse(
            _ text: Span<UInt8>, from position: inout Int, to end: Int, _ presence: FieldPresence,
            into batch: inout FlowRecordBatch
        ) -> Int {
            batch.prepare(batch.count..<FlowRecordBatch.capacity, presence)
            var record = batch.count
            repeat {
                record &+= readCommonLines(text, from: &position, to: end, into: record, of: &batch)
                // Where lines of two kinds take turns, each is looked for again.
            } while record < FlowRecordBatch.capacity
                && (readWideLine(text, &position, end, &record, &batch)
                    || readLineWithoutData(text, &position, end, &record, &batch))
            return record &- batch.count
        }

        private func readCommonLines(
            _ text: Span<UInt8>, from position: inout Int, to end: Int, into first: Int,
            of batch: inout FlowRecordBatch
        ) -> Int {
            readCommonLines(
                text, from: &position, to: end, into: first, of: &batch.interface, &batch.interfaceText,
                &batch.sourceAddress, &batch.destinationAddress, &batch.sourcePort, &batch.destinationPort,
                &batch.ipProtocol, &batch.packets, &batch.bytes, &batch.start, &batch.end, &batch.action)
        }

        /// Reads lines with IPv4 addresses. The columns are handed over one by one, so that each can be written
        /// beside the others.
        private func readCommonLines(
            _ text: Span<UInt8>, from position: inout Int, to end: Int, into first: Int,
            of interfaceNumbers: inout [UInt32], _ interfaceTexts: inout [TextRange],
            _ sources: inout [UInt32], _ destinations: inout [UInt32], _ sourcePorts: inout [UInt16],
            _ destinationPorts: inout [UInt16], _ protocols: inout [UInt8], _ packets: inout [UInt64],
            _ bytes: inout [UInt64], _ starts: inout [UInt64], _ ends: inout [UInt64],
            _ actions: inout [FlowAction]
        ) -> Int {
            precondition(first >= 0)
            // Of a length that is known here, so that no place is checked.
            let all = 0..<FlowRecordBatch.capacity
            let slots = interfaces.slots.span
            var allInterfaceNumbers = interfaceNumbers.mutableSpan
            var interfaceNumbers = allInterfaceNumbers._mutatingExtracting(all)
            var allInterfaceTexts = interfaceTexts.mutableSpan
            var interfaceTexts = allInterfaceTexts._mutatingExtracting(all)
            var allSources = sources.mutableSpan
            var sources = allSources._mutatingExtracting(all)
            var allDestinations = destinations.mutableSpan
            var destinations = allDestinations._mutatingExtracting(all)
            var allSourcePorts = sourcePorts.mutableSpan
            var sourcePorts = allSourcePorts._mutatingExtracting(all)
            var allDestinationPorts = destinationPorts.mutableSpan
            var destinationPorts = allDestinationPorts._mutatingExtracting(all)
            var allProtocols = protocols.mutableSpan
            var protocols = allProtocols._mutatingExtracting(all)
            var allPackets = packets.mutableSpan
            var packets = allPackets._mutatingExtracting(all)
            var allBytes = bytes.mutableSpan
            var bytes = allBytes._mutatingExtracting(all)
            var allStarts = starts.mutableSpan
            var starts = allStarts._mutatingExtracting(all)
            var allEnds = ends.mutableSpan
            var ends = allEnds._mutatingExtracting(all)
            var allActions = actions.mutableSpan
            var actions = allActions._mutatingExtracting(all)
            for record in first..<all.upperBound {
                guard let line = CommonLine(text, at: position, before: end),
                    let interface = CommonLine.interface(text, ofLineAt: line.start, interfaces, slots),
                    let source = addresses.value(text, line.source.lowerBound, line.source.upperBound),
                    let destination = addresses.value(
                        text, line.destination.lowerBound, line.destination.upperBound),
                    let numbers = line.numbers(text), let others = line.bytesAndTimes(text),
                    let action = line.action(text)
                else { return record &- first }
                interfaceNumbers[record] = interface
                interfaceTexts[record] = CommonLine.interface(ofLineAt: line.start)
                sources[record] = source
                destinations[record] = destination
                sourcePorts[record] = UInt16(truncatingIfNeeded: numbers[0])
                destinationPorts[record] = UInt16(truncatingIfNeeded: numbers[1])
                protocols[record] = UInt8(truncatingIfNeeded: numbers[2])
                packets[record] = UInt64(numbers[3])
                bytes[record] = UInt64(others.number)
                starts[record] = others.times.start
                ends[record] = others.times.end
                actions[record] = action
                position = line.end
            }
            return all.upperBound &- first
        }
    }

    extension CommonLineReader {
        private enum Address {
            case ipv4(UInt32)
            case ipv6(UInt128)
        }

        /// Reads a line with addresses of any kind.
        private func readWideLine(
            _ text: Span<UInt8>, _ position: inout Int, _ end: Int, _ record: inout Int,
            _ batch: inout FlowRecordBatch
        ) -> Bool {
            guard let line = CommonLine(wide: text, at: position, before: end),
                let interface = CommonLine.interface(
                    text, ofLineAt: line.start, interfaces, interfaces.slots.span),
                let source = address(text, line.source), let destination = address(text, line.destination),
                let numbers = line.numbers(text), let others = line.bytesAndTimes(text),
                let action = line.action(text)
            else { return false }
            batch.interface[record] = interface
            batch.interfaceText[record] = CommonLine.interface(ofLineAt: line.start)
            batch.sourceAddress[record] = place(of: source, .sourceIsIPv6, record, &batch)
            batch.destinationAddress[record] = place(of: destination, .destinationIsIPv6, record, &batch)
            batch.sourcePort[record] = UInt16(truncatingIfNeeded: numbers[0])
            batch.destinationPort[record] = UInt16(truncatingIfNeeded: numbers[1])
            batch.ipProtocol[record] = UInt8(truncatingIfNeeded: numbers[2])
            batch.packets[record] = UInt64(numbers[3])
            batch.bytes[record] = UInt64(others.number)
            batch.start[record] = others.times.start
            batch.end[record] = others.times.end
            batch.action[record] = action
            position = line.end
            record &+= 1
            return true
        }

        private func address(_ text: Span<UInt8>, _ column: Range<Int>) -> Address? {
            if let address = addresses.value(text, column.lowerBound, column.upperBound) {
                return .ipv4(address)
            }
            return IPv6Address(ascii: text.extracting(column)).map { .ipv6($0.value) }
        }

        /// What stands for an address in its column: an IPv6 one is added to the batch, and the record marked.
        private func place(
            of address: Address, _ isIPv6: FieldPresence, _ record: Int, _ batch: inout FlowRecordBatch
        ) -> UInt32 {
            switch address {
            case .ipv4(let value): return value
            case .ipv6(let value):
                batch.present[record].insert(isIPv6)
                batch.ipv6Addresses.append(value)
                return UInt32(truncatingIfNeeded: batch.ipv6Addresses.count &- 1)
            }
        }

        /// Reads a line of an interval without traffic: a `-` for everything but the interface and the times.
        private func readLineWithoutData(
            _ text: Span<UInt8>, _ position: inout Int, _ end: Int, _ record: inout Int,
            _ batch: inout FlowRecordBatch
        ) -> Bool {
            guard let line = LineWithoutData(text, at: position, before: end),
                let interface = CommonLine.interface(
                    text, ofLineAt: position, interfaces, interfaces.slots.span)
            else { return false }
            batch.present[record] = [.interfaceID, .start, .end]
            batch.logStatus[record] = line.status
            batch.interface[record] = interface
            batch.interfaceText[record] = CommonLine.interface(ofLineAt: position)
            batch.start[record] = line.times.start
            batch.end[record] = line.times.end
            position = line.end
            record &+= 1
            return true
        }
    }
#endif
