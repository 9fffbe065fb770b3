import Foundation
import NetworkRules
import Testing

/// A rule set that uses every shape the loaders read.
private let everyShape = URL(filePath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent()
    .appending(path: "Fixtures/rules/every-shape")

@Suite struct RuleSetMutationTests {
    @Test func everyShapeIsRead() throws {
        let loaded = try RuleSetLoader.load(path: everyShape.path)
        #expect(loaded.warnings.isEmpty)
        #expect(loaded.documents.count == 5)
        let ruleSet = loaded.ruleSet
        #expect(ruleSet.securityGroups.map(\.id) == ["sg-0db", "sg-0web"])
        #expect(ruleSet.securityGroups.map(\.ingress.count) == [1, 6])
        #expect(ruleSet.securityGroups[0].ingress.map(\.peer) == [.securityGroup(id: "sg-0web")])
        #expect(ruleSet.networkACLs.map { [$0.ingress.count, $0.egress.count] } == [[2, 1]])
        #expect(ruleSet.interfaces.map { [$0.addresses.count, $0.delegatedPrefixes.count] } == [[3, 2]])
        #expect(ruleSet.subnets.map(\.blocks.count) == [2])
        #expect(ruleSet.vpcs.map(\.blocks.count) == [2])
        #expect(ruleSet.prefixLists.map(\.entries?.count) == [2, 1])
    }

    /// Whatever stands where a value should, the rule set loads, or every error names the file, and
    /// the path too where the file is JSON of the right kind.
    @Test(arguments: [
        "security-groups.json", "network-acls.json", "network.json", "lists/prefix-lists.json",
        "lists/pl-0office.json",
    ])
    func noValueTrapsTheLoader(name: String) throws {
        let folder = try RulesFolder()
        let names = try FileManager.default.subpathsOfDirectory(atPath: everyShape.path)
        for other in names where other.hasSuffix(".json") {
            try folder.write([UInt8](Data(contentsOf: everyShape.appending(path: other))), as: other)
        }
        let original = try JSONParser.parse([UInt8](Data(contentsOf: everyShape.appending(path: name))))
        let replacements: [JSONValue] = [
            .null, .string(""), .string("x"), .string("10.0.0.1/8"), .integer(-2), .integer(70000),
            .integer(.max),
            .integer(.min), .number("1.5"), .number("1e400"), .boolean(true), .array([]), .object([:]),
            .array([.null]),
        ]
        var loads = 0
        for replacement in replacements {
            for mutant in original.replacingEachValue(by: replacement) {
                try folder.write(mutant.text, as: name)
                loads += 1
                do {
                    _ = try folder.load()
                } catch RuleSetLoadError.issues(let issues) {
                    #expect(!issues.isEmpty)
                    #expect(
                        issues.allSatisfy {
                            $0.file.hasSuffix(".json") && $0.jsonPath?.hasPrefix("$") == true
                        },
                        "\(issues) of \(mutant.text)")
                    #expect(issues.allSatisfy { !$0.message.contains("\n") })
                }
            }
        }
        #expect(loads > replacements.count * 5)
    }
}

extension JSONValue {
    /// The value with each value in it replaced in turn, itself first.
    func replacingEachValue(by replacement: JSONValue) -> [JSONValue] {
        var mutants = [replacement]
        switch self {
        case .array(var elements):
            for (index, element) in elements.enumerated() {
                for mutant in element.replacingEachValue(by: replacement) {
                    elements[index] = mutant
                    mutants.append(.array(elements))
                }
                elements[index] = element
            }
        case .object(let members):
            for (key, member) in members {
                for mutant in member.replacingEachValue(by: replacement) {
                    mutants.append(.object(members.merging([key: mutant]) { $1 }))
                }
            }
        case .null, .boolean, .integer, .number, .string: break
        }
        return mutants
    }

    var text: String {
        switch self {
        case .null: "null"
        case .boolean(let value): "\(value)"
        case .integer(let value): "\(value)"
        case .number(let text): text
        case .string(let text): "\"\(text)\""
        case .array(let elements): "[" + elements.map(\.text).joined(separator: ",") + "]"
        case .object(let members):
            "{" + members.map { "\"\($0)\":\($1.text)" }.joined(separator: ",") + "}"
        }
    }
}
