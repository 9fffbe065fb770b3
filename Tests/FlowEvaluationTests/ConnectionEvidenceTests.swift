import NetworkPrimitives
import Testing

@testable import FlowEvaluation

/// Who opened a connection, against the contract's words: exhaustive where they are compared.
struct ConnectionEvidenceTests {
    private struct Situation: CustomStringConvertible {
        var ipProtocol: UInt8
        var source: UInt16
        var destination: UInt16
        var flags: UInt8?
        var isLowPortClientInvolved: Bool

        var description: String {
            "protocol \(ipProtocol), \(source) > \(destination), flags \(flags.map { "\($0)" } ?? "-")"
                + (isLowPortClientInvolved ? ", a client from 1024 up" : "")
        }

        var found: ConnectionEvidence {
            ConnectionEvidence(
                ipProtocol: IPProtocol(ipProtocol), sourcePort: source, destinationPort: destination,
                tcpFlags: flags, isLowPortClientInvolved: isLowPortClientInvolved)
        }

        /// The contract's list, from the firmest evidence to the weakest.
        var expected: ConnectionEvidence {
            let isTCP = ipProtocol == 6
            if isTCP, let flags {
                // "SYN without ACK (flags & 18 == 2): the sender opened it"
                if flags & 18 == 2 { return .opened }
                // "SYN+ACK (& 18 == 18): the sender answered"
                if flags & 18 == 18 { return .answered }
            }
            // "Ports of a TCP or UDP record, where no flag tells."
            guard isTCP || ipProtocol == 17 else { return .plausibleReturn }
            // "The destination port is a service port, the source port is not one and is 1024 or above"
            if isService(destination), !isService(source), source >= 1024 { return .implausibleReturn }
            // "Otherwise, the destination port is below 32768 and the source port is not"
            if destination < 32768, source >= 32768 { return .presumedReturn }
            return .plausibleReturn
        }

        /// "one below 1024, or one of ...; these last count only where neither the interface nor a known
        /// interface at the remote address opens connections from port 1024 up"
        private func isService(_ port: UInt16) -> Bool {
            if port < 1024 { return true }
            let high: Set<UInt16> = [
                1433, 1521, 2049, 3306, 3389, 5432, 5439, 5900, 5985, 5986, 6379, 8080, 8443, 9042, 9092,
                9200,
                11211, 27017,
            ]
            return !isLowPortClientInvolved && high.contains(port)
        }
    }

    private func firstDifference(_ situations: some Sequence<Situation>) -> Situation? {
        situations.first { $0.found != $0.expected }
    }

    @Test(arguments: [false, true])
    func everyFlagValueMeetsTheInterestingPortsAndProtocols(isLowPortClientInvolved: Bool) {
        let ports: [UInt16] = [0, 22, 1023, 1024, 1433, 5985, 8081, 27017, 32767, 32768, 65535]
        let flags: [UInt8?] = [nil] + (0...255).map { $0 }
        for ipProtocol: UInt8 in [0, 1, 6, 17, 58, 132, 255] {
            for source in ports {
                for destination in ports {
                    let difference = firstDifference(
                        flags.lazy.map {
                            Situation(
                                ipProtocol: ipProtocol, source: source, destination: destination, flags: $0,
                                isLowPortClientInvolved: isLowPortClientInvolved)
                        })
                    #expect(difference == nil, "\(difference.map { "\($0): \($0.found)" } ?? "")")
                }
            }
        }
    }

    @Test(arguments: [UInt16](arrayLiteral: 80, 2000, 8080, 32768))
    func everyPortIsTakenAtItsWord(otherPort: UInt16) {
        for isLowPortClientInvolved in [false, true] {
            for isSource in [false, true] {
                let difference = firstDifference(
                    (0...65535).lazy.map { (port: Int) in
                        let port = UInt16(port)
                        return Situation(
                            ipProtocol: 17, source: isSource ? port : otherPort,
                            destination: isSource ? otherPort : port,
                            flags: nil, isLowPortClientInvolved: isLowPortClientInvolved)
                    })
                #expect(difference == nil, "\(difference.map { "\($0): \($0.found)" } ?? "")")
            }
        }
    }

    @Test func flagsOfOtherProtocolsSayNothing() {
        let query = Situation(
            ipProtocol: 17, source: 50000, destination: 53, flags: 18, isLowPortClientInvolved: false)
        #expect(query.found == .implausibleReturn)
    }

    @Test func packetsWithinAConnectionAreReadByTheirPorts() {
        for flags: UInt8 in [0, 1, 4, 8, 16, 17, 20, 24] {
            let request = Situation(
                ipProtocol: 6, source: 50000, destination: 443, flags: flags, isLowPortClientInvolved: false)
            let answer = Situation(
                ipProtocol: 6, source: 443, destination: 50000, flags: flags, isLowPortClientInvolved: false)
            #expect(request.found == .implausibleReturn)
            #expect(answer.found == .plausibleReturn)
        }
    }

    @Test func databasePortMayBeAnEphemeralOneOfALoadBalancer() {
        var answer = Situation(
            ipProtocol: 6, source: 8081, destination: 3306, flags: nil, isLowPortClientInvolved: false)
        #expect(answer.found == .implausibleReturn)
        answer.isLowPortClientInvolved = true
        #expect(answer.found == .plausibleReturn)
    }
}
