import ArgumentParser
import Glibc
import GzipInput

/// The command line: options, wiring and exit codes; everything else lives in the rooms that it calls.
@main
struct FlowVerdict: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "flowverdict",
        abstract: "Judges VPC flow logs by the security groups and network ACLs that were in force.",
        discussion: """
            RULES is a file or directory of what the AWS CLI prints (describe-security-groups, \
            describe-network-acls, describe-network-interfaces, describe-subnets, describe-vpcs, \
            describe-managed-prefix-lists, get-managed-prefix-list-entries, describe-prefix-lists), \
            recognised by content.

            LOG is a file, a directory (walked for *.log, *.gz and *.zst), or - for standard input.

            EXIT CODES
              0   done
              1   done, and --fail-on found some
              64  the command line is wrong
              65  the rule set is bad, or more lines are malformed than --max-malformed
              66  there is no such input, or no record in it
              69  the program was built for another processor
              73  an output cannot be written
              74  an archive could not be read to its end; what was read is reported
              130 interrupted by Ctrl-C; what was read is reported
            """,
        version: "flowverdict \(Version.text)",
        subcommands: [
            EvaluateCommand.self, ExplainCommand.self, AuditCommand.self, CompareCommand.self,
            SuggestCommand.self,
            BenchmarkCommand.self, GenerateCommand.self,
        ])

    static func main() {
        // A reader that has seen enough, such as `head`, is then an error of `write` and not our end.
        signal(SIGPIPE, SIG_IGN)
        guard ProcessorSupport.isSufficient else {
            let failure = StandardError.fail(
                "built for processors with \(ProcessorSupport.name ?? ""), which this one lacks; build it on this "
                    + "machine, or with make build PROCESSOR=baseline", .wrongProcessor)
            Glibc.exit(failure.rawValue)
        }
        let typed = Array(CommandLine.arguments.dropFirst())
        let configured = configuredArguments(typed)
        do {
            var command = try parseAsRoot(configured.arguments)
            if let verb = command as? any Verb { startDiagnostics(verb, configured) }
            try command.run()
        } catch {
            if exitCode(for: error).rawValue == ExitStatus.usage.rawValue {
                for hint in [TypingHints.hint(typed), configured.note].compactMap(\.self) {
                    StandardError.write("flowverdict: \(hint)")
                }
            }
            exit(withError: error)
        }
    }

    private static func configuredArguments(_ typed: [String]) -> ConfiguredArguments {
        do {
            return try ConfiguredArguments(typed)
        } catch let error as ConfigurationError {
            exit(withError: StandardError.fail(error.message, error.status))
        } catch {
            exit(withError: error)
        }
    }

    private static func startDiagnostics(_ verb: any Verb, _ configured: ConfiguredArguments) {
        Diagnostics.start(isVerbose: verb.common.verbose)
        Diagnostics.log.debug("flowverdict \(Version.text)")
        if let path = configured.path {
            Diagnostics.log.debug(
                "options taken from a file",
                metadata: ["file": "\(path)", "options": "\(configured.added.joined(separator: " "))"])
        }
    }
}

enum Version {
    static let number = "0.1.0"

    static let text: String = {
        let processor = ProcessorSupport.name.map { ", \($0)" } ?? ""
        let archives =
            "gzip by \(InflateEngine.preferred.name), Zstandard by libzstd \(ByteInput.zstandardVersion)"
        return "\(number) (\(archives)\(processor))"
    }()
}
