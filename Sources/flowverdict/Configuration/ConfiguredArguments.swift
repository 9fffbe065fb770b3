import FoundationEssentials

/// A command line, completed by what a configuration file has.
struct ConfiguredArguments {
    /// What is to be parsed: the verb, the file's options, then all that was typed behind the verb.
    private(set) var arguments: [String]
    /// The file that was read, if there is one.
    private(set) var path: String?
    /// The options that came from it, as they would be typed.
    private(set) var added: [String] = []

    /// Options of which a command line can have one: the one that is typed counts.
    private static let opposites = [["progress", "quiet"]]

    /// Options that say nothing without one of others: they wait until one of those is there.
    private static let companions = [
        "only": ["records", "sqlite-records"], "records-format": ["records"], "unordered": ["records"],
        "sqlite-records": ["sqlite"],
    ]

    /// - Parameter typed: the words behind the program's name.
    /// - Throws: `ConfigurationError` for a file that cannot be read or has something wrong in it.
    init(_ typed: [String]) throws {
        arguments = typed
        let words = Self.words(typed)
        guard let first = typed.first, !words.contains("no-config"),
            words.isDisjoint(with: ["help", "version"]), !typed.contains("-h"),
            let path = Self.path(typed)
        else { return }
        let inventory = try CommandInventory()
        guard let verb = inventory.verb(first) else { return }
        let file = try ConfigurationFile(path: path, inventory)
        self.path = path
        let entries = Self.chosen(file.entries(of: verb), words)
        for entry in entries {
            added += entry.values.map { value in
                "--\(entry.option.name)\(entry.option.isFlag ? "" : "=\(value)")"
            }
        }
        arguments = [first] + added + typed.dropFirst()
    }

    /// What to tell where the parser refuses the whole: the user sees the file's options nowhere else.
    var note: String? {
        guard let path, !added.isEmpty else { return nil }
        return "options from \(path): \(added.joined(separator: " ")); --no-config leaves them out"
    }

    /// The file's options that count beside those that were typed.
    private static func chosen(
        _ entries: [ConfigurationFile.Entry], _ words: Set<String>
    ) -> [ConfigurationFile.Entry] {
        let kept = entries.filter { entry in
            let name = entry.option.name
            let rivals = opposites.first { $0.contains(name) } ?? [name]
            return words.isDisjoint(with: rivals)
        }
        var names = words.union(kept.filter { !$0.values.isEmpty }.map(\.option.name))
        // Twice, since a companion may itself wait for one.
        for _ in 0..<2 {
            for (name, needed) in companions where !words.contains(name) && names.isDisjoint(with: needed) {
                names.remove(name)
            }
        }
        return kept.filter { names.contains($0.option.name) }
    }

    /// The names of the options that were typed.
    private static func words(_ typed: [String]) -> Set<String> {
        let options = typed.prefix { $0 != "--" }.filter { $0.hasPrefix("--") }
        return Set(options.map { $0.dropFirst(2).prefix { $0 != "=" } }.map(String.init))
    }

    /// The file that is to be read: the one that was typed, else the environment's, else the user's own.
    ///
    /// None is looked for in the working directory: where archives of others are judged, it may be theirs, and could
    /// name the files to write.
    private static func path(_ typed: [String]) -> String? {
        for (place, word) in typed.enumerated().prefix(while: { $0.element != "--" }) {
            if word == "--config" { return place + 1 < typed.count ? typed[place + 1] : nil }
            if word.hasPrefix("--config=") { return String(word.dropFirst("--config=".count)) }
        }
        let environment = ProcessInfo.processInfo.environment
        if let named = environment["FLOWVERDICT_CONFIG"] { return named.isEmpty ? nil : named }
        // The base directory specification of freedesktop.org.
        let base =
            environment["XDG_CONFIG_HOME"].flatMap { $0.hasPrefix("/") ? $0 : nil }
            ?? environment["HOME"].map { $0 + "/.config" }
        guard let own = base.map({ $0 + "/flowverdict/config.yaml" }),
            FileManager.default.fileExists(atPath: own)
        else { return nil }
        return own
    }
}
