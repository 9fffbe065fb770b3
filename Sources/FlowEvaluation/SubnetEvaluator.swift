import FlowLogs
import NetworkPrimitives
import NetworkRules
import RuleMatching

/// What the network ACL of its subnet says of a record whose interface the rule set lacks.
package struct SubnetAnswer: Hashable, Sendable {
    /// The record in its batch.
    package var record: Int
    /// Number in the compiled rule set.
    package var subnet: Int
    package var direction: TrafficDirection
    package var remote: IPAddress
    package var isInOwnSubnet: Bool
    /// Number of the subnet's ACL in the rule set; nil where none is known.
    package var networkACL: Int?
    /// `notApplied` where no ACL is known, or the remote lies in the subnet; its number is that of the decision.
    package var answer = LayerAnswer.notApplied
    /// Whether rules never see such traffic.
    package var isNeverFiltered: Bool
}

/// Judges what can be judged of records whose interface the rule set lacks: the network ACL, which goes by the subnet.
///
/// The subnet is the one that the record names (`subnet-id`), else the only one that the address on the interface's side
/// lies in, of the VPC that the record names or that its instance is known to be in (`vpc-id`, `instance-id`).
///
/// Few records are such ones, and each costs about as much as parsing its line again.
struct SubnetEvaluator {
    private let subnets: CompiledSubnets
    private let subnetNames: NameTable
    private let vpcNames: NameTable
    private let ruleSet: RuleSet
    /// Made when the first record asks: there are many instances, and few logs tell no more than these.
    private var instances: InstanceScopes?

    private var keys: [DecisionKey] = []
    private var answers: [LayerAnswer] = []

    init(_ compiled: CompiledRuleSet) {
        subnets = compiled.subnets
        subnetNames = NameTable(subnets.ids)
        vpcNames = NameTable(subnets.vpcIDs)
        ruleSet = compiled.ruleSet
    }

    /// Adds to the verdicts of a batch the answers of network ACLs that can be found.
    ///
    /// - Parameter text: what the batch was parsed from.
    mutating func evaluate(
        _ batch: borrowing FlowRecordBatch, _ text: Span<UInt8>, _ matcher: inout RuleMatcher,
        into verdicts: inout VerdictBatch
    ) {
        verdicts.subnetAnswers.removeAll(keepingCapacity: true)
        keys.removeAll(keepingCapacity: true)
        for index in verdicts.refused where verdicts.isOfUnknownInterface(index) {
            let snapshot = verdicts.snapshot.isEmpty ? 0 : Int(verdicts.snapshot[index])
            guard let (subnet, direction) = place(index, batch, text, at: snapshot) else { continue }
            let remote = Remote(batch, index, direction)
            let isInSubnet = subnets.isIn(subnet, remote.address, at: snapshot)
            let acl = subnets.networkACL(of: subnet, at: snapshot)
            verdicts.subnetAnswers.append(
                SubnetAnswer(
                    record: index, subnet: subnet, direction: direction, remote: remote.address,
                    isInOwnSubnet: isInSubnet, networkACL: acl,
                    isNeverFiltered: subnets.isNeverFiltered(remote: remote.address, subnet: subnet)))
            keys.append(
                isInSubnet
                    ? .notApplied : Self.question(acl, direction, remote, batch, index, matcher.compiled))
        }
        answer(with: &matcher, into: &verdicts)
    }

    private mutating func answer(with matcher: inout RuleMatcher, into verdicts: inout VerdictBatch) {
        if keys.isEmpty { return }
        if answers.count < keys.count { answers = [LayerAnswer](repeating: .notApplied, count: keys.count) }
        matcher.decide(keys, 0..<keys.count, into: &answers)
        for place in keys.indices { verdicts.subnetAnswers[place].answer = answers[place] }
    }

    private static func question(
        _ acl: Int?, _ direction: TrafficDirection, _ remote: Remote, _ batch: borrowing FlowRecordBatch,
        _ index: Int, _ compiled: borrowing CompiledRuleSet
    ) -> DecisionKey {
        guard let acl else { return .notApplied }
        return DecisionKey(
            table: compiled.aclTable(acl, direction), addressClass: remote.addressClass(compiled.addresses),
            serviceClass: compiled.services.serviceClass(
                IPProtocol(batch.ipProtocol[index]), port: batch.destinationPort[index]))
    }

    /// The subnet of a record's interface, and the record's direction, where both can be told.
    private mutating func place(
        _ index: Int, _ batch: borrowing FlowRecordBatch, _ text: Span<UInt8>, at snapshot: Int
    ) -> (subnet: Int, TrafficDirection)? {
        let present = batch.present[index]
        let stated = present.contains(.flowDirection) ? batch.flowDirection[index] : nil
        let (source, destination) = (batch.source(index), batch.destination(index))
        if let column = batch.placeColumns.subnet, let range = batch.range(ofColumn: column, index, text) {
            guard let subnet = subnetNames.number(of: range, in: text), subnets.isKnown(subnet, at: snapshot)
            else { return nil }
            let isSource = source.map { subnets.isIn(subnet, $0, at: snapshot) } ?? false
            let isDestination = destination.map { subnets.isIn(subnet, $0, at: snapshot) } ?? false
            let direction = stated ?? (isSource == isDestination ? nil : isSource ? .egress : .ingress)
            return direction.map { (subnet, $0) }
        }
        let scope = scope(index, batch, text)
        func place(_ address: IPAddress?) -> CompiledSubnets.Place {
            address.map { subnets.place(of: $0, scope, at: snapshot) } ?? .outside
        }
        switch (stated, place(source), place(destination)) {
        case (.egress, .subnet(let subnet), _), (nil, .subnet(let subnet), .outside): return (subnet, .egress)
        case (.ingress, _, .subnet(let subnet)), (nil, .outside, .subnet(let subnet)):
            return (subnet, .ingress)
        default: return nil
        }
    }

    /// Which VPC a record's interface is in: the one that the record names, else that of its instance.
    private mutating func scope(
        _ index: Int, _ batch: borrowing FlowRecordBatch, _ text: Span<UInt8>
    ) -> CompiledSubnets.Scope {
        if let column = batch.placeColumns.vpc, let range = batch.range(ofColumn: column, index, text) {
            return vpcNames.number(of: range, in: text).map { .vpc($0) } ?? .elsewhere
        }
        guard let column = batch.placeColumns.instance, let range = batch.range(ofColumn: column, index, text)
        else { return .anyVPC }
        let known = instances ?? InstanceScopes(ruleSet.interfaces, subnets)
        instances = known
        return known.scope(ofInstance: range, text)
    }
}

/// The VPCs of instances, as far as their interfaces tell.
private struct InstanceScopes {
    private let names: NameTable
    private let scopes: [CompiledSubnets.Scope]

    init(_ interfaces: [NetworkInterface], _ subnets: CompiledSubnets) {
        var vpcs: [String: String] = [:]
        for index in interfaces.indices {
            if let instance = interfaces[index].instanceID, let vpc = interfaces[index].vpcID {
                vpcs[instance] = vpc
            }
        }
        let numbers = Dictionary(uniqueKeysWithValues: zip(subnets.vpcIDs, subnets.vpcIDs.indices))
        let known = Array(vpcs)
        names = NameTable(known.map(\.key))
        scopes = known.map { instance in numbers[instance.value].map { .vpc($0) } ?? .elsewhere }
    }

    /// Where the instance that stands in a range of `text` is.
    func scope(ofInstance range: Range<Int>, _ text: Span<UInt8>) -> CompiledSubnets.Scope {
        names.number(of: range, in: text).map { scopes[$0] } ?? .anyVPC
    }
}
