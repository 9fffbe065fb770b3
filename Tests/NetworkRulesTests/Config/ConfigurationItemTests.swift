import Foundation
import NetworkPrimitives
import NetworkRules
import TestSupport
import Testing

@Suite struct ConfigurationItemTests {
    private func item(
        _ type: String, _ id: String, _ configuration: String, time: String = "2026-01-01T00:00:00Z",
        status: String = "OK"
    ) -> String {
        #"{"resourceType": "AWS::EC2::\#(type)", "resourceId": "\#(id)", "configurationItemCaptureTime": "\#(time)", "configurationItemStatus": "\#(status)", "configuration": \#(configuration)}"#
    }

    private func document(_ items: [String], snapshot: Bool = false) -> String {
        let id = snapshot ? #""configSnapshotId": "x","# : ""
        return #"{"fileVersion": "1.0", \#(id) "configurationItems": [\#(items.joined(separator: ","))]}"#
    }

    private func group(_ id: String, _ ports: Int...) -> String {
        let permissions = ports.map {
            #"{"ipProtocol": "tcp", "fromPort": \#($0), "toPort": \#($0), "ipRanges": ["10.0.0.0/8"], "ipv4Ranges": [{"cidrIp": "10.0.0.0/8", "description": "d"}], "ipv6Ranges": [{"cidrIpv6": "::/0"}], "prefixListIds": [{"prefixListId": "pl-1"}], "userIdGroupPairs": [{"groupId": "sg-9", "userId": "1"}]}"#
        }
        return
            #"{"groupId": "\#(id)", "groupName": "g", "description": "", "vpcId": "vpc-1", "ipPermissions": [\#(permissions.joined(separator: ","))], "ipPermissionsEgress": []}"#
    }

    private func ports(_ ruleSet: RuleSet) -> [UInt16] {
        Set(ruleSet.securityGroups.flatMap(\.ingress).map(\.traffic.portRange.first)).sorted()
    }

    @Test func aSnapshotIsOneMoment() throws {
        let loaded = try load(
            document(
                [item("SecurityGroup", "sg-1", group("sg-1", 22)), item("Instance", "i-1", "{}")],
                snapshot: true))
        #expect(loaded.history.snapshots.count == 1)
        let rules = loaded.ruleSet.securityGroups.flatMap(\.ingress)
        #expect(
            rules.map(\.peer) == [
                .cidr(try CIDRBlock("10.0.0.0/8")), .cidr(.everything(.ipv6)), .prefixList(id: "pl-1"),
                .securityGroup(id: "sg-9"),
            ])
        #expect(rules.first?.description == "d")
    }

    /// Before 2017 the ranges were mere strings.
    @Test func rangesMayBeStrings() throws {
        let text =
            #"{"groupId": "sg-1", "ipPermissions": [{"ipProtocol": "-1", "fromPort": null, "ipRanges": ["10.0.0.0/8", "192.0.2.0/24"]}]}"#
        let loaded = try load(document([item("SecurityGroup", "sg-1", text)], snapshot: true))
        #expect(
            loaded.ruleSet.securityGroups.flatMap(\.ingress).map(\.peer) == [
                .cidr(try CIDRBlock("10.0.0.0/8")), .cidr(try CIDRBlock("192.0.2.0/24")),
            ])
    }

    @Test func itemsOfAHistoryAreWhatWasFromTheirMomentsOn() throws {
        let history = try load(
            document([
                item("SecurityGroup", "sg-1", group("sg-1", 80), time: "2026-01-03T00:00:00.000Z"),
                item("SecurityGroup", "sg-1", group("sg-1", 22), time: "2026-01-01T00:00:00.000Z"),
                item(
                    "SecurityGroup", "sg-2", group("sg-2", 443), time: "2026-01-02T00:00:00.000Z",
                    status: "ResourceDiscovered"),
                item(
                    "SecurityGroup", "sg-2", "null", time: "2026-01-04T00:00:00.000Z",
                    status: "ResourceDeleted"),
            ])
        ).history
        #expect(
            history.snapshots.map(\.time) == [1_767_225_600, 1_767_312_000, 1_767_398_400, 1_767_484_800])
        #expect((0..<4).map { ports(history.ruleSet(at: $0)) } == [[22], [22, 443], [80, 443], [80]])
    }

    @Test func whatHasNoItemsIsTheSameAtEveryMoment() throws {
        let loaded = try load([
            "interfaces.json":
                #"{"NetworkInterfaces": [{"NetworkInterfaceId": "eni-1"}], "SecurityGroups": [{"GroupId": "sg-1"}]}"#,
            "history.json": document([
                item("SecurityGroup", "sg-1", group("sg-1", 80), time: "2026-01-01T00:00:00Z"),
                item("SecurityGroup", "sg-1", group("sg-1", 22), time: "2026-01-02T00:00:00Z"),
            ]),
        ])
        #expect(
            (0..<2).map { loaded.history.ruleSet(at: $0).interfaces.map(\.id) } == [["eni-1"], ["eni-1"]])
        #expect((0..<2).map { ports(loaded.history.ruleSet(at: $0)) } == [[80], [22]])
    }

    @Test func compressedFilesAreRead() throws {
        let folder = try RulesFolder()
        try folder.write(
            GzipWriter.member(
                Array(
                    document(
                        [item("VPC", "vpc-1", #"{"vpcId": "vpc-1", "cidrBlock": "10.0.0.0/16"}"#)],
                        snapshot: true
                    ).utf8)), as: "snapshot.json.gz")
        #expect(try folder.load().ruleSet.vpcs == [VPC(id: "vpc-1", blocks: try blocks("10.0.0.0/16"))])
    }

    @Test func aDamagedArchiveIsRefusedByName() throws {
        let folder = try RulesFolder()
        let whole = GzipWriter.member(
            Array(document([item("VPC", "vpc-1", #"{"vpcId": "vpc-1"}"#)], snapshot: true).utf8))
        try folder.write(Array(whole.dropLast(6)), as: "snapshot.json.gz")
        let error = #expect(throws: RuleSetLoadError.self) { try folder.load() }
        #expect(
            error?.messages.first?.contains("snapshot.json.gz: cannot be read") == true,
            "\(String(describing: error))")
    }

    @Test func whatIsWrongIsNamedByItsPlaceInItsOwnSpelling() throws {
        let found = try issues(
            in: document([
                item(
                    "SecurityGroup", "sg-1",
                    #"{"groupId": "sg-1", "ipPermissions": [{"ipProtocol": "tcp", "fromPort": "x"}]}"#),
                item("SecurityGroup", "sg-2", #"{"groupName": "sg-2"}"#),
                item("SecurityGroup", "sg-3", #""{\"groupId\": \"sg-3\", \"ipPermissions\": [{}]}""#),
                item("SecurityGroup", "sg-4", #""{""#),
                item("VPC", "vpc-1", #"{"vpcId": "vpc-1"}"#, time: "yesterday"),
            ]))
        #expect(
            found.map(\.jsonPath) == [
                "$.configurationItems[0].configuration.ipPermissions[0].fromPort",
                "$.configurationItems[1].configuration.groupId",
                "$.configurationItems[2].configuration.ipPermissions[0].ipProtocol",
                "$.configurationItems[3].configuration",
                "$.configurationItems[4].configurationItemCaptureTime",
            ])
    }

    /// What another project recorded: two versions of one group, with times in parts and configurations in strings.
    @Test(.enabled(if: SharedFolder.corpus != nil, Comment(rawValue: SharedFolder.absence)))
    func aRecordedHistory() throws {
        let path = try #require(SharedFolder.corpus).appending(
            path: "cloud-custodian+cloud-custodian/test_sg_config_diff/config.GetResourceConfigHistory_1.json"
        )
        let history = try RuleSetLoader.load(path: path.path).history
        #expect(history.snapshots.map(\.name).last == "2016-12-11T06:04:03Z")
        #expect(ports(history.ruleSet(at: history.snapshots.count - 1)) == [443, 8080])
    }
}
