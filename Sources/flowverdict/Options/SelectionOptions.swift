import ArgumentParser
import FlowLogs
import NetworkPrimitives

/// Which logs of an archive a verb reads.
struct SelectionOptions: ParsableArguments {
    @Option(
        name: .long,
        help: ArgumentHelp(
            "Leave out what ended before a time: 2026-01-31, 2026-01-31T16:20:00Z or Unix seconds.",
            valueName: "time"))
    var since: String?

    @Option(
        name: .long,
        help: ArgumentHelp("Leave out what began at a time or later.", valueName: "time"))
    var until: String?

    @Option(
        name: .long,
        help: ArgumentHelp("Only logs of an account, by their paths; repeatable.", valueName: "id"))
    var account: [String] = []

    @Option(
        name: .long,
        help: ArgumentHelp("Only logs of a Region, by their paths; repeatable.", valueName: "name"))
    var region: [String] = []

    func validate() throws {
        let selection = try selection()
        if let since = selection.since, let until = selection.until, since >= until {
            throw ValidationError("--since has to be before --until, which begins what is left out")
        }
    }

    func selection() throws -> LogSelection {
        LogSelection(
            since: try Self.seconds(since, option: "--since"),
            until: try Self.seconds(until, option: "--until"),
            accounts: Set(account), regions: Set(region))
    }

    private static func seconds(_ text: String?, option: String) throws -> UInt64? {
        guard let text else { return nil }
        guard let seconds = UInt64(text) ?? RFC3339Time.seconds(text) else {
            throw ValidationError(
                "\(option) takes a time such as 2026-01-31, 2026-01-31T16:20:00Z or 1769876400; got \(text)")
        }
        return seconds
    }
}
