import ArgumentParser

enum RecordsFormat: String, ExpressibleByArgument, CaseIterable {
    case ndjson
    case csv
    case ocsf
}

/// Where verdict records go, and which.
struct RecordOptions: ParsableArguments {
    @Option(
        name: .long,
        help: ArgumentHelp(
            "Write one verdict a record to a file, or to standard output with -.",
            discussion: "With - the report goes to standard error, unless --output names a file.",
            valueName: "file"))
    var records: String?

    @Option(name: .long, help: "The format of verdict records: ndjson, csv or ocsf.")
    var recordsFormat: RecordsFormat = .ndjson

    @Flag(name: .long, help: "Let verdict records of several files come out in any order.")
    var unordered = false

    @Option(
        name: .long,
        help: ArgumentHelp(
            "Which records --records or --sqlite-records writes: CLASS[/REASON|/CERTAINTY], separated by commas.",
            valueName: "verdicts"))
    var only: String?
}
