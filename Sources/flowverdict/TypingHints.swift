import RuleAnalysis

/// What somebody who mistyped a command line probably meant.
enum TypingHints {
    /// A sentence about the first word that there is no such verb or option for, where one is near to it.
    ///
    /// - Parameter arguments: those behind the program's name.
    static func hint(_ arguments: [String]) -> String? {
        guard let verb = arguments.first, !verb.hasPrefix("-"), verb != "help",
            let inventory = try? CommandInventory()
        else { return nil }
        guard let command = inventory.verb(verb) else {
            let names = inventory.verbs.map(\.name)
            let nearest = NearestWord.of(names, to: verb).map { ": did you mean \($0)?" }
            return "there is no verb \(verb)\(nearest ?? "; the verbs are \(names.joined(separator: ", "))")"
        }
        let options = command.options.map { "--\($0.name)" }.sorted()
        for argument in arguments.dropFirst() where argument.hasPrefix("--") && argument != "--" {
            let name = String(argument.prefix { $0 != "=" })
            guard !options.contains(name), let nearest = NearestWord.of(options, to: name) else { continue }
            return "\(verb) has no option \(name): did you mean \(nearest)?"
        }
        return nil
    }
}
