import NetworkPrimitives
import NetworkRules

/// What can be judged of a record whose interface the rule set lacks: the ACL of the subnet that it names, or that alone
/// has the local address.
extension ReferenceEvaluator {
    func judgeBySubnet(_ record: ReferenceRecord, _ verdict: inout ReferenceVerdict) {
        guard let (subnet, direction) = place(of: record), let remote = record.remoteAddress(direction) else {
            return
        }
        verdict.direction = direction
        verdict.source = direction == .ingress ? remote : record.sourceAddress
        verdict.destination = direction == .egress ? remote : record.destinationAddress
        verdict.remote = remote
        let answer = matcher.networkACL(
            of: Self.standIn(in: subnet), direction,
            ReferenceFlow(
                remote: remote, ipProtocol: record.ipProtocol ?? 0, port: record.destinationPort ?? 0))
        verdict.networkACL = answer?.aclID
        verdict.networkACLRule = answer?.ruleNumber
        verdict.networkACLAnswer = answer
    }

    /// An interface that lies where a record's unknown one does, as far as that can be told.
    package func standIn(for record: ReferenceRecord) -> NetworkInterface? {
        place(of: record).map { Self.standIn(in: $0.0) }
    }

    private static func standIn(in subnet: Subnet) -> NetworkInterface {
        NetworkInterface(id: "unknown", vpcID: subnet.vpcID, subnetID: subnet.id)
    }

    private func place(of record: ReferenceRecord) -> (Subnet, TrafficDirection)? {
        if let id = record.subnetID {
            guard let subnet = subnet(id) else { return nil }
            if let stated = record.flowDirection { return (subnet, stated) }
            let isSource = record.sourceAddress.map { lies($0, in: subnet) } ?? false
            let isDestination = record.destinationAddress.map { lies($0, in: subnet) } ?? false
            if isSource == isDestination { return nil }
            return (subnet, isSource ? .egress : .ingress)
        }
        let vpc = record.vpcID ?? record.instanceID.flatMap(vpc(ofInstance:))
        func candidates(_ address: IPAddress?) -> [Subnet] {
            guard let address else { return [] }
            return matcher.ruleSet.subnets.filter { lies(address, in: $0) }.compactMap { subnet($0.id) }
                .filter { vpc == nil || $0.vpcID == vpc }
        }
        let (sources, destinations) = (
            candidates(record.sourceAddress), candidates(record.destinationAddress)
        )
        let direction =
            record.flowDirection
            ?? (sources.isEmpty == destinations.isEmpty ? nil : sources.isEmpty ? .ingress : .egress)
        guard let direction else { return nil }
        let local = direction == .egress ? sources : destinations
        return local.count == 1 ? (local[0], direction) : nil
    }

    private func vpc(ofInstance id: String) -> String? {
        ruleSetsOfAllTimes.lazy.flatMap(\.interfaces).first { $0.instanceID == id && $0.vpcID != nil }?.vpcID
    }

    private func lies(_ address: IPAddress, in subnet: Subnet) -> Bool {
        subnet.blocks.contains { $0.contains(address) }
    }

    /// One that is described, or else no more than named by an interface or an ACL.
    private func subnet(_ id: String) -> Subnet? {
        let interfaces = matcher.ruleSet.interfaces.filter { $0.subnetID == id }
        let vpc = interfaces.compactMap(\.vpcID).first
        if var described = matcher.ruleSet.subnets.first(where: { $0.id == id }) {
            described.vpcID = described.vpcID ?? vpc
            return described
        }
        if !interfaces.isEmpty { return Subnet(id: id, vpcID: vpc) }
        return matcher.ruleSet.networkACLs.contains { $0.subnetIDs.contains(id) } ? Subnet(id: id) : nil
    }
}
