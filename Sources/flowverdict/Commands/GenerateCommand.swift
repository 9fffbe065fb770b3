import ArgumentParser
import SyntheticTraffic

/// `generate`: a synthetic rule set and archive with the verdict that each record was made to have.
struct GenerateCommand: Verb {
    static let configuration = CommandConfiguration(
        commandName: "generate",
        abstract: "Make a synthetic rule set and archive, with the verdict of every record.",
        discussion: """
            Writes DIR/rules, DIR/logs (laid out as flow-log delivery to a bucket lays it out) and \
            DIR/truth.ndjson, the verdict that each record was made to have. The same options make the \
            same files, byte for byte.

            EXAMPLES
              flowverdict generate --seed 1 --records 100000 --output synthetic
              flowverdict evaluate --rules synthetic/rules synthetic/logs
            """)

    @Option(name: .long, help: "The number that decides all that is left to chance.")
    var seed: UInt64

    @Option(name: .long, help: "How many flow records to make.")
    var records: Int

    @Option(name: .long, help: ArgumentHelp("A directory that is empty or does not exist.", valueName: "dir"))
    var output: String

    @Option(name: .long, help: "How many VPCs, each in an account and region of its own.")
    var vpcs: Int?

    @Option(name: .long, help: "How many network interfaces in all.")
    var interfaces: Int?

    @Option(name: .long, help: "How many security groups in all.")
    var groups: Int?

    @Option(name: .long, help: "How many rules each group has, both directions together.")
    var rulesPerGroup: Int?

    @Option(name: .long, help: "How many entries each custom network ACL has, in each direction.")
    var aclRules: Int?

    @Option(
        name: .long,
        help: ArgumentHelp(
            "standard (version 2) or detailed (with tcp-flags, flow-direction, packet addresses and "
                + "reject-reason).", valueName: "format"))
    var recordFormat: RecordFormat = .standard

    @Option(
        name: .long,
        help: ArgumentHelp(
            "What part of the records each class has, such as allowed-by-sg=80,sg-blocked=15,anomalous=5.",
            valueName: "class=share,..."))
    var shares: String?

    @Option(name: .long, help: ArgumentHelp("When the logs begin, in Unix seconds.", valueName: "seconds"))
    var start: Int?

    @OptionGroup(title: "Every Verb") var common: CommonOptions

    func validate() throws {
        do throws(GenerationPlanError) {
            _ = try plan(try parsedShares()).validated()
        } catch {
            throw ValidationError(error.message)
        }
    }

    func run() throws {
        let summary: GenerationSummary
        let shares = (try? parsedShares()) ?? GenerationPlan.defaultShares
        do throws(GenerationError) {
            summary = try TrafficGenerator.generate(plan(shares), into: output)
        } catch {
            throw StandardError.fail(error.message, .cannotWrite)
        }
        print(
            "\(summary.records) records in \(summary.files) files, "
                + "\(summary.textBytes) bytes of text, \(summary.compressedBytes) compressed")
        for count in summary.counts {
            let verdict = count.verdict
            let words =
                [verdict.intendedClass.rawValue, verdict.reason] + (verdict.certainty.map { [$0] } ?? [])
            print("  \(words.joined(separator: "/")): \(count.records)")
        }
        print("Evaluate them with: flowverdict evaluate --rules \(output)/rules \(output)/logs")
    }

    private func plan(_ shares: [IntendedClass: Double]) -> GenerationPlan {
        var plan = GenerationPlan(seed: seed, records: records)
        if let vpcs { plan.vpcs = vpcs }
        if let interfaces { plan.interfaces = interfaces }
        if let groups { plan.groups = groups }
        if let rulesPerGroup { plan.rulesPerGroup = rulesPerGroup }
        if let aclRules { plan.aclRules = aclRules }
        if let start { plan.startTime = start }
        plan.recordFormat = recordFormat
        plan.shares = shares
        return plan
    }

    private func parsedShares() throws(GenerationPlanError) -> [IntendedClass: Double] {
        guard let shares else { return GenerationPlan.defaultShares }
        var parsed: [IntendedClass: Double] = [:]
        for part in shares.split(separator: ",") {
            let words = part.split(separator: "=", maxSplits: 1)
            guard words.count == 2, let intendedClass = IntendedClass(rawValue: String(words[0])),
                let share = Double(words[1])
            else { throw .unreadableShare(String(part)) }
            parsed[intendedClass] = share
        }
        return parsed
    }
}

extension RecordFormat: ExpressibleByArgument {}
