import ArgumentParser

/// A database, beside the report.
struct DatabaseOptions: ParsableArguments {
    @Option(
        name: .long,
        help: ArgumentHelp(
            "Write the report to an SQLite database too: sums, rules, interfaces, anomalies, flows.",
            valueName: "file"))
    var sqlite: String?

    @Flag(name: .long, help: "Have every verdict record in the database too.")
    var sqliteRecords = false

    func validate() throws {
        if sqliteRecords, sqlite == nil {
            throw ValidationError("--sqlite-records says what the database holds; give --sqlite FILE as well")
        }
        if sqlite == "-" {
            throw ValidationError("--sqlite needs a file, which standard output is none; name one")
        }
    }
}
