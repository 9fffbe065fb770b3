import Foundation

/// A folder in which what the documentation shows can be typed: with rules, an archive and a configuration file, and with
/// stand-ins for the programs that would reach out of this machine.
struct CommandFolder {
    private let folder: TemporaryFolder

    /// - Parameter commands: what will be typed; what these make themselves is not there before.
    init(for commands: String) throws {
        folder = try TemporaryFolder()
        try Self.link(projectFolder.appending(path: "Samples").path, folder.path("Samples"))
        try copy("Samples/logs/custom/AWSLogs", to: "AWSLogs")
        if !commands.contains("capture-rules.sh rules ") { try copy("Samples/rules", to: "rules") }
        for name in ["proposed", "new-rules", "plan"] where !commands.contains("cp -r rules \(name)") {
            try copy("Samples/proposed", to: name)
        }
        let log = try FileManager.default.subpathsOfDirectory(
            atPath: projectFolder.appending(path: "Samples/logs/default").path
        ).sorted().first { $0.hasSuffix(".gz") }
        try copy("Samples/logs/default/\(log ?? "")", to: "one.log.gz")
        for (name, page) in [("flowverdict.yaml", "configuration.md"), ("accepted.yaml", "audit.md")] {
            let text = try DocumentationPage("Documentation/" + page).blocks("yaml").first?.lines ?? []
            try folder.write(name, text.joined(separator: "\n") + "\n")
        }
        try makePrograms()
        if commands.contains(".parquet") {
            _ = try run(
                """
                duckdb -c "COPY (SELECT 2 AS version, '1' AS account_id, 'eni-0b22d0ffee5a0b003' AS interface_id,
                  '192.0.2.201' AS srcaddr, '10.20.0.10' AS dstaddr, 50000 AS srcport, 22 AS dstport, 6 AS protocol,
                  1 AS packets, 44 AS bytes, 1773196300 AS start, 1773196342 AS \\"end\\", 'REJECT' AS action,
                  'OK' AS log_status) TO 'one.parquet'"
                """)
        }
    }

    /// Whether a command can be run here: all but those of DuckDB, which comes from PyPI.
    static func canRun(_ command: String) -> Bool {
        !command.contains("duckdb") || CloudTools.environment != nil
    }

    func run(_ command: String) throws -> (status: Int32, output: String, errors: String) {
        try folder.write("command.sh", command + "\n")
        let tools = CloudTools.environment?.appending(path: "bin").path ?? "/nowhere"
        // What stands in for a program goes before it; of the environment's own only DuckDB is of use.
        return CloudTools.run(
            URL(filePath: "/bin/bash"),
            [
                "-c",
                """
                cd '\(folder.url.path)' || exit 99
                export PATH="$PWD/bin:$PATH:\(tools)" FLOWVERDICT_CONFIG= && unset COLUMNS
                set -o pipefail; . ./command.sh
                """,
            ])
    }

    private func copy(_ source: String, to name: String) throws {
        let copied = CloudTools.run(
            URL(filePath: "/bin/cp"),
            ["-rL", projectFolder.appending(path: source).path, folder.path(name)])
        guard copied.status == 0 else { throw CocoaError(.fileReadUnknown) }
    }

    private static func link(_ target: String, _ path: String) throws {
        try FileManager.default.createSymbolicLink(atPath: path, withDestinationPath: target)
    }

    private func makePrograms() throws {
        let project = projectFolder.path
        let programs = [
            // Answers for one Region as the cloud would of the sample network, for others with nothing.
            "aws": """
            case "$*" in
                *"s3 sync"*) exit 0 ;;
                *"--output text"*describe-managed-prefix-lists*)
                    case "$*" in *us-east-1*) echo None ;; *) echo pl-0d4e6f8a1b3c5d7e9 ;; esac
                    exit ;;
            esac
            for word; do
                case $word in
                    us-east-1) echo '{}'; exit ;;
                    describe-security-group-rules) echo '{"SecurityGroupRules": []}'; exit ;;
                    get-managed-prefix-list-entries) cat Samples/rules/pl-*.json; exit ;;
                    describe-*) cat "Samples/rules/${word#describe-}.json"; exit ;;
                esac
            done
            """,
            "terraform": """
            cat <<'END'
            {"format_version": "1.2", "terraform_version": "1.9.5", "planned_values": {}, "resource_changes": [
              {"address": "aws_security_group.web", "mode": "managed", "type": "aws_security_group", "name": "web",
               "provider_name": "registry.terraform.io/hashicorp/aws",
               "change": {"actions": ["create"], "before": null, "after_unknown": {"id": true},
                 "after": {"name": "load-balancer", "description": "", "vpc_id": "vpc-0a5b3c9d7e1f20846",
                   "ingress": [{"protocol": "tcp", "from_port": 443, "to_port": 443, "cidr_blocks": ["0.0.0.0/0"],
                     "ipv6_cidr_blocks": [], "prefix_list_ids": [], "security_groups": [], "self": false,
                     "description": ""}], "egress": []}}}], "configuration": {"root_module": {}}}
            END
            """,
            "make": "exec /usr/bin/make --dry-run --silent -C '\(project)' \"$@\" >/dev/null",
            "git": "mkdir -p flowverdict", "sudo": "exec \"$@\"",
        ]
        for (name, text) in programs {
            let path = try folder.write("bin/" + name, "#!/bin/sh\n" + text + "\n")
            try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: path)
        }
        try Self.link(CommandLineRun.executable.path, folder.path("bin/flowverdict"))
    }
}
