import Foundation
import NetworkPrimitives
import Testing

@testable import SyntheticTraffic

@Suite struct BuildingBlockTests {
    @Test func civilTimeAgreesWithTheCalendarAroundLeapDays() {
        var calendar = Calendar(identifier: .gregorian)
        calendar.timeZone = .gmt
        let days = [
            0, 11_015, 11_016, 11_017, 19_722, 19_782, 19_783, 20_453, 20_454, 36_524, 47_540, 47_541,
        ]
        for seconds in days.flatMap({ [$0 * 86_400, $0 * 86_400 + 86_399] }) {
            let civil = CivilTime(unixSeconds: seconds)
            let expected = calendar.dateComponents(
                [.year, .month, .day, .hour, .minute], from: Date(timeIntervalSince1970: Double(seconds)))
            #expect(
                [civil.year, civil.month, civil.day, civil.hour, civil.minute]
                    == [expected.year, expected.month, expected.day, expected.hour, expected.minute])
        }
    }

    @Test func logFileIsNamedByItsTime() {
        // The example of the VPC guide's page "Flow log files".
        let name = LogFileName(
            accountID: "123456789012", region: "us-east-1", flowLogID: "fl-1234abcd", time: 1_529_511_600,
            hash: 0xfe12_3456)
        #expect(
            name.path == "AWSLogs/123456789012/vpcflowlogs/us-east-1/2018/06/20/"
                + "123456789012_vpcflowlogs_us-east-1_fl-1234abcd_20180620T1620Z_fe123456.log.gz")
    }

    @Test func numbersAreWrittenAsTheyAreRead() {
        for value in [0, 1, 9, 10, 99, 100, 65_535, 1_767_225_600, Int.max] {
            var bytes: [UInt8] = []
            bytes.append(decimal: value)
            #expect(String(decoding: bytes, as: UTF8.self) == "\(value)")
        }
        var bytes: [UInt8] = []
        bytes.append(decimal: 7, digits: 4)
        bytes.append(hexadecimal: 0xAB, digits: 4)
        #expect(String(decoding: bytes, as: UTF8.self) == "000700ab")
    }

    @Test func jsonEscapesWhatItMust() throws {
        var text = JSONText()
        text.object {
            $0.string("a\"b", "back\\slash\u{01}")
            $0.number("n", -1)
            $0.array("empty", [Int]()) { _, _ in }
        }
        let read = try JSONSerialization.jsonObject(with: Data(text.bytes)) as? [String: Any]
        #expect(read?["a\"b"] as? String == "back\\slash\u{01}")
        #expect(read?["n"] as? Int == -1)
        #expect((read?["empty"] as? [Any])?.isEmpty == true)
    }

    @Test func skewedDrawsFavourTheFirstAndReachTheLast() {
        var random = RandomStream(seed: 3, purpose: 0)
        var counts = Array(repeating: 0, count: 7)
        for _ in 0..<70_000 { counts[random.skewedBelow(7)] += 1 }
        // Three doublings, each equally likely: {0}, {1, 2}, {3 ... 6}.
        let groups = [counts[0], counts[1...2].reduce(0, +), counts[3...6].reduce(0, +)]
        for group in groups { #expect(abs(group - 23_333) < 1_000) }
        #expect(counts.allSatisfy { $0 > 0 })
        #expect(random.skewedBelow(1) == 0)
    }

    @Test func strangersLieInNoNetworkThatRulesName() {
        let plan = GenerationPlan(seed: 11, records: 1)
        var composer = TrafficComposer(plan: plan, vpcs: NetworkBuilder.vpcs(of: plan))
        let named = [
            AddressPlan.privateNetwork, AddressPlan.office, AddressPlan.storage, AddressPlan.partners,
            AddressPlan.blocked, AddressPlan.onPremises,
        ]
        for _ in 0..<20_000 {
            let stranger = composer.stranger()
            #expect(!named.contains { $0.contains(stranger) }, "\(stranger)")
        }
    }

    @Test func portListsAreDisjointFromEveryRule() {
        let permitted: Set<UInt16> = [22, 53, 80, 123, 443, 5432, 6379, 7946, 8080, 9100]
        #expect(permitted.isDisjoint(with: TrafficComposer.unlistedPorts))
        let services = Set(TrafficComposer.highServicePorts + TrafficComposer.lowServicePorts)
        #expect(services.isDisjoint(with: TrafficComposer.unlistedPorts))
        for port in services.union(TrafficComposer.unlistedPorts) {
            #expect(!FillerRule.ports.contains(Int(port)))
        }
        #expect(TrafficComposer.unlistedPorts.allSatisfy { (1024..<32_768).contains($0) })
    }

    @Test func identifiersOfUnlikeOrdinalsAreUnlike() {
        var random = RandomStream(seed: 0, purpose: 0)
        let known = Set((0..<10_000).map { ResourceIdentifier(ordinal: $0, &random).number & 0xFFFF_FFFF })
        #expect(known.count == 10_000)
        #expect(ResourceIdentifier(ordinal: 1, &random).text("eni").count == 21)
    }
}
