import ArgumentParser

@main
struct FlowVerdict: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "flowverdict",
        abstract: "Evaluates VPC Flow Logs against the security groups and network ACLs that were in force.")
}
