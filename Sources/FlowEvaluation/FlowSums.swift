/// How many records, packets and bytes. Sums that would pass 2^64 - 1 stay there.
public struct FlowSums: Hashable, Sendable {
    /// Flow records.
    public private(set) var records: UInt64 = 0
    /// Packets of these.
    public private(set) var packets: UInt64 = 0
    /// Bytes of these.
    public private(set) var bytes: UInt64 = 0

    public init() {}

    public init(records: UInt64, packets: UInt64, bytes: UInt64) {
        self.records = records
        self.packets = packets
        self.bytes = bytes
    }

    mutating func add(packets: UInt64, bytes: UInt64) {
        records = records.addingSaturating(1)
        self.packets = self.packets.addingSaturating(packets)
        self.bytes = self.bytes.addingSaturating(bytes)
    }

    /// As `add(packets:bytes:)`, where no sum can pass 2^64 - 1.
    @inline(__always)
    mutating func addBounded(packets: UInt64, bytes: UInt64) {
        records &+= 1
        self.packets &+= packets
        self.bytes &+= bytes
    }

    public static func += (left: inout Self, right: Self) {
        left.records = left.records.addingSaturating(right.records)
        left.packets = left.packets.addingSaturating(right.packets)
        left.bytes = left.bytes.addingSaturating(right.bytes)
    }

    /// Whether a sum has reached 2^64 - 1 and so may be larger than it says.
    public var isSaturated: Bool { records == .max || packets == .max || bytes == .max }
}

extension UInt64 {
    @inline(__always)
    func addingSaturating(_ other: UInt64) -> UInt64 {
        let (sum, overflow) = addingReportingOverflow(other)
        return overflow ? .max : sum
    }
}

/// The first and the last moment of something, in Unix seconds.
public struct TimeSpan: Hashable, Sendable {
    /// The first moment; later than `last` where there is none.
    public private(set) var first: UInt64 = .max
    /// The last moment.
    public private(set) var last: UInt64 = 0

    public init() {}

    public init(first: UInt64, last: UInt64) {
        self.first = first
        self.last = last
    }

    /// Whether there is no moment in it.
    public var isEmpty: Bool { first > last }

    /// Seconds from the first to the last moment, both counted.
    public var seconds: UInt64 { isEmpty ? 0 : (last - first).addingSaturating(1) }

    @inline(__always)
    mutating func include(_ time: UInt64) {
        if time < first { first = time }
        if time > last { last = time }
    }

    @inline(__always)
    public static func += (left: inout Self, right: Self) {
        left.first = min(left.first, right.first)
        left.last = max(left.last, right.last)
    }
}

extension FlowSums: StateValue {
    package func write(to state: inout StateWriter) {
        state.write(records)
        state.write(packets)
        state.write(bytes)
    }

    package init(from state: inout StateReader) throws(StateError) {
        records = try UInt64(from: &state)
        packets = try UInt64(from: &state)
        bytes = try UInt64(from: &state)
    }
}

/// The first moment as one more, so that an empty span is two zeros.
extension TimeSpan: StateValue {
    package func write(to state: inout StateWriter) {
        state.write(first &+ 1)
        state.write(last)
    }

    package init(from state: inout StateReader) throws(StateError) {
        first = try UInt64(from: &state) &- 1
        last = try UInt64(from: &state)
    }
}
