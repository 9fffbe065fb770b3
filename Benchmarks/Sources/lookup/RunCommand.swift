import ArgumentParser
import Foundation
import LookupEngines
import RuleSetKinds

/// Answers the keys of a folder and says how long that took.
struct RunCommand: ParsableCommand {
    enum Layer: String, CaseIterable, ExpressibleByArgument {
        case networkACL = "network-acl"
        case securityGroup = "security-group"
    }

    static let configuration = CommandConfiguration(
        commandName: "run",
        abstract: "Look up the keys of a folder, write answers.bin and print a line of JSON.")

    @Option(help: "What the rules are compiled as: network-acl or security-group.")
    var layer = Layer.networkACL

    @Argument(help: "A folder with rules.txt and keys.bin.")
    var folder: String

    func run() throws {
        let folder = LookupFolder(path: folder)
        let rules = try folder.rules()
        let keys = try folder.keys()
        guard !rules.isEmpty, !keys.isEmpty else { throw ValidationError("there are no rules or no keys") }
        let timer = LookupTimer()
        let (measurement, answers) =
            switch layer {
            case .networkACL:
                try timer.measure(CompiledNetworkACL.self, rules, keys) { $0.distinctQuestions($1) }
            case .securityGroup:
                try timer.measure(CompiledSecurityGroup.self, rules, keys) { $0.distinctQuestions($1) }
            }
        try folder.write(answers: answers)
        try print(measurement.json)
    }
}

extension Encodable {
    /// One line, with sorted keys.
    var json: String {
        get throws {
            let encoder = JSONEncoder()
            encoder.outputFormatting = .sortedKeys
            return String(decoding: try encoder.encode(self), as: UTF8.self)
        }
    }
}
