/// Random choices of a log's fields.
package enum RandomFormat {
    /// Every field that the evaluation looks at.
    package static let allUsedFields =
        ReferenceRecord.defaultFields + [
            "tcp-flags", "pkt-srcaddr", "pkt-dstaddr", "flow-direction", "reject-reason", "vpc-id",
            "subnet-id",
            "instance-id",
        ]

    private static let otherFields = [
        "type", "region", "az-id", "sublocation-type", "sublocation-id",
        "pkt-src-aws-service", "pkt-dst-aws-service", "traffic-path", "ecs-cluster-name", "resource-id",
    ]

    /// The default format, or a custom one in any order; one in ten lacks fields that verdicts need.
    package static func fields(using generator: inout SeededGenerator) -> [String] {
        if generator.chance(25) { return ReferenceRecord.defaultFields }
        var fields = ReferenceRecord.defaultFields
        fields += allUsedFields.dropFirst(fields.count).filter { _ in generator.chance(70) }
        fields += generator.pickSome(generator.number(0...6), of: otherFields)
        if generator.chance(10) {
            let needed = [
                "interface-id", "srcaddr", "dstaddr", "srcport", "protocol", "action", "log-status",
            ]
            let lost = generator.pickSome(generator.number(1...2), of: needed)
            fields.removeAll { lost.contains($0) }
        }
        return generator.chance(70) ? fields.shuffled(using: &generator) : fields
    }
}
