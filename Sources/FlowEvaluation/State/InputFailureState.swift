import FlowLogs
import GzipInput

// Why inputs could not be read, as it is kept: a number for the case, then what belongs to it.

extension InputFailure: StateValue {
    package func write(to state: inout StateWriter) {
        switch self {
        case .fault(let fault):
            state.write(0)
            state.write(fault)
        case .refusedText(let refusal):
            state.write(1)
            state.write(refusal == .json)
        case .refusedContent(let kind):
            state.write(2)
            state.write(kind)
        }
    }

    package init(from state: inout StateReader) throws(StateError) {
        self =
            switch try state.number(atMost: 2) {
            case 0: .fault(try InputFault(from: &state))
            case 1: .refusedText(try Bool(from: &state) ? .json : .commaSeparated)
            default: .refusedContent(try ContentKind(from: &state))
            }
    }
}

extension ContentKind: StateValue {
    package func write(to state: inout StateWriter) {
        state.write(Self.allCases.firstIndex(of: self) ?? 0)
    }

    package init(from state: inout StateReader) throws(StateError) {
        let number = try state.number(atMost: UInt64(Self.allCases.count - 1))
        self = Self.allCases[Int(number)]
    }
}

extension InputFault: StateValue {
    package func write(to state: inout StateWriter) {
        state.write(cause)
        state.write(compressedOffset)
        state.write(member)
        state.write(decompressedOffset)
    }

    package init(from state: inout StateReader) throws(StateError) {
        self.init(
            try Cause(from: &state), compressedOffset: try UInt64(from: &state),
            member: try Int(from: &state), decompressedOffset: try UInt64(from: &state))
    }
}

extension InputFault.Cause: StateValue {
    /// The causes that hold nothing more, by number.
    private static let plain: [Int: Self] = [
        2: .isDirectory, 4: .outOfMemory, 5: .truncatedMember, 12: .trailingGarbage, 13: .truncatedFrame,
        15: .frameWindowTooLarge, 16: .frameNeedsDictionary, 17: .garbageBehindFrames, 19: .noMessages,
    ]

    package func write(to state: inout StateWriter) {
        switch self {
        case .cannotOpen(let number): state.write(0, number)
        case .cannotRead(let number): state.write(1, number)
        case .refused(let kind): state.write(3, kind)
        case .changedWhileRead(let expected): state.write(20, expected)
        case .corruptData(let detail): state.write(6, detail)
        case .unsupportedMethod(let method): state.write(7, method)
        case .reservedFlags(let flags): state.write(8, flags)
        case .headerChecksumMismatch(let expected, let computed):
            state.write(9, expected)
            state.write(computed)
        case .checksumMismatch(let expected, let computed):
            state.write(10, expected)
            state.write(computed)
        case .lengthMismatch(let expected, let computed):
            state.write(11, expected)
            state.write(computed)
        case .corruptFrame(let detail): state.write(14, detail)
        case .malformedEnvelope(let expected): state.write(18, expected)
        case .isDirectory, .outOfMemory, .truncatedMember, .trailingGarbage, .truncatedFrame,
            .frameWindowTooLarge, .frameNeedsDictionary, .garbageBehindFrames, .noMessages:
            for (number, cause) in Self.plain where cause == self { state.write(number) }
        }
    }

    package init(from state: inout StateReader) throws(StateError) {
        let number = try Int(from: &state)
        switch number {
        case 0: self = .cannotOpen(errno: try Int32(from: &state))
        case 1: self = .cannotRead(errno: try Int32(from: &state))
        case 3: self = .refused(try ContentKind(from: &state))
        case 20: self = .changedWhileRead(expected: try UInt64(from: &state))
        case 6: self = .corruptData(detail: try String(from: &state))
        case 7: self = .unsupportedMethod(try UInt8(from: &state))
        case 8: self = .reservedFlags(try UInt8(from: &state))
        case 9:
            self = .headerChecksumMismatch(
                expected: try UInt16(from: &state), computed: try UInt16(from: &state))
        case 10:
            self = .checksumMismatch(expected: try UInt32(from: &state), computed: try UInt32(from: &state))
        case 11:
            self = .lengthMismatch(expected: try UInt32(from: &state), computed: try UInt32(from: &state))
        case 14: self = .corruptFrame(detail: try String(from: &state))
        case 18: self = .malformedEnvelope(expected: try String(from: &state))
        default:
            guard let cause = Self.plain[number] else { throw state.invalid() }
            self = cause
        }
    }
}

extension StateWriter {
    fileprivate mutating func write(_ number: Int, _ value: some StateValue) {
        write(number)
        write(value)
    }
}
