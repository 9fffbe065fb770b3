import RuleSetKinds

/// A way to find the rule that decides about a key.
package protocol LookupEngine {
    static var name: String { get }

    /// - Parameter rules: ascending by number.
    init(_ rules: [ClassifierRule]) throws

    /// Writes the number of the deciding rule of each key into `answers`, 0 where no rule matches.
    ///
    /// All that a look-up needs is worked out here from the key's address, port and protocol.
    ///
    /// - Precondition: `answers` has room for all keys.
    mutating func answer(_ keys: [ClassifierKey], into answers: inout [UInt32])

    /// Forgets what earlier keys have taught; nothing in an engine that learns nothing.
    mutating func forget()

    /// Bytes of what look-ups read.
    var byteCount: Int { get }
}

extension LookupEngine {
    package mutating func forget() {}
}
