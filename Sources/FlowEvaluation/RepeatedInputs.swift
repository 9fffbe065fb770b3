/// Inputs that hold the very bytes of one before them, such as files that were delivered twice: their records count twice.
package struct RepeatedInputs: Sendable {
    /// An input, by number, and the first one that holds the same.
    package struct Repeat: Hashable, Sendable {
        package let input: Int
        package let first: Int
    }

    /// The first repeats.
    package private(set) var repeats: [Repeat] = []
    /// All of them.
    package private(set) var count = 0
    /// The records in them.
    package private(set) var records: UInt64 = 0

    /// The first input of each content.
    private var firstInput: [UInt128: UInt32] = [:]

    /// Repeats that are kept.
    static let repeatCapacity = 1000
    /// Contents that are told apart; inputs of further ones are not compared.
    static let contentCapacity = 1 << 20

    /// Takes note of an input that was read to its end. One without records is nothing that could count twice.
    mutating func add(_ content: UInt128, records: UInt64, input: Int) {
        guard records > 0, let number = UInt32(exactly: input) else { return }
        if let first = firstInput[content] {
            count += 1
            self.records = self.records.addingSaturating(records)
            if repeats.count < Self.repeatCapacity { repeats.append(Repeat(input: input, first: Int(first))) }
        } else if firstInput.count < Self.contentCapacity {
            firstInput[content] = number
        }
    }
}

extension RepeatedInputs: StateValue {
    package func write(to state: inout StateWriter) {
        state.write(repeats.count)
        for one in repeats {
            state.write(one.input)
            state.write(one.first)
        }
        state.write(count)
        state.write(records)
        state.write(firstInput)
    }

    package init(from state: inout StateReader) throws(StateError) {
        for _ in 0..<(try state.count()) {
            repeats.append(Repeat(input: try state.input(), first: try state.input()))
        }
        count = try Int(from: &state)
        records = try UInt64(from: &state)
        firstInput = try [UInt128: UInt32](from: &state)
        guard firstInput.values.allSatisfy({ state.isInput(Int($0)) }) else { throw state.invalid() }
    }
}
