import ArgumentParser
import FoundationEssentials

/// The verbs and what each may be told, as the library that parses command lines describes them.
struct CommandInventory {
    struct Verb {
        let name: String
        let options: [Option]

        func option(_ name: String) -> Option? { options.first { $0.name == name } }
    }

    struct Option: Hashable {
        /// Without the dashes.
        let name: String
        /// Whether it stands alone, without a value.
        let isFlag: Bool
        let isRepeating: Bool
        let valueName: String?
        /// The only values there are; nil where there are others.
        let values: [String]?

        /// Whether its value is the path of a file or folder.
        var isPath: Bool { valueName.map { ["file", "rules", "dir"].contains($0) } ?? false }

        /// Whether it is the same that another verb calls so.
        func isAlike(_ other: Option) -> Bool {
            isFlag == other.isFlag && valueName == other.valueName && values == other.values
        }
    }

    let verbs: [Verb]

    init() throws {
        let tool = try JSONDecoder().decode(Tool.self, from: Data(FlowVerdict._dumpHelp().utf8))
        verbs = (tool.command.subcommands ?? []).filter { $0.commandName != "help" }.map { command in
            Verb(name: command.commandName, options: (command.arguments ?? []).compactMap(Option.init))
        }
    }

    func verb(_ name: String) -> Verb? { verbs.first { $0.name == name } }

    /// Of the description, what is of use here.
    fileprivate struct Tool: Decodable {
        let command: Command
    }

    fileprivate struct Command: Decodable {
        let commandName: String
        let subcommands: [Command]?
        let arguments: [Argument]?
    }

    fileprivate struct Argument: Decodable {
        let kind: String
        let isRepeating: Bool
        let names: [Name]?
        let valueName: String?
        let allValues: [String]?
    }

    fileprivate struct Name: Decodable {
        let kind: String
        let name: String
    }
}

extension CommandInventory.Option {
    /// Nil for what is no option, or has no long name.
    fileprivate init?(_ argument: CommandInventory.Argument) {
        guard let name = argument.names?.first(where: { $0.kind == "long" })?.name else { return nil }
        self.name = name
        isFlag = argument.kind == "flag"
        isRepeating = argument.isRepeating
        valueName = argument.valueName
        values = argument.allValues
    }
}
