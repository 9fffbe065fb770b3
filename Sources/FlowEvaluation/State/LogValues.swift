import FlowLogs
import NetworkPrimitives

// What is told of logs, as it is kept.

extension TrafficDirection: StateValue {
    package func write(to state: inout StateWriter) { state.write(self == .egress) }
    package init(from state: inout StateReader) throws(StateError) {
        self = try Bool(from: &state) ? .egress : .ingress
    }
}

extension IPAddress: StateValue {
    package func write(to state: inout StateWriter) {
        switch self {
        case .ipv4(let address):
            state.write(false)
            state.write(address.value)
        case .ipv6(let address):
            state.write(true)
            state.write(address.value)
        }
    }

    package init(from state: inout StateReader) throws(StateError) {
        self =
            try Bool(from: &state)
            ? .ipv6(IPv6Address(try UInt128(from: &state))) : .ipv4(IPv4Address(try UInt32(from: &state)))
    }
}

extension LineCounts: StateValue {
    package func write(to state: inout StateWriter) {
        for count in [headers, records, malformed, blank] { state.write(count) }
    }

    package init(from state: inout StateReader) throws(StateError) {
        self.init()
        headers = try UInt64(from: &state)
        records = try UInt64(from: &state)
        malformed = try UInt64(from: &state)
        blank = try UInt64(from: &state)
    }
}

extension MalformedLineKind: StateValue {
    package func write(to state: inout StateWriter) {
        state.write(cause.rawValue)
        state.write(field?.rawValue)
    }

    package init(from state: inout StateReader) throws(StateError) {
        let cause = Cause(rawValue: try UInt8(from: &state))
        let name = try String?(from: &state)
        let field = name.flatMap { FlowLogField(rawValue: $0) }
        guard let cause, (name == nil) == (field == nil) else { throw state.invalid() }
        self.init(cause, field: field)
    }
}

extension MalformedLines: StateValue {
    package func write(to state: inout StateWriter) {
        state.write(count)
        state.write(firstLine)
        state.write(found)
        state.write(expected)
    }

    package init(from state: inout StateReader) throws(StateError) {
        self.init(
            count: try UInt64(from: &state), firstLine: try UInt64(from: &state),
            found: try String(from: &state), expected: try String(from: &state))
    }
}

extension RecordFormat: StateValue {
    package func write(to state: inout StateWriter) { state.write(names) }

    package init(from state: inout StateReader) throws(StateError) {
        let names = try [String](from: &state)
        guard !names.isEmpty else { throw state.invalid() }
        self.init(names: names)
    }
}
