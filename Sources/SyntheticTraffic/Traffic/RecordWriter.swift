import NetworkPrimitives

/// Turns records into log lines and their truth into lines beside them, for one log file at a time.
struct RecordWriter {
    private(set) var log: [UInt8] = []
    private(set) var truth: [UInt8] = []
    /// Records in the current log file.
    private(set) var recordsInFile = 0
    /// Records by verdict, over all files, indexed by `IntendedVerdict.rawValue`.
    private(set) var counts = Array(repeating: 0, count: IntendedVerdict.allCases.count)

    private let format: RecordFormat
    private var truthPrefix: [UInt8] = []
    private let truthSuffixes: [[UInt8]]

    init(format: RecordFormat) {
        self.format = format
        truthSuffixes = IntendedVerdict.allCases.map { verdict in
            let certainty = verdict.certainty.map { "\"\($0)\"" } ?? "null"
            let text =
                ", \"class\": \"\(verdict.intendedClass.rawValue)\", \"reason\": \"\(verdict.reason)\", "
                + "\"certainty\": \(certainty)}\n"
            return Array(text.utf8)
        }
    }

    /// Begins a log file, whose header is its first line.
    ///
    /// - Parameter path: relative to the archive's root; it names the file in the truth.
    mutating func beginFile(_ path: String) {
        log.removeAll(keepingCapacity: true)
        truth.removeAll(keepingCapacity: true)
        recordsInFile = 0
        truthPrefix = Array("{\"file\": \"\(path)\", \"line\": ".utf8)
        log.append(contentsOf: format.header.utf8)
        log.append(UInt8(ascii: "\n"))
    }

    /// Appends one record and its truth.
    mutating func append(_ record: FlowRecord, _ verdict: IntendedVerdict, in vpc: SyntheticVPC) {
        let interface = vpc.interfaces[record.interface]
        let shown: IPAddress =
            switch record.remote {
            case .ipv4: .ipv4(interface.primary)
            case .ipv6: .ipv6(interface.ipv6 ?? IPv6Address(0))
            }
        let isIngress = record.direction == .ingress
        beginLine(vpc)
        appendPlace(vpc.id, vpc.subnets[interface.subnet].id)
        log.append(contentsOf: "eni-".utf8)
        log.append(interface.identifier)
        append(address: isIngress ? record.remote : shown)
        append(address: isIngress ? shown : record.remote)
        append(number: Int(isIngress ? record.remotePort : record.localPort))
        append(number: Int(isIngress ? record.localPort : record.remotePort))
        append(number: Int(record.ipProtocol.number))
        append(number: record.packets)
        // Block Public Access leaves the bytes out.
        if record.rejectReason == nil { append(number: record.bytes) } else { append(word: "-") }
        append(number: record.start)
        append(number: record.end)
        append(word: record.isAccepted ? "ACCEPT" : "REJECT")
        append(word: "OK")
        if format == .detailed {
            if let flags = record.flags { append(number: Int(flags)) } else { append(word: "-") }
            append(word: record.remote.family == .ipv4 ? "IPv4" : "IPv6")
            let packetLocal = record.localPacketAddress ?? shown
            append(address: isIngress ? record.remote : packetLocal)
            append(address: isIngress ? packetLocal : record.remote)
            append(word: isIngress ? "ingress" : "egress")
            append(word: record.rejectReason ?? "-")
        }
        endLine(verdict)
    }

    /// Appends a line that lacks what a verdict needs.
    ///
    /// - Parameters:
    ///   - interface: nil for `-`.
    ///   - ends: both addresses; nil for a line that has neither addresses nor counters.
    ///   - status: `OK`, `NODATA` or `SKIPDATA`.
    mutating func append(
        interface: ResourceIdentifier?, ends: (source: IPAddress, destination: IPAddress)?,
        sourcePort: Int, destinationPort: Int, start: Int, end: Int, status: String,
        _ verdict: IntendedVerdict,
        in vpc: SyntheticVPC
    ) {
        beginLine(vpc)
        appendPlace(vpc.id, "-")
        if let interface {
            log.append(contentsOf: "eni-".utf8)
            log.append(interface)
        } else {
            log.append(UInt8(ascii: "-"))
        }
        if let ends {
            append(address: ends.source)
            append(address: ends.destination)
            for number in [sourcePort, destinationPort, 6, 3, 180, start, end] { append(number: number) }
            append(word: "ACCEPT")
        } else {
            for _ in 0..<7 { append(word: "-") }
            append(number: start)
            append(number: end)
            append(word: "-")
        }
        append(word: status)
        if format == .detailed {
            append(word: ends == nil ? "-" : "0")
            append(word: ends == nil ? "-" : "IPv4")
            for _ in 0..<4 { append(word: "-") }
        }
        endLine(verdict)
    }

    private mutating func beginLine(_ vpc: SyntheticVPC) {
        log.append(contentsOf: (format == .standard ? "2 " : "8 ").utf8)
        log.append(contentsOf: vpc.accountID.utf8)
        log.append(UInt8(ascii: " "))
    }

    private mutating func appendPlace(_ vpcID: String, _ subnetID: String) {
        guard format == .detailed else { return }
        log.append(contentsOf: vpcID.utf8)
        log.append(UInt8(ascii: " "))
        log.append(contentsOf: subnetID.utf8)
        log.append(UInt8(ascii: " "))
    }

    private mutating func append(number: Int) {
        log.append(UInt8(ascii: " "))
        log.append(decimal: number)
    }

    private mutating func append(word: String) {
        log.append(UInt8(ascii: " "))
        log.append(contentsOf: word.utf8)
    }

    private mutating func append(address: IPAddress) {
        log.append(UInt8(ascii: " "))
        log.append(address)
    }

    private mutating func endLine(_ verdict: IntendedVerdict) {
        log.append(UInt8(ascii: "\n"))
        recordsInFile += 1
        counts[verdict.rawValue] += 1
        truth.append(contentsOf: truthPrefix)
        truth.append(decimal: recordsInFile + 1)
        truth.append(contentsOf: truthSuffixes[verdict.rawValue])
    }
}

extension RecordFormat {
    /// The first line of each log file.
    var header: String {
        switch self {
        case .standard:
            "version account-id interface-id srcaddr dstaddr srcport dstport protocol packets bytes start end "
                + "action log-status"
        case .detailed:
            "version account-id vpc-id subnet-id interface-id srcaddr dstaddr srcport dstport protocol packets "
                + "bytes start end action log-status tcp-flags type pkt-srcaddr pkt-dstaddr flow-direction "
                + "reject-reason"
        }
    }
}
