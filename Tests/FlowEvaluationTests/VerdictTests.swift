import FlowLogs
import Testing

@testable import FlowEvaluation

struct VerdictTests {
    private static let all: [Verdict] = VerdictClass.allCases.flatMap { verdictClass in
        VerdictReason.allCases.flatMap { reason in
            ([nil] + Certainty.allCases).map { Verdict(verdictClass, reason, $0) }
        }
    }

    @Test func codesAreDistinctAndWithinTheirRange() {
        let codes = Set(Self.all.map(\.code))
        #expect(codes.count == Self.all.count)
        #expect(codes.allSatisfy((0..<Verdict.codeCount).contains))
    }

    @Test func codesOfAClassStandTogether() {
        for verdict in Self.all {
            #expect(verdict.code / Verdict.codesOfClass == Int(verdict.verdictClass.rawValue))
        }
    }

    @Test func codesLeadBackToTheirVerdicts() {
        for verdict in Self.all { #expect(Verdict(code: verdict.code) == verdict) }
    }

    @Test func codesFitTheirColumn() { #expect(Verdict.codeCount < Int(UInt16.max)) }

    @Test func numbersFromTheEndOfTheCodesAreNoVerdicts() {
        for code in Verdict.codeCount...Int(UInt16.max) { #expect(Verdict(code: code) == nil) }
    }

    @Test func namesAreTheContracts() {
        #expect(
            VerdictClass.allCases.map(\.name) == [
                "allowed-by-sg", "sg-blocked", "nacl-blocked", "vpc-blocked", "anomalous", "not-evaluated",
            ])
        #expect(Certainty.allCases.map(\.name) == ["certain", "likely", "possible"])
        #expect(
            Set(VerdictReason.allCases.map(\.name)) == [
                "no-data", "skipped-data", "missing-field", "unknown-interface", "earlier-rule",
                "transit-gateway",
                "unknown-direction",
                "exempt", "managed-interface", "accepted-against-both", "accepted-against-nacl",
                "accepted-without-sg-rule", "no-security-group", "rule", "return-traffic",
                "presumed-return", "undetermined", "reject-reason", "untracked-return", "no-rule",
                "closed-connection", "rejected-despite-rules",
            ])
    }
}
