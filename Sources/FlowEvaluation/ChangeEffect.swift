/// What a change of the rules has to do with an anomalous record.
package struct ChangeEffect: Hashable, Sendable {
    package enum Kind: UInt8, Hashable, Sendable {
        /// By the rules before the change, the record would not be anomalous.
        case appeared
        /// By the rules after the change, a record like it is no longer anomalous.
        case vanishes
        /// The rules before the change let in the connection, which outlived them.
        case outlived

        package var name: String {
            switch self {
            case .appeared: "appeared"
            case .vanishes: "vanishes"
            case .outlived: "outlived"
            }
        }
    }

    package var kind: Kind
    /// Number of the record in its batch.
    package var record: Int
    /// Number of the snapshot that changed the rules.
    package var snapshot: Int
}
