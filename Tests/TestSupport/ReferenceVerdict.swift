import NetworkPrimitives

/// The verdict on one record: class and reason in the words of reports, and the rules that decided.
package struct ReferenceVerdict: Hashable, Sendable {
    /// `allowed-by-sg`, `anomalous` and so on.
    package var classification: String
    /// `rule`, `no-rule` and so on, or the record's own reject reason.
    package var reason: String
    /// `certain`, `likely` or `possible`, of anomalies alone.
    package var certainty: String?
    /// nil for a record that was not evaluated.
    package var direction: TrafficDirection?
    /// The addresses that were matched: the remote one, and the record's own on the local side. Of
    /// a record that was not evaluated: `srcaddr` and `dstaddr`.
    package var source: IPAddress?
    package var destination: IPAddress?
    package var remote: IPAddress?
    /// The group and the rule that permit in the credited reading, whatever the verdict.
    package var securityGroup: String?
    package var securityGroupRule: String?
    /// nil where the layer is not applied.
    package var networkACL: String?
    /// nil also where it is undetermined.
    package var networkACLRule: Int?
    /// Every rule that permits in the credited reading: it is a sole hit where there is one.
    package var permittingRules: [ReferencePermit] = []
    package var readings: ReferenceReadings?
    package var networkACLAnswer: ReferenceACLAnswer?

    package init(_ classification: String, _ reason: String, certainty: String? = nil) {
        self.classification = classification
        self.reason = reason
        self.certainty = certainty
    }
}

extension ReferenceVerdict: CustomStringConvertible {
    package var description: String {
        let words = [classification, reason, certainty, direction?.description].compactMap { $0 }
        let group = "\(securityGroup ?? "-") \(securityGroupRule ?? "-")"
        let acl = "\(networkACL ?? "-") \(networkACLRule.map { "\($0)" } ?? "-")"
        return "\(words.joined(separator: "/")) [\(group)] [\(acl)]"
    }
}
