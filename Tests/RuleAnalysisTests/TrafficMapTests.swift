import NetworkPrimitives
import NetworkRules
import RuleAnalysis
import Testing

/// Who talks to whom.
@Suite struct TrafficMapTests {
    private static func edges(_ division: TrafficMap.Division) throws -> [String] {
        var network = try AuditCase().interface("eni-1", "10.0.0.1", ["sg-1"])
            .interface("eni-2", "10.0.1.2", ["sg-2", "sg-1"], subnet: "subnet-2")
            .group("sg-1", name: "web", in: ["all 0.0.0.0/0"], out: ["all 0.0.0.0/0"]).group("sg-2")
        network.ruleSet.subnets = [
            Subnet(id: "subnet-1", vpcID: "vpc-1", blocks: [try CIDRBlock("10.0.0.0/24")])
        ]
        let logged = network.logged([
            // From outside, with the reply; from one interface to the other, seen at both.
            "eni-1 198.51.100.1 10.0.0.1 50000 443 6 ACCEPT",
            "eni-1 10.0.0.1 198.51.100.1 443 50000 6 ACCEPT",
            "eni-1 10.0.0.1 10.0.1.2 50000 443 6 ACCEPT", "eni-2 10.0.0.1 10.0.1.2 50000 443 6 ACCEPT",
            "eni-2 10.0.0.1 10.0.1.2 50001 443 6 ACCEPT",
            // To an address of the subnet, of the VPC alone, and of a private network that nobody knows.
            "eni-1 10.0.0.1 10.0.0.99 50000 443 6 ACCEPT", "eni-1 10.0.0.1 10.0.9.9 50000 443 6 ACCEPT",
            "eni-1 10.0.0.1 192.168.1.1 50000 443 6 ACCEPT",
        ])
        let logs = try AuditCase.logs(logged.log ?? [], logged.ruleSet)
        return TrafficMap(logs, by: division).edges.map { "\($0.from) > \($0.to): \($0.sums.records)" }
    }

    @Test func groupsAreWhatInterfacesCarry() throws {
        #expect(
            try Self.edges(.securityGroups) == [
                "web (sg-1) > sg-2 + web (sg-1): 3", "the internet > web (sg-1): 2",
                "web (sg-1) > elsewhere in vpc-1: 2", "web (sg-1) > other private networks: 1",
            ])
    }

    @Test func subnetsAreThoseOfInterfacesAndAddresses() throws {
        #expect(
            try Self.edges(.subnets) == [
                "subnet-1 > subnet-2: 3", "the internet > subnet-1: 2", "subnet-1 > elsewhere in vpc-1: 1",
                "subnet-1 > other private networks: 1", "subnet-1 > subnet-1: 1",
            ])
    }
}
