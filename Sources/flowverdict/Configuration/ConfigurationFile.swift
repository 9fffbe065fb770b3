import ArgumentParser
import FoundationEssentials
import NetworkRules
import RuleAnalysis
import Yams

/// Options in a file: those of all verbs at the top, those of one verb under its name.
///
///     rules: rules
///     threads: 4
///     evaluate:
///       only: anomalous
struct ConfigurationFile {
    /// One option as the file has it.
    struct Entry {
        /// The verb that it is for; nil for all that have it.
        let verb: String?
        let option: CommandInventory.Option
        /// Of a flag that is off there are none, of one that is on there is an empty one.
        let values: [String]
        let line: Int
    }

    let path: String
    private(set) var entries: [Entry] = []

    private let inventory: CommandInventory

    /// What a file cannot hold, since it is needed to find the file or is no wish that lasts.
    private static let excluded: Set = ["config", "no-config", "help", "version"]

    /// Reads a file, and checks it for all verbs, so that a slip is told before its verb is called.
    init(path: String, _ inventory: CommandInventory) throws {
        self.path = path
        self.inventory = inventory
        guard let data = FileManager.default.contents(atPath: path) else {
            throw ConfigurationError(path: path, cause: .unreadable)
        }
        guard let text = String(validating: data, as: UTF8.self) else {
            throw ConfigurationError(path: path, cause: .wrong("it is not UTF-8; save the file as UTF-8"))
        }
        guard let root = try Self.node(text, path: path) else { return }
        guard let mapping = root.mapping else {
            throw wrong("expected options, such as `rules: rules/`, and verbs with options under them", root)
        }
        for (key, value) in mapping { try add(key, value) }
    }

    /// The options of a verb: its own before those of all verbs.
    func entries(of verb: CommandInventory.Verb) -> [Entry] {
        let own = entries.filter { $0.verb == verb.name }
        let names = Set(own.map(\.option.name))
        return own
            + entries.filter { entry in
                entry.verb == nil && verb.option(entry.option.name) != nil
                    && !names.contains(entry.option.name) && Self.isShared(by: verb)
            }
    }

    /// Whether options of all verbs are meant for this one too: what `generate` calls so is something else.
    private static func isShared(by verb: CommandInventory.Verb) -> Bool {
        verb.name != GenerateCommand.configuration.commandName
    }

    private static func node(_ text: String, path: String) throws -> Node? {
        do {
            return try Yams.compose(yaml: text)
        } catch let error as YamlError {
            let problem = error.problem
            throw ConfigurationError(
                path: path, line: problem?.line,
                cause: .wrong("invalid YAML: \(problem?.text ?? "\(error)")"))
        }
    }

    private mutating func add(_ key: Node, _ value: Node) throws {
        let name = key.string ?? ""
        guard let verb = inventory.verb(name) else {
            let option = try sharedOption(name, key)
            return entries.append(try entry(option, of: nil, key, value))
        }
        if value.null != nil { return }
        guard let options = value.mapping else {
            throw wrong("\(name) is a verb: its options belong under it, indented, as `option: value`", key)
        }
        for (optionKey, optionValue) in options {
            let optionName = optionKey.string ?? ""
            guard let option = verb.option(optionName), !Self.excluded.contains(optionName) else {
                let known = verb.options.map(\.name).filter { !Self.excluded.contains($0) }
                throw wrong("\(name) has no option \(optionName)\(Self.hint(known, optionName))", optionKey)
            }
            entries.append(try entry(option, of: name, optionKey, optionValue))
        }
    }

    /// An option that all verbs which have it mean alike.
    private func sharedOption(_ name: String, _ key: Node) throws -> CommandInventory.Option {
        let verbs = inventory.verbs.filter(Self.isShared).filter { $0.option(name) != nil }
        guard let option = verbs.first?.option(name), !Self.excluded.contains(name) else {
            if let owner = inventory.verbs.first(where: { $0.option(name) != nil }),
                !Self.excluded.contains(name)
            {
                throw wrong("\(name) is an option of \(owner.name) alone; put it under `\(owner.name):`", key)
            }
            let known = Set(inventory.verbs.flatMap { [$0.name] + $0.options.map(\.name) })
                .subtracting(Self.excluded)
            throw wrong("there is no option or verb \(name)\(Self.hint(known.sorted(), name))", key)
        }
        guard verbs.allSatisfy({ $0.option(name)?.isAlike(option) == true }) else {
            let names = verbs.map { "`\($0.name):`" }.joined(separator: ", ")
            throw wrong(
                "\(name) is not the same for every verb; put it under the one it is for: \(names)", key)
        }
        // Where some take one value and others several, one is what all take.
        return verbs.compactMap { $0.option(name) }.first { !$0.isRepeating } ?? option
    }

    private func entry(
        _ option: CommandInventory.Option, of verb: String?, _ key: Node, _ value: Node
    ) throws -> Entry {
        if option.isFlag {
            guard let text = value.string, let isOn = Bool(text) else {
                throw wrong("\(option.name) takes true or false", key)
            }
            return Entry(verb: verb, option: option, values: isOn ? [""] : [], line: line(key))
        }
        let values: [String]
        if let items = value.sequence {
            values = try items.map { try self.value($0, option, key) }
        } else if let pairs = value.mapping {
            values = try pairs.map { pair in
                "\(try self.value(pair.key, option, key))=\(try self.value(pair.value, option, key))"
            }
        } else {
            values = [try self.value(value, option, key)]
        }
        guard values.count == 1 || option.isRepeating else {
            throw wrong("\(option.name) takes one value; found \(values.count)", key)
        }
        return Entry(
            verb: verb, option: option, values: option.isPath ? values.map(resolved) : values, line: line(key)
        )
    }

    private func value(_ node: Node, _ option: CommandInventory.Option, _ key: Node) throws -> String {
        guard let text = node.scalar?.string, node.null == nil, !text.isEmpty else {
            throw wrong("\(option.name) takes \(option.isRepeating ? "values" : "a value"), found none", key)
        }
        if let known = option.values, !known.isEmpty, !known.contains(text) {
            throw wrong(
                "\(option.name) takes \(known.joined(separator: ", ")); found \(text)"
                    + Self.hint(known, text), key)
        }
        return text
    }

    /// A path as seen from the file's own folder, so that it means the same wherever the program is started.
    private func resolved(_ value: String) -> String {
        if value == "-" || value.hasPrefix("/") { return value }
        if value == "~" || value.hasPrefix("~/"), let home = ProcessInfo.processInfo.environment["HOME"] {
            return home + value.dropFirst()
        }
        guard let slash = path.lastIndex(of: "/") else { return value }
        return path[...slash] + value
    }

    private static func hint(_ known: [String], _ name: String) -> String {
        NearestWord.hint(known, to: name, behind: ":")
    }

    private func line(_ node: Node) -> Int { node.mark?.line ?? 1 }

    private func wrong(_ text: String, _ node: Node) -> ConfigurationError {
        ConfigurationError(path: path, line: line(node), cause: .wrong(text))
    }
}
