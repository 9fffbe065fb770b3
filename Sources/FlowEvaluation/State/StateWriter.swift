/// Writes values as bytes: the same values always as the same bytes.
///
/// Whole numbers take as many bytes as they need, seven bits each, the lowest first, the highest bit set in all but the
/// last; texts and lists begin with their count.
package struct StateWriter: Sendable {
    package private(set) var bytes: [UInt8] = []

    package init() {}

    package mutating func write(_ value: some StateValue) { value.write(to: &self) }

    mutating func write(number: UInt64) {
        var rest = number
        while rest >= 0x80 {
            bytes.append(UInt8(truncatingIfNeeded: rest) | 0x80)
            rest >>= 7
        }
        bytes.append(UInt8(truncatingIfNeeded: rest))
    }

    mutating func write(raw: some Sequence<UInt8>) { bytes.append(contentsOf: raw) }
}

/// Reads what a `StateWriter` wrote. The bytes may be of anybody's: whatever they are, no more memory is taken than a few
/// times their number.
package struct StateReader: Sendable {
    /// What numbers in the bytes may refer to.
    package struct Context: Sendable {
        package var inputs = 0
        package var interfaces = 0
        package var rules = 0
        package var subnets = 0

        package init() {}
    }

    private let bytes: [UInt8]
    private var place: Int
    private let context: Context

    package init(_ bytes: [UInt8], from place: Int = 0, _ context: Context = Context()) {
        self.bytes = bytes
        self.place = min(max(0, place), bytes.count)
        self.context = context
    }

    /// The number of an input.
    mutating func input() throws(StateError) -> Int {
        let input = try Int(from: &self)
        guard isInput(input) else { throw invalid() }
        return input
    }

    func isInput(_ number: Int) -> Bool { number < context.inputs }

    /// The number of an interface.
    mutating func interface() throws(StateError) -> UInt32 {
        let interface = try UInt32(from: &self)
        guard Int(interface) < context.interfaces else { throw invalid() }
        return interface
    }

    /// The number of a rule.
    mutating func rule() throws(StateError) -> UInt32 {
        let rule = try UInt32(from: &self)
        guard Int(rule) < context.rules else { throw invalid() }
        return rule
    }

    /// The number of a subnet, where there is one.
    mutating func subnet() throws(StateError) -> Int? {
        let subnet = try Int?(from: &self)
        guard subnet ?? 0 < max(1, context.subnets) else { throw invalid() }
        return subnet
    }

    /// The code of a verdict.
    mutating func verdictCode() throws(StateError) -> Int {
        let code = try Int(from: &self)
        guard code < Verdict.codeCount else { throw invalid() }
        return code
    }

    package mutating func read<Value: StateValue>(_: Value.Type = Value.self) throws(StateError) -> Value {
        try Value(from: &self)
    }

    /// Bytes that have not been read.
    package var remaining: Int { bytes.count - place }

    mutating func number(atMost limit: UInt64 = .max) throws(StateError) -> UInt64 {
        var number: UInt64 = 0
        var shift: UInt64 = 0
        while true {
            guard place < bytes.count else { throw StateError(offset: place) }
            let byte = bytes[place]
            let bits = UInt64(byte & 0x7f)
            guard shift < 63 || (shift == 63 && bits < 2) else { throw StateError(offset: place) }
            number |= bits << shift
            place += 1
            if byte < 0x80 { break }
            shift += 7
        }
        guard number <= limit else { throw StateError(offset: place) }
        return number
    }

    /// The count of things that take at least a byte each.
    mutating func count() throws(StateError) -> Int {
        Int(truncatingIfNeeded: try number(atMost: UInt64(remaining)))
    }

    mutating func raw(_ count: Int) throws(StateError) -> ArraySlice<UInt8> {
        guard count >= 0, count <= remaining else { throw StateError(offset: place) }
        defer { place += count }
        return bytes[place..<place + count]
    }

    /// Sees to it that nothing is left.
    package func end() throws(StateError) {
        if remaining > 0 { throw StateError(offset: place) }
    }

    /// What has been read last makes no sense.
    package func invalid() -> StateError { StateError(offset: place) }
}

/// Bytes that no `StateWriter` wrote, or not for this rule set.
package struct StateError: Error, Hashable, Sendable {
    /// Where that was noticed, in bytes.
    package let offset: Int
}

/// A value that is kept from run to run.
package protocol StateValue {
    func write(to state: inout StateWriter)
    init(from state: inout StateReader) throws(StateError)
}

extension UInt64: StateValue {
    package func write(to state: inout StateWriter) { state.write(number: self) }
    package init(from state: inout StateReader) throws(StateError) { self = try state.number() }
}

extension UInt32: StateValue {
    package func write(to state: inout StateWriter) { state.write(number: UInt64(self)) }
    package init(from state: inout StateReader) throws(StateError) {
        self = UInt32(truncatingIfNeeded: try state.number(atMost: UInt64(Self.max)))
    }
}

extension UInt16: StateValue {
    package func write(to state: inout StateWriter) { state.write(number: UInt64(self)) }
    package init(from state: inout StateReader) throws(StateError) {
        self = UInt16(truncatingIfNeeded: try state.number(atMost: UInt64(Self.max)))
    }
}

extension UInt8: StateValue {
    package func write(to state: inout StateWriter) { state.write(number: UInt64(self)) }
    package init(from state: inout StateReader) throws(StateError) {
        self = UInt8(truncatingIfNeeded: try state.number(atMost: UInt64(Self.max)))
    }
}

extension Int32: StateValue {
    package func write(to state: inout StateWriter) { UInt32(bitPattern: self).write(to: &state) }
    package init(from state: inout StateReader) throws(StateError) {
        self.init(bitPattern: try UInt32(from: &state))
    }
}

/// Only numbers and counts that are not negative are kept.
extension Int: StateValue {
    package func write(to state: inout StateWriter) { state.write(number: UInt64(Swift.max(0, self))) }
    package init(from state: inout StateReader) throws(StateError) {
        self = Int(truncatingIfNeeded: try state.number(atMost: UInt64(Self.max)))
    }
}

extension UInt128: StateValue {
    package func write(to state: inout StateWriter) {
        state.write(UInt64(truncatingIfNeeded: self))
        state.write(UInt64(truncatingIfNeeded: self >> 64))
    }

    package init(from state: inout StateReader) throws(StateError) {
        let low = try UInt64(from: &state)
        self = UInt128(try UInt64(from: &state)) << 64 | UInt128(low)
    }
}

extension Bool: StateValue {
    package func write(to state: inout StateWriter) { state.write(number: self ? 1 : 0) }
    package init(from state: inout StateReader) throws(StateError) { self = try state.number(atMost: 1) == 1 }
}

extension String: StateValue {
    package func write(to state: inout StateWriter) {
        state.write(number: UInt64(utf8.count))
        state.write(raw: utf8)
    }

    package init(from state: inout StateReader) throws(StateError) {
        guard let text = String(validating: try state.raw(try state.count()), as: UTF8.self) else {
            throw state.invalid()
        }
        self = text
    }
}

extension Optional: StateValue where Wrapped: StateValue {
    package func write(to state: inout StateWriter) {
        state.write(self != nil)
        if let self { state.write(self) }
    }

    package init(from state: inout StateReader) throws(StateError) {
        self = try Bool(from: &state) ? try Wrapped(from: &state) : nil
    }
}

extension Array: StateValue where Element: StateValue {
    package func write(to state: inout StateWriter) {
        state.write(count)
        for element in self { state.write(element) }
    }

    package init(from state: inout StateReader) throws(StateError) {
        self = []
        for _ in 0..<(try state.count()) { append(try Element(from: &state)) }
    }
}

/// In the order of the keys.
extension Dictionary: StateValue where Key: StateValue & Comparable, Value: StateValue {
    package func write(to state: inout StateWriter) {
        state.write(count)
        for (key, value) in sorted(by: { $0.key < $1.key }) {
            state.write(key)
            state.write(value)
        }
    }

    package init(from state: inout StateReader) throws(StateError) {
        self = [:]
        for _ in 0..<(try state.count()) {
            let key = try Key(from: &state)
            guard updateValue(try Value(from: &state), forKey: key) == nil else { throw state.invalid() }
        }
    }
}
