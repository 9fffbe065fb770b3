import ArgumentParser
import Reporting

/// What somebody who mistyped a command line probably meant.
enum TypingHints {
    /// A sentence about the first word that there is no such verb or option for, where one is near to it.
    ///
    /// - Parameter arguments: those behind the program's name.
    static func hint(_ arguments: [String]) -> String? {
        let verbs = FlowVerdict.configuration.subcommands
        let names = verbs.compactMap { $0.configuration.commandName }
        guard let verb = arguments.first, !verb.hasPrefix("-"), verb != "help" else { return nil }
        guard let command = verbs.first(where: { $0.configuration.commandName == verb }) else {
            let nearest = NearestWord.of(names, to: verb).map { ": did you mean \($0)?" }
            return "there is no verb \(verb)\(nearest ?? "; the verbs are \(names.joined(separator: ", "))")"
        }
        let options = options(of: command)
        for argument in arguments.dropFirst() where argument.hasPrefix("--") && argument != "--" {
            let name = String(argument.prefix { $0 != "=" })
            guard !options.contains(name), let nearest = NearestWord.of(options, to: name) else { continue }
            return "\(verb) has no option \(name): did you mean \(nearest)?"
        }
        return nil
    }

    /// The long names that the command's help tells.
    private static func options(of command: any ParsableCommand.Type) -> [String] {
        let help = FlowVerdict.helpMessage(for: command, columns: 1000)
        let words = help.split { " \n,/[]()'`;".contains($0) }.filter { $0.hasPrefix("--") && $0.count > 2 }
        return Set(words.map(String.init)).sorted()
    }
}
