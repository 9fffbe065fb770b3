import NetworkRules
import Testing

@Suite struct SnapshotLoadingTests {
    private func group(_ id: String, _ port: Int) -> String {
        #"""
        {"SecurityGroups": [{"GroupId": "\#(id)", "IpPermissions": [{"IpProtocol": "tcp", "FromPort": \#(port),
         "ToPort": \#(port), "IpRanges": [{"CidrIp": "0.0.0.0/0"}]}]}]}
        """#
    }

    private func ports(_ ruleSet: RuleSet) -> [UInt16] {
        ruleSet.securityGroups.flatMap(\.ingress).map { $0.traffic.portRange.first }
    }

    @Test func entriesNamedByTimesAreSnapshotsInTheirOrder() throws {
        let loaded = try load([
            "2026-01-02T00:00:00Z/groups.json": group("sg-1", 80),
            "2026-01-01T12:00:00+02:00/a/b.json": group("sg-1", 22),
            "2026-01-03.json": group("sg-1", 443),
        ])
        #expect(loaded.history.snapshots.map(\.time) == [1_767_261_600, 1_767_312_000, 1_767_398_400])
        #expect(loaded.history.snapshots.map(\.name).last == "2026-01-03.json")
        #expect((0..<3).map { ports(loaded.history.ruleSet(at: $0)) } == [[22], [80], [443]])
        #expect(ports(loaded.ruleSet) == [443])
        #expect(loaded.documents.count == 3)
    }

    @Test func whatDoesNotChangeIsKeptOnce() throws {
        var files: [String: String] = [:]
        for day in 10..<30 { files["2026-01-\(day)/groups.json"] = group("sg-1", day < 20 ? 80 : 443) }
        let history = try load(files).history
        #expect(history.snapshots.count == 20)
        #expect(history.everySecurityGroup.count == 2)
        #expect((0..<20).filter { !history.isUnchanged($0) } == [0, 10])
    }

    @Test func whatGoesIsGoneAndMayComeBack() throws {
        let both = #"{"Vpcs": [{"VpcId": "vpc-1"}, {"VpcId": "vpc-2"}]}"#
        let one = #"{"Vpcs": [{"VpcId": "vpc-1"}]}"#
        let history = try load(["2026-01-01/v": both, "2026-01-02/v": one, "2026-01-03/v": both]).history
        #expect(
            (0..<3).map { history.ruleSet(at: $0).vpcs.map(\.id) } == [
                ["vpc-1", "vpc-2"], ["vpc-1"], ["vpc-1", "vpc-2"],
            ])
    }

    @Test func anotherOrderOfRulesIsNoChange() throws {
        func group(_ ranges: String) -> String {
            #"{"SecurityGroups": [{"GroupId": "sg-1", "IpPermissions": [{"IpProtocol": "-1", "IpRanges": [\#(ranges)]}]}]}"#
        }
        let history = try load([
            "2026-01-01/g": group(#"{"CidrIp": "10.0.0.0/8"}, {"CidrIp": "192.0.2.0/24"}"#),
            "2026-01-02/g": group(#"{"CidrIp": "192.0.2.0/24"}, {"CidrIp": "10.0.0.0/8"}"#),
        ]).history
        #expect(history.isUnchanged(1))
    }

    @Test func twoSnapshotsOfAMomentAreAnError() throws {
        let found = try issues(in: [
            "2026-01-01T00:00:00Z/g": group("sg-1", 1), "2026-01-01T01:00:00+01:00/g": group("sg-1", 2),
        ])
        #expect(found.count == 1)
        guard case .file(.secondSnapshotOfMoment)? = found.first?.cause else {
            Issue.record("unexpected \(found)")
            return
        }
    }

    @Test func aPartOfARuleSetBesideSnapshotsIsAnError() throws {
        let found = try issues(in: [
            "2026-01-01T00:00:00Z/g": group("sg-1", 1), "groups.json": group("sg-1", 1),
            "README.md": "# Rules",
        ])
        #expect(found.map(\.cause) == [.file(.outsideOfSnapshots)])
        #expect(found.map(\.file) == ["groups.json"])
    }

    @Test func anErrorNamesTheSnapshot() throws {
        let found = try issues(in: ["2026-01-01/g": group("sg-1", 1), "2026-01-02/g": group("sg-1", 70000)])
        #expect(found.map(\.file) == ["2026-01-02/g"])
    }

    @Test func warningsAreToldOnceForTheFirstSnapshotThatHasThem() throws {
        let loaded = try load(["2026-01-01/g": group("sg-1", 1), "2026-01-02/g": group("sg-1", 2)])
        #expect(loaded.warnings.filter { $0.cause == .gap(.noInterfaces) }.count == 1)
        #expect(loaded.warnings.allSatisfy { $0.file.hasSuffix("2026-01-01") })
    }
}
