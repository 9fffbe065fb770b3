import NetworkPrimitives
import NetworkRules
import TestSupport
import Testing

/// Records without a verdict on the rules, and what of a record the rules are asked about.
struct ReferenceUnevaluatedTests {
    private let evaluator: ReferenceEvaluator
    private let complete: ReferenceRecord

    init() throws {
        evaluator = ReferenceEvaluator(try ReferenceSituation.ruleSet())
        complete = try ReferenceSituation(
            "", "web 192.0.2.77 50000 > 10.0.1.10 443 6 ACCEPT", gives: ""
        ).record
    }

    private func reason(_ change: (inout ReferenceRecord) -> Void) -> String {
        var record = complete
        change(&record)
        let verdict = evaluator.verdict(record)
        return "\(verdict.classification)/\(verdict.reason)"
    }

    @Test func logStatusGoesBeforeAllElse() {
        #expect(reason { $0 = ReferenceRecord(logStatus: .noData) } == "not-evaluated/no-data")
        #expect(reason { $0 = ReferenceRecord(logStatus: .skipData) } == "not-evaluated/skipped-data")
        #expect(reason { $0.logStatus = .noData } == "not-evaluated/no-data")
    }

    @Test func eachNeededFieldIsMissed() {
        let missing = "not-evaluated/missing-field"
        #expect(reason { $0.interfaceID = nil } == missing)
        #expect(reason { $0.action = nil } == missing)
        #expect(reason { $0.ipProtocol = nil } == missing)
        #expect(reason { $0.sourcePort = nil } == missing)
        #expect(reason { $0.destinationPort = nil } == missing)
        #expect(reason { $0.sourceAddress = nil } == missing)
        #expect(reason { $0.destinationAddress = nil } == missing)
        #expect(reason { ($0.interfaceID, $0.sourcePort) = ("eni-none", nil) } == missing)
    }

    @Test func portsAreMissedOfTCPAndUDPAlone() {
        for ipProtocol in UInt8.min...UInt8.max {
            let hasMissing =
                reason { ($0.ipProtocol, $0.sourcePort) = (ipProtocol, nil) } == "not-evaluated/missing-field"
            #expect(hasMissing == (ipProtocol == 6 || ipProtocol == 17), "protocol \(ipProtocol)")
        }
    }

    @Test func localAddressIsNotNeededWhereTheRecordNamesItsDirection() {
        #expect(
            reason { ($0.flowDirection, $0.destinationAddress) = (.ingress, nil) } == "allowed-by-sg/rule")
        #expect(
            reason { ($0.flowDirection, $0.sourceAddress) = (.ingress, nil) } == "not-evaluated/missing-field"
        )
        #expect(
            reason { ($0.packetSourceAddress, $0.sourceAddress) = ($0.sourceAddress, nil) }
                == "not-evaluated/missing-field")
    }

    @Test func interfaceAndDirectionHaveToBeKnown() throws {
        let other = try #require(IPAddress("192.0.2.78"))
        let own = try #require(IPAddress("10.0.1.10"))
        #expect(reason { $0.interfaceID = "eni-none" } == "not-evaluated/unknown-interface")
        #expect(reason { $0.destinationAddress = other } == "not-evaluated/unknown-direction")
        #expect(reason { $0.sourceAddress = own } == "not-evaluated/unknown-direction")
    }

    @Test func packetAddressIsTheRemoteOne() throws {
        var record = complete
        record.packetSourceAddress = IPAddress("203.0.113.5")
        record.packetDestinationAddress = IPAddress("10.0.1.99")
        let verdict = evaluator.verdict(record)
        #expect(verdict.source == IPAddress("203.0.113.5"))
        #expect(verdict.destination == IPAddress("10.0.1.10"))
        #expect(verdict.remote == verdict.source)
    }
}
