import NetworkPrimitives
import NetworkRules
import RuleMatching
import RuleSetKinds

/// FlowVerdict's own look-up: rules as the entries of a network ACL, compiled as any rule set is, asked
/// through the matcher in batches as the evaluation of records asks it.
package struct CompiledNetworkACL: LookupEngine {
    package static let name = "compiled network ACL"

    private var lookup: CompiledLookup

    package init(_ rules: [ClassifierRule]) throws {
        let entries = rules.map { rule in
            NetworkACLEntry(
                ruleNumber: Int(rule.number), action: rule.isAllow ? .allow : .deny, traffic: rule.traffic,
                block: rule.block)
        }
        lookup = try CompiledLookup(
            RuleSet(
                networkACLs: [NetworkACL(id: "acl-1", subnetIDs: ["subnet-1"], ingress: entries)],
                interfaces: [NetworkInterface(id: "eni-1", subnetID: "subnet-1")],
                subnets: [Subnet(id: "subnet-1")]),
            question: \.acl, ruleNumbers: rules.map(\.number))
    }

    package var byteCount: Int { lookup.byteCount }

    package mutating func answer(_ keys: [ClassifierKey], into answers: inout [UInt32]) {
        lookup.answer(keys, into: &answers)
    }

    package mutating func forget() { lookup.forget() }

    package func distinctQuestions(_ keys: [ClassifierKey]) -> [ClassifierKey] {
        lookup.distinctQuestions(keys)
    }
}

/// The same rules as those of a security group, which only allow and have no order: the answer is the
/// rule that a verdict names, the one of the longest prefix, then of the fewest ports, then of the
/// lowest number.
package struct CompiledSecurityGroup: LookupEngine {
    package static let name = "compiled security group"

    private var lookup: CompiledLookup

    package init(_ rules: [ClassifierRule]) throws {
        let digits = String(rules.last?.number ?? 0).count
        let permissions = rules.map { rule in
            let number = String(rule.number)
            // Names are compared as text, so that numbers have to be of one length.
            let id = "sgr-" + String(repeating: "0", count: digits - number.count) + number
            return SecurityGroupRule(id: id, traffic: rule.traffic, peer: .cidr(rule.block))
        }
        lookup = try CompiledLookup(
            RuleSet(
                securityGroups: [SecurityGroup(id: "sg-1", ingress: permissions)],
                interfaces: [NetworkInterface(id: "eni-1", groupIDs: ["sg-1"])]),
            question: \.groups, ruleNumbers: rules.map(\.number))
    }

    package var byteCount: Int { lookup.byteCount }

    package mutating func answer(_ keys: [ClassifierKey], into answers: inout [UInt32]) {
        lookup.answer(keys, into: &answers)
    }

    package mutating func forget() { lookup.forget() }

    package func distinctQuestions(_ keys: [ClassifierKey]) -> [ClassifierKey] {
        lookup.distinctQuestions(keys)
    }
}

/// What both layers share: one table of the compiled rule set, and the rule of each decision.
private struct CompiledLookup {
    private static let batchCount = 256

    private let compiled: CompiledRuleSet
    private let table: UInt32
    private let ruleNumbers: [UInt32]
    private var matcher: RuleMatcher
    /// The number of the rule behind each of the matcher's decisions.
    private var numbers: [UInt32] = []
    private var questions = [DecisionKey](repeating: .notApplied, count: Self.batchCount)
    private var decisions = [LayerAnswer](repeating: .notApplied, count: Self.batchCount)

    /// - Parameters:
    ///   - ruleSet: has one interface and one group or ACL.
    ///   - ruleNumbers: of the rules of that group or ACL.
    init(
        _ ruleSet: RuleSet, question: KeyPath<CompiledInterface, DecisionKey>, ruleNumbers: [UInt32]
    ) throws {
        self.ruleNumbers = ruleNumbers
        compiled = try RuleSetCompiler.compile(ruleSet)
        table = compiled.interfaces.facts[0][keyPath: question].table
        matcher = RuleMatcher(compiled)
    }

    var byteCount: Int { compiled.byteCount }

    mutating func answer(_ keys: [ClassifierKey], into answers: inout [UInt32]) {
        var start = 0
        while start < keys.count {
            let end = min(start + Self.batchCount, keys.count)
            if matcher.isFull { forget() }
            for index in start..<end { questions[index - start] = question(keys[index]) }
            matcher.decide(questions, 0..<end - start, into: &decisions)
            if numbers.count < matcher.decisions.count { numberDecisions() }
            for index in start..<end { answers[index] = numbers[Int(decisions[index - start].number)] }
            start = end
        }
    }

    mutating func forget() {
        matcher.reset()
        numbers.removeAll(keepingCapacity: true)
    }

    /// The first key of each question that the matcher can tell apart.
    func distinctQuestions(_ keys: [ClassifierKey]) -> [ClassifierKey] {
        var known: Set<DecisionKey> = []
        return keys.filter { known.insert(question($0)).inserted }
    }

    @inline(__always)
    private func question(_ key: ClassifierKey) -> DecisionKey {
        DecisionKey(
            table: table, addressClass: compiled.addresses.addressClass(ofIPv4: key.address),
            serviceClass: compiled.services.serviceClass(IPProtocol(key.ipProtocol), port: key.port))
    }

    private mutating func numberDecisions() {
        for decision in matcher.decisions[numbers.count...] {
            switch decision.rule.map({ compiled.rule($0) }) {
            case .networkACL(_, _, let rule), .securityGroup(_, _, let rule):
                numbers.append(ruleNumbers[rule])
            case .networkACLDefault, nil:
                numbers.append(0)
            }
        }
    }
}

extension ClassifierRule {
    fileprivate var block: CIDRBlock {
        CIDRBlock(containing: .ipv4(IPv4Address(address)), prefixLength: prefixLength)
    }

    fileprivate var traffic: RuleTraffic {
        guard let ipProtocol else { return .all }
        if comparesPorts { return .ports(IPProtocol(ipProtocol), ports) }
        let number = IPProtocol(ipProtocol)
        return number == .icmp || number == .icmpv6 ? .icmp(number, .all) : .other(number)
    }
}
