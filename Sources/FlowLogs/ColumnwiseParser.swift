import NetworkPrimitives

/// Reads the plain lines of a block of log text, as many at once as stand one behind another.
///
/// It is an addition to `ColumnProgram`, which can read every line: what is parsed here comes out the same there.
struct ColumnwiseParser: Sendable {
    private var index = ColumnIndex()
    /// The next line of the index and its first column.
    private var line = 0
    private var column = 0
    private var uncommon = UncommonLines()
    /// Lines to read at once: fewer after a malformed one, behind which the columns have been read in vain.
    private var runLimit = ColumnIndex.windowSize

    /// Forgets the index, for another block.
    mutating func reset() {
        line = 0
        column = 0
        index.removeAll()
    }

    /// Parses the lines from `position` into the batch's next records, which the caller then counts: until the
    /// batch is full or a line comes that is not plain, may be a header or is malformed.
    ///
    /// - Parameter end: the end of the block's text.
    /// - Returns: how many records; `position` stands behind their lines.
    mutating func parse(
        _ text: Span<UInt8>, from position: inout Int, to end: Int, _ program: ColumnProgram,
        _ interfaces: NameTable, into batch: inout FlowRecordBatch
    ) -> Int {
        moveIndex(text, to: position, end)
        guard index.isPlain else { return 0 }
        let run = PlainRun(
            firstColumn: column, columnsOfLine: program.steps.count,
            lineCount: runLength(
                text, program.steps.count, min(runLimit, FlowRecordBatch.capacity - batch.count)),
            firstRecord: batch.count)
        guard run.lineCount > 0 else { return 0 }
        let ipv6Count = batch.ipv6Addresses.count
        let parsed = parse(run, text, program, interfaces, into: &batch)
        if parsed < run.lineCount, batch.ipv6Addresses.count > ipv6Count {
            // Addresses of lines that are not taken stand among those of lines that are.
            batch.ipv6Addresses.removeLast(batch.ipv6Addresses.count - ipv6Count)
            _ = parse(run.prefix(parsed), text, program, interfaces, into: &batch)
        }
        runLimit = parsed < run.lineCount ? max(1, parsed) : min(2 * runLimit, ColumnIndex.windowSize)
        if parsed > 0 {
            position = index.lineEnd(line + parsed - 1)
            line += parsed
            column += parsed * run.columnsOfLine
        }
        return parsed
    }

    /// Makes the index's next line the one at `position`.
    private mutating func moveIndex(_ text: Span<UInt8>, to position: Int, _ end: Int) {
        while line < index.lineCount, index.start(column) < position {
            column += 1
            if index.start(column) == index.lineEnd(line) { line += 1 }
        }
        guard line == index.lineCount else { return }
        index.index(text, from: position, to: end)
        line = 0
        column = 0
    }

    /// How many lines from the next one on have `columnsOfLine` columns and cannot be headers.
    private func runLength(_ text: Span<UInt8>, _ columnsOfLine: Int, _ limit: Int) -> Int {
        let limit = min(
            limit, index.lineCount &- line, (index.columnCount &- column) / columnsOfLine)
        guard limit > 0 else { return 0 }
        let lineEnds = index.lineEnds.span.extracting(line..<line &+ limit)
        let columns = index.starts.span.extracting(column...column &+ limit &* columnsOfLine)
        var start = columns[0]
        for length in 0..<limit {
            let end = columns[(length &+ 1) &* columnsOfLine]
            if end != lineEnds[length] { return length }
            if text.byte(at: index.base &+ Int(start)).isLowercaseLetter,
                mayBeHeader(text, column &+ length &* columnsOfLine, columnsOfLine)
            {
                return length
            }
            start = end
        }
        return limit
    }

    /// Whether every column begins with a lower-case letter, as names of fields do.
    private func mayBeHeader(_ text: Span<UInt8>, _ first: Int, _ count: Int) -> Bool {
        (first..<first + count).allSatisfy { text.byte(at: index.start($0)).isLowercaseLetter }
    }

    /// Returns how many lines were parsed before the first malformed one.
    private mutating func parse(
        _ run: PlainRun, _ text: Span<UInt8>, _ program: ColumnProgram, _ interfaces: NameTable,
        into batch: inout FlowRecordBatch
    ) -> Int {
        batch.prepare(run.firstRecord..<run.firstRecord + run.lineCount, program.presence)
        let window = text.extracting(index.base...)
        var parsed = run.lineCount
        for (column, step) in program.steps.enumerated() where step != .skip {
            read(run, column, step, window, interfaces, into: &batch)
            for position in 0..<uncommon.count where uncommon[position] < parsed {
                let line = uncommon[position]
                var cursor = ColumnCursor(
                    position: index.start(run.firstColumn + line * run.columnsOfLine + column))
                if !program.parseUncommon(step, text, &cursor, interfaces, run.firstRecord + line, &batch) {
                    parsed = line
                }
            }
        }
        return parsed
    }

    /// Reads a column of all lines that are of the common form, and notes the others as uncommon.
    private mutating func read(
        _ run: PlainRun, _ column: Int, _ step: ColumnProgram.Step, _ text: Span<UInt8>,
        _ interfaces: NameTable, into batch: inout FlowRecordBatch
    ) {
        switch step {
        case .skip: break
        case .interfaceID:
            run.readInterfaces(
                column, text, index, interfaces, into: &batch.interface, &batch.interfaceText, &uncommon)
        case .sourceAddress:
            run.readAddresses(column, text, index, into: &batch.sourceAddress, &uncommon)
        case .destinationAddress:
            run.readAddresses(column, text, index, into: &batch.destinationAddress, &uncommon)
        case .packetSourceAddress:
            run.readAddresses(column, text, index, into: &batch.packetSourceAddress, &uncommon)
        case .packetDestinationAddress:
            run.readAddresses(column, text, index, into: &batch.packetDestinationAddress, &uncommon)
        case .sourcePort: run.readNumbers(column, text, index, into: &batch.sourcePort, &uncommon)
        case .destinationPort: run.readNumbers(column, text, index, into: &batch.destinationPort, &uncommon)
        case .ipProtocol: run.readNumbers(column, text, index, into: &batch.ipProtocol, &uncommon)
        case .tcpFlags: run.readNumbers(column, text, index, into: &batch.tcpFlags, &uncommon)
        case .packets: run.readNumbers(column, text, index, into: &batch.packets, &uncommon)
        case .bytes: run.readNumbers(column, text, index, into: &batch.bytes, &uncommon)
        case .start:
            run.readNumbers(
                column, limit: NumberLimit(ColumnValue.latestTime), text, index, into: &batch.start, &uncommon
            )
        case .end:
            run.readNumbers(
                column, limit: NumberLimit(ColumnValue.latestTime), text, index, into: &batch.end, &uncommon)
        case .action:
            run.readWords(
                column, (ShortWord("ACCEPT"), .accept), (ShortWord("REJECT"), .reject), text, index,
                into: &batch.action, &uncommon)
        case .logStatus:
            run.readWords(
                column, (ShortWord("OK"), .ok), (ShortWord("NODATA"), .noData), text, index,
                into: &batch.logStatus, &uncommon)
        case .flowDirection:
            run.readWords(
                column, (ShortWord("ingress"), .ingress), (ShortWord("egress"), .egress), text, index,
                into: &batch.flowDirection, &uncommon)
        case .rejectReason:
            uncommon.append(allOf: run)
        }
    }
}
