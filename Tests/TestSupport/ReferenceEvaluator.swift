import NetworkPrimitives
import NetworkRules

/// Gives each record its verdict under one snapshot, row by row of the verdict table.
package struct ReferenceEvaluator: Sendable {
    package let matcher: ReferenceMatcher

    /// What the history that the rule set is of knows beside it.
    let ruleSetsOfAllTimes: [RuleSet]

    package init(_ ruleSet: RuleSet, ofHistory ruleSets: [RuleSet]? = nil) {
        matcher = ReferenceMatcher(ruleSet)
        ruleSetsOfAllTimes = ruleSets ?? [ruleSet]
    }

    package func verdict(_ record: ReferenceRecord) -> ReferenceVerdict {
        switch subject(of: record) {
        case .failure(let obstacle):
            var verdict = ReferenceVerdict("not-evaluated", obstacle.rawValue)
            verdict.source = record.sourceAddress
            verdict.destination = record.destinationAddress
            if obstacle == .unknownInterface { judgeBySubnet(record, &verdict) }
            return verdict
        case .success(let subject):
            return verdict(record, subject)
        }
    }

    private func verdict(_ record: ReferenceRecord, _ subject: Subject) -> ReferenceVerdict {
        let readings = matcher.readings(
            of: record, at: subject.interface, subject.direction, remote: subject.remote,
            ipProtocol: subject.ipProtocol)
        let acl = matcher.networkACL(
            of: subject.interface, subject.direction,
            ReferenceFlow(
                remote: subject.remote, ipProtocol: subject.ipProtocol, port: record.destinationPort ?? 0))

        var verdict =
            subject.action == .accept
            ? accepted(subject, readings, acl)
            : rejected(record, subject, readings, acl)
        verdict.direction = subject.direction
        verdict.source = subject.direction == .ingress ? subject.remote : record.sourceAddress
        verdict.destination = subject.direction == .egress ? subject.remote : record.destinationAddress
        verdict.remote = subject.remote
        verdict.securityGroup = readings.creditedAnswer?.named?.groupID
        verdict.securityGroupRule = readings.creditedAnswer?.named?.rule
        verdict.permittingRules = readings.creditedAnswer?.permits ?? []
        verdict.networkACL = acl?.aclID
        verdict.networkACLRule = acl?.ruleNumber
        verdict.readings = readings
        verdict.networkACLAnswer = acl
        return verdict
    }
}

// MARK: - Accepted records

extension ReferenceEvaluator {
    private func accepted(
        _ subject: Subject, _ readings: ReferenceReadings, _ acl: ReferenceACLAnswer?
    ) -> ReferenceVerdict {
        let forward = readings.forwardMatch
        let returning = readings.returnMatch
        let isDeniedByACL = acl?.outcome == .deny
        let isDeniedByGroups = forward == .no && returning == .no

        if isDeniedByACL || isDeniedByGroups {
            if isExempt(subject) { return ReferenceVerdict("allowed-by-sg", "exempt") }
            if !isDeniedByACL, subject.interface.isUnfilteredManagedService {
                return ReferenceVerdict("allowed-by-sg", "managed-interface")
            }
            let certainty = isDeniedByACL || readings.isReturnRuledOut ? "certain" : "likely"
            let reason =
                switch (isDeniedByACL, isDeniedByGroups) {
                case (true, true): "accepted-against-both"
                case (true, false): "accepted-against-nacl"
                case (false, _): "accepted-without-sg-rule"
                }
            return ReferenceVerdict("anomalous", reason, certainty: certainty)
        }
        if subject.interface.groupIDs.isEmpty {
            return ReferenceVerdict("allowed-by-sg", "no-security-group")
        }
        switch readings.credited {
        case .forward:
            return ReferenceVerdict("allowed-by-sg", "rule")
        case .returning where forward != .yes && readings.evidence == .presumed:
            return ReferenceVerdict("allowed-by-sg", "presumed-return")
        case .returning:
            return ReferenceVerdict("allowed-by-sg", "return-traffic")
        case nil:
            return ReferenceVerdict("allowed-by-sg", "undetermined")
        }
    }

    /// Whether the remote is one of those that rules never filter: link-local services, the
    /// resolver of the VPC, the router of the subnet.
    private func isExempt(_ subject: Subject) -> Bool {
        let vpcID = matcher.vpcID(of: subject.interface)
        let vpcs = matcher.ruleSet.vpcs.filter { $0.id == vpcID }
        let resolvers = vpcs.flatMap(\.blocks).filter { $0.family == .ipv4 }
            .compactMap { $0.address(atOffset: 2) }
        let subnetBlocks = matcher.subnet(of: subject.interface)?.blocks ?? []
        let routers = subnetBlocks.filter { $0.family == .ipv4 }.compactMap { $0.address(atOffset: 1) }
        return Self.unfilteredBlocks.contains { $0.contains(subject.remote) }
            || resolvers.contains(subject.remote) || routers.contains(subject.remote)
    }

    private static let unfilteredBlocks = [
        CIDRBlock(containing: .ipv4(IPv4Address(169 << 24 | 254 << 16)), prefixLength: 16),
        CIDRBlock(containing: .ipv6(IPv6Address(0xfd00_0ec2 << 96)), prefixLength: 32),
    ]
}

// MARK: - Rejected records

extension ReferenceEvaluator {
    private enum Layer {
        case networkACL
        case securityGroups

        var blockedClass: String { self == .networkACL ? "nacl-blocked" : "sg-blocked" }
    }

    private func rejected(
        _ record: ReferenceRecord, _ subject: Subject, _ readings: ReferenceReadings,
        _ acl: ReferenceACLAnswer?
    ) -> ReferenceVerdict {
        if let reason = record.rejectReason { return ReferenceVerdict("vpc-blocked", reason) }

        let forward = readings.forwardMatch
        let returning = readings.returnMatch
        if subject.direction == .egress, forward == .no, returning == .yes, acl?.outcome == .deny {
            return ReferenceVerdict("nacl-blocked", "rule")
        }
        let path: [Layer] =
            subject.direction == .ingress ? [.networkACL, .securityGroups] : [.securityGroups, .networkACL]
        func saysNo(_ layer: Layer) -> Bool {
            layer == .networkACL ? acl?.outcome == .deny : forward == .no
        }
        func isUndetermined(_ layer: Layer) -> Bool {
            layer == .networkACL ? acl?.outcome == .maybe : forward == .maybe
        }
        switch path.first(where: saysNo) {
        case .networkACL:
            return ReferenceVerdict("nacl-blocked", "rule")
        case .securityGroups:
            return ReferenceVerdict("sg-blocked", returning == .yes ? "untracked-return" : "no-rule")
        case nil:
            break
        }
        if let layer = path.first(where: isUndetermined) {
            return ReferenceVerdict(layer.blockedClass, "undetermined")
        }
        return rejectedThoughPermitted(record, subject)
    }

    private func rejectedThoughPermitted(_ record: ReferenceRecord, _ subject: Subject) -> ReferenceVerdict {
        let isTCP = subject.ipProtocol == IPProtocol.tcp.number
        if isTCP, let flags = record.tcpFlags, flags & 2 == 0 {
            return ReferenceVerdict("sg-blocked", "closed-connection")
        }
        let certainty =
            if isTCP, record.tcpFlags == nil {
                "possible"
            } else if !record.formatFields.contains("reject-reason") {
                "likely"
            } else {
                "certain"
            }
        return ReferenceVerdict("anomalous", "rejected-despite-rules", certainty: certainty)
    }
}
