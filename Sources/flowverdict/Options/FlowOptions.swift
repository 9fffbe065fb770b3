import ArgumentParser
import FlowEvaluation
import FlowLogs
import NetworkPrimitives

/// A flow described by options instead of by a log line.
struct FlowOptions: ParsableArguments {
    @Option(name: .long, help: ArgumentHelp("The interface that sees the flow.", valueName: "eni-id"))
    var interface: String?

    @Option(name: .long, help: "ingress or egress; told from the addresses by default.")
    var direction: String?

    @Option(name: .long, help: ArgumentHelp("The address that packets come from.", valueName: "address"))
    var source: String?

    @Option(name: .long, help: ArgumentHelp("The port that packets come from.", valueName: "port"))
    var sourcePort: UInt16?

    @Option(name: .long, help: ArgumentHelp("The address that packets go to.", valueName: "address"))
    var destination: String?

    @Option(name: .long, help: ArgumentHelp("The port that packets go to.", valueName: "port"))
    var destinationPort: UInt16?

    @Option(
        name: .customLong("protocol"),
        help: ArgumentHelp("tcp, udp, icmp, icmpv6 or a protocol number.", valueName: "protocol"))
    var ipProtocol: String?

    @Option(name: .long, help: "ACCEPT or REJECT: what the log says became of it.")
    var action: String?

    @Option(name: .long, help: ArgumentHelp("The log's bit mask of TCP flags.", valueName: "mask"))
    var tcpFlags: UInt8?

    @Option(
        name: .long,
        help: ArgumentHelp(
            "The moment of the flow, RFC 3339: which snapshot of a rule history counts; the last by default.",
            valueName: "time"))
    var at: String?

    var isEmpty: Bool {
        interface == nil && direction == nil && source == nil && sourcePort == nil && destination == nil
            && destinationPort == nil && ipProtocol == nil && action == nil && tcpFlags == nil && at == nil
    }

    /// Refuses a flow that lacks something, or whose values make no sense.
    func check() throws {
        guard interface != nil, source != nil, destination != nil, ipProtocol != nil else {
            throw ValidationError("a flow takes --interface, --source, --destination and --protocol")
        }
        guard let number = protocolNumber else {
            throw ValidationError("--protocol takes tcp, udp, icmp, icmpv6 or a number from 0 to 255")
        }
        if IPProtocol(number).hasPorts, destinationPort == nil {
            throw ValidationError("a TCP or UDP flow takes --destination-port")
        }
        for (option, address) in [("--source", source), ("--destination", destination)] {
            guard let address, IPAddress(address) != nil else {
                throw ValidationError("\(option) takes an IPv4 or IPv6 address")
            }
        }
        if let direction, direction != "ingress", direction != "egress" {
            throw ValidationError("--direction takes ingress or egress")
        }
        if let action, action != "ACCEPT", action != "REJECT" {
            throw ValidationError("--action takes ACCEPT or REJECT")
        }
        if let at, RFC3339Time.seconds(at) == nil {
            throw ValidationError("--at takes a time such as 2026-01-31T16:20:00Z; got \(at)")
        }
        if let interface, interface.contains(where: \.isWhitespace) {
            throw ValidationError("--interface takes one interface id")
        }
    }

    /// Explains the flow as a record of it would be judged; without an action, as the rules would
    /// have it.
    func explain(_ explainer: FlowExplainer) throws(FlowExplainerError) -> FlowExplanation {
        if let action { return try explainer.explain(line(action), format: Self.format) }
        let accepted = try explainer.explain(line("ACCEPT"), format: Self.format)
        guard accepted.verdict.verdictClass == .anomalous else { return accepted }
        return try explainer.explain(line("REJECT"), format: Self.format)
    }

    private static let format = RecordFormat(names: [
        "interface-id", "flow-direction", "srcaddr", "srcport", "dstaddr", "dstport", "protocol", "tcp-flags",
        "action", "start", "end",
    ])

    /// The last moment that records can be of, 9999-12-31T23:59:59Z.
    private static let lastMoment: UInt64 = 253_402_300_799

    /// First port of the range that the protocol numbers authority sets aside for clients (RFC 6335).
    private static let clientPort: UInt16 = 49152

    private func line(_ action: String) -> String {
        let isOpening =
            ipProtocol.map { $0.lowercased() == "tcp" || $0 == "6" } == true
            && sourcePort == nil && tcpFlags == nil
        let moment = at.flatMap { RFC3339Time.seconds($0) } ?? Self.lastMoment
        return [
            interface ?? "-", direction ?? "-", source ?? "-", "\(sourcePort ?? Self.clientPort)",
            destination ?? "-", "\(destinationPort ?? 0)", protocolNumber.map { "\($0)" } ?? "-",
            isOpening ? "2" : tcpFlags.map { "\($0)" } ?? "-", action, "\(moment)", "\(moment)",
        ].joined(separator: " ")
    }

    private var protocolNumber: UInt8? {
        switch ipProtocol?.lowercased() {
        case "tcp": IPProtocol.tcp.number
        case "udp": IPProtocol.udp.number
        case "icmp": IPProtocol.icmp.number
        case "icmpv6": IPProtocol.icmpv6.number
        case let number?: UInt8(number)
        case nil: nil
        }
    }
}
