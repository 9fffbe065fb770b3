import NetworkPrimitives

/// One rule of a generated set, reduced to what a look-up of a group or an ACL compares: the remote
/// block, the protocol and the destination ports.
package struct ClassifierRule: Hashable, Sendable {
    /// From 1; where several rules match, the lowest number decides.
    package var number: UInt32
    package var isAllow: Bool
    /// Nil for every protocol.
    package var ipProtocol: UInt8?
    /// All ports unless the protocol is TCP or UDP.
    package var ports: PortRange
    package var address: UInt32
    package var prefixLength: Int

    package init(
        number: UInt32, isAllow: Bool, ipProtocol: UInt8?, ports: PortRange, address: UInt32,
        prefixLength: Int
    ) {
        self.number = number
        self.isAllow = isAllow
        self.ipProtocol = ipProtocol
        self.ports = ports
        self.address = address
        self.prefixLength = prefixLength
    }

    package var comparesPorts: Bool { ipProtocol == 6 || ipProtocol == 17 }

    /// Whether the rule matches, by its words: what every look-up has to agree with.
    package func matches(_ key: ClassifierKey) -> Bool {
        guard key.address & UInt32.networkMask(prefixLength) == address else { return false }
        guard let ipProtocol else { return true }
        return ipProtocol == key.ipProtocol && (!comparesPorts || ports.contains(key.port))
    }
}

/// What is looked up: the remote address, the destination port and the protocol of a packet.
package struct ClassifierKey: Hashable, Sendable {
    package var address: UInt32
    package var port: UInt16
    package var ipProtocol: UInt8

    package init(address: UInt32, port: UInt16, ipProtocol: UInt8) {
        self.address = address
        self.port = port
        self.ipProtocol = ipProtocol
    }
}
