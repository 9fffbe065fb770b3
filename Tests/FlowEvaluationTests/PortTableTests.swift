import FlowLogs
import NetworkPrimitives
import NetworkRules
import RuleMatching
import TestSupport
import Testing

@testable import FlowEvaluation

/// The look-up of ports and protocols of common records against those that it puts together.
struct PortTableTests {
    /// Rules that name every other port, up to so many of them.
    private static func groupNaming(_ count: Int) -> SecurityGroup {
        SecurityGroup(
            id: "sg-many",
            ingress: (0..<count).map { number in
                let port = UInt16(2 * number + 1)
                return SecurityGroupRule(
                    traffic: .ports(.tcp, PortRange(port, port)),
                    peer: .cidr(CIDRBlock(.ipv4(IPv4Address(0)))))
            })
    }

    @Test(arguments: [0, 1, 1000, 8191])
    func everyPortAndProtocolHasTheClassesAndKindsOfTheSingleLookUps(ports: Int) throws {
        let compiled = try RuleSetCompiler.compile(RuleSet(securityGroups: [Self.groupNaming(ports)]))
        let shapes = ConnectionShapeTable()
        let table = PortTable(compiled.services, shapes)
        #expect(table.isWhole)
        for number in [UInt8.min, 1, 6, 17, 47, .max] {
            for port in UInt16.min ... .max {
                let word = table.words[Int(port)]
                let found = table.protocols[Int(number)].serviceClass(word)
                let kind = shapes.portKinds[ConnectionShapeTable.kindIndex(port)]
                if found != compiled.services.serviceClass(IPProtocol(number), port: port)
                    || PortTable.kinds(source: word, destination: 0) != UInt16(kind)
                    || PortTable.kinds(source: 0, destination: word) != UInt16(kind) << 2
                {
                    Issue.record("protocol \(number), port \(port)")
                }
            }
            #expect(table.protocols[Int(number)].kind == shapes.protocolKinds[Int(number)])
        }
    }

    /// A group that no interface carries changes nothing but how ports are looked up.
    @Test(arguments: [3, 4] as [UInt64]) func beyondItsLimitRecordsAreJudgedOneByOneAlike(seed: UInt64) throws
    {
        let log = try RandomLog(seed: seed, records: 3000)
        var ruleSet = log.ruleSet
        ruleSet.securityGroups.append(Self.groupNaming(9000))
        let compiled = try RuleSetCompiler.compile(ruleSet)
        #expect(!PortTable(compiled.services, ConnectionShapeTable()).isWhole)
        #expect(PortTable(log.compiled.services, ConnectionShapeTable()).isWhole)
        #expect(try verdicts(compiled, log) == verdicts(log.compiled, log))
    }

    private func verdicts(_ compiled: CompiledRuleSet, _ log: RandomLog) throws -> [UInt16] {
        var evaluation = BlockEvaluation(compiled, format: log.format)
        var codes: [UInt16] = []
        evaluation.forEachBatch(of: log.block(0..<log.records.count)) { batch, verdicts, _ in
            codes += verdicts.code[..<batch.count]
            codes += verdicts.direction[..<batch.count].map { UInt16($0.rawValue) }
        }
        return codes
    }
}
