import ArgumentParser
import LookupEngines
import NetworkPrimitives
import RuleSetKinds

/// Measures the compiled rules beside two textbook look-ups, on the same rules and keys.
struct CompareCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "compare",
        abstract: "Measure the compiled form, a linear scan and tuple-space search on generated rule sets.",
        discussion: "Fails where they do not find the same rule for every key.")

    @Option(help: "What the rules are like; all three kinds unless one is named.")
    var kind: RuleSetKind?

    @Option(parsing: .upToNextOption, help: "How many rules; several numbers make several sets.")
    var rules = [60, 200, 1_000, 5_000, 20_000, 100_000]

    @Option(help: "How many keys.")
    var keys = 20_000

    @Option(help: "Decides all that is drawn.")
    var seed: UInt64 = 1

    @Option(help: "How keys follow one another: in runs (pareto), or each drawn anew (none).")
    var locality: KeyTrace.Locality = .pareto

    @Flag(help: "Print a line of JSON for each measurement in place of the table.")
    var json = false

    func validate() throws {
        guard rules.allSatisfy({ (1...1_000_000).contains($0) }), !rules.isEmpty else {
            throw ValidationError("--rules is 1 to 1000000")
        }
        guard (1...100_000_000).contains(keys) else { throw ValidationError("--keys is 1 to 100000000") }
    }

    func run() throws {
        if !json { print(ComparisonRow.heading) }
        for kind in kind.map({ [$0] }) ?? RuleSetKind.allCases {
            for count in rules { try compare(kind, count) }
        }
    }

    private func compare(_ kind: RuleSetKind, _ count: Int) throws {
        let rules = RuleSetGenerator.rules(kind, count: count, seed: seed)
        let keys = KeyTrace.keys(rules, count: keys, seed: seed, locality: locality)
        let timer = LookupTimer()
        // A scan of a hundred thousand rules is slow enough to be timed on fewer keys.
        let scanned = Array(keys.prefix(max(1, min(keys.count, 20_000_000 / count))))
        let scan = try timer.measure(LinearScan.self, rules, scanned)
        let tuples = try timer.measure(TupleSpaceSearch.self, rules, keys)
        let acl = try timer.measure(CompiledNetworkACL.self, rules, keys) { $0.distinctQuestions($1) }
        let group = try timer.measure(CompiledSecurityGroup.self, rules, keys) { $0.distinctQuestions($1) }

        try check(scan.1[...], acl.1.prefix(scanned.count), LinearScan.name, kind, keys)
        try check(tuples.1[...], acl.1[...], TupleSpaceSearch.name, kind, keys)
        try check(
            NamedRule.answers(keys, rules)[...], group.1.prefix(NamedRule.checkedKeys), "naming", kind, keys)
        for measurement in [scan.0, tuples.0, acl.0, group.0] {
            let row = ComparisonRow(kind: kind.rawValue, measurement: measurement)
            print(json ? try row.json : row.text)
        }
    }

    private func check(
        _ expected: ArraySlice<UInt32>, _ found: ArraySlice<UInt32>, _ other: String, _ kind: RuleSetKind,
        _ keys: [ClassifierKey]
    ) throws {
        guard let index = zip(expected, found).enumerated().first(where: { $1.0 != $1.1 })?.offset else {
            return
        }
        let key = keys[index]
        throw ComparisonError(
            description: "\(kind.rawValue): for \(IPv4Address(key.address)) protocol \(key.ipProtocol) port "
                + "\(key.port), \(other) finds rule \(expected[index]), the compiled form \(found[index])")
    }
}

/// Engines that disagree.
struct ComparisonError: Error, CustomStringConvertible {
    var description: String
}

/// What a security group's rules say, by a loop over them.
private enum NamedRule {
    static let checkedKeys = 200

    /// The rules named for the first keys: by longest prefix, fewest ports, lowest number.
    static func answers(_ keys: [ClassifierKey], _ rules: [ClassifierRule]) -> [UInt32] {
        keys.prefix(checkedKeys).map { key in
            let named = rules.filter { $0.matches(key) }.min { left, right in
                (-left.prefixLength, left.portCount, left.number)
                    < (-right.prefixLength, right.portCount, right.number)
            }
            return named?.number ?? 0
        }
    }
}

extension ClassifierRule {
    fileprivate var portCount: Int { comparesPorts ? ports.count : PortRange.all.count }
}

/// A line of the comparison.
private struct ComparisonRow: Encodable {
    var kind: String
    var measurement: Measurement

    enum CodingKeys: CodingKey { case kind }

    func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(kind, forKey: .kind)
        try measurement.encode(to: encoder)
    }

    static let heading = line([
        "kind", "rules", "engine", "warm ns", "cold ns", "build ms", "bytes a rule",
    ])

    var text: String {
        Self.line([
            kind, "\(measurement.rules)", measurement.engine, Self.decimal(measurement.warmNanoseconds),
            measurement.coldNanoseconds.map(Self.decimal) ?? "-",
            Self.decimal(measurement.buildSeconds * 1000),
            "\(measurement.bytes / measurement.rules)",
        ])
    }

    private static func decimal(_ value: Double) -> String {
        let tenths = Int((value * 10).rounded())
        return "\(tenths / 10).\(tenths % 10)"
    }

    /// Words in columns: the first and the third to the left, numbers to the right.
    private static func line(_ words: [String]) -> String {
        let widths = [12, 7, 23, 10, 9, 9, 13]
        return zip(words, widths).enumerated().map { index, column in
            let padding = String(repeating: " ", count: max(0, column.1 - column.0.count))
            return index % 2 == 0 && index < 4 ? column.0 + padding : padding + column.0
        }.joined(separator: " ")
    }
}
