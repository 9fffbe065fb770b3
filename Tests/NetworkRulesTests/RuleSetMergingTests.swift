import NetworkPrimitives
import NetworkRules
import Testing

@Suite struct RuleSetMergingTests {
    private func group(_ id: String, _ ranges: String...) -> String {
        let ranges = ranges.map { #"{"CidrIp": "\#($0)"}"# }.joined(separator: ",")
        return
            #"{"SecurityGroups": [{"GroupId": "\#(id)", "IpPermissions": [{"IpProtocol": "-1", "IpRanges": [\#(ranges)]}]}]}"#
    }

    @Test func pagesAndFoldersBecomeOneRuleSet() throws {
        let loaded = try load([
            "111/eu/groups-1.json": group("sg-b"), "111/eu/groups-2.json": group("sg-c"),
            "222/groups.json": group("sg-a"),
        ])
        #expect(loaded.ruleSet.securityGroups.map(\.id) == ["sg-a", "sg-b", "sg-c"])
        #expect(loaded.documents.count == 3)
        #expect(loaded.documents == loaded.documents.sorted())
    }

    @Test func oneDocumentMayHoldSeveralKinds() throws {
        let loaded = try load(
            #"{"Vpcs": [{"VpcId": "vpc-1"}], "Subnets": [{"SubnetId": "subnet-1"}], "ResponseMetadata": {}}"#)
        #expect(loaded.ruleSet.vpcs.map(\.id) == ["vpc-1"])
        #expect(loaded.ruleSet.subnets.map(\.id) == ["subnet-1"])
    }

    @Test func recordedAnswerIsUnwrapped() throws {
        #expect(
            try load(#"{"status_code": 200, "data": \#(group("sg-1"))}"#).ruleSet.securityGroups.map(\.id)
                == ["sg-1"])
        let found = try issues(in: #"{"status_code": 200, "data": {"Vpcs": [{}]}}"#)
        #expect(found.map(\.jsonPath) == ["$.data.Vpcs[0].VpcId"])
    }

    @Test func sameDescriptionTwiceIsFine() throws {
        let once = group("sg-1", "10.0.0.0/8", "192.0.2.0/24")
        let otherOrder = group("sg-1", "192.0.2.0/24", "10.0.0.0/8")
        let loaded = try load(["1.json": once, "2.json": once, "3.json": otherOrder])
        #expect(loaded.ruleSet.securityGroups.map(\.ingress.count) == [2])
    }

    @Test func twoDescriptionsOfOneResourceAreAnErrorWithBothPlaces() throws {
        let found = try issues(in: [
            "1.json": group("sg-1", "10.0.0.0/8"), "2.json": group("sg-1", "10.0.0.0/9"),
        ])
        #expect(found.map(\.file) == ["2.json"])
        #expect(found.map(\.jsonPath) == ["$.SecurityGroups[0]"])
        #expect(found.first?.message.contains("1.json: $.SecurityGroups[0]") == true)
    }

    @Test func everyKindOfResourceIsCompared() throws {
        let pairs = [
            (
                #"{"NetworkAcls": [{"NetworkAclId": "x"}]}"#,
                #"{"NetworkAcls": [{"NetworkAclId": "x", "IsDefault": true}]}"#
            ),
            (
                #"{"NetworkInterfaces": [{"NetworkInterfaceId": "x"}]}"#,
                #"{"NetworkInterfaces": [{"NetworkInterfaceId": "x", "SubnetId": "y"}]}"#
            ),
            (#"{"Subnets": [{"SubnetId": "x"}]}"#, #"{"Subnets": [{"SubnetId": "x", "VpcId": "y"}]}"#),
            (#"{"Vpcs": [{"VpcId": "x"}]}"#, #"{"Vpcs": [{"VpcId": "x", "CidrBlock": "10.0.0.0/8"}]}"#),
            (
                #"{"PrefixLists": [{"PrefixListId": "x", "PrefixListName": "a"}]}"#,
                #"{"PrefixLists": [{"PrefixListId": "x", "PrefixListName": "b"}]}"#
            ),
        ]
        for (first, second) in pairs {
            #expect(try issues(in: ["1.json": first, "2.json": first]).isEmpty)
            let found = try issues(in: ["1.json": first, "2.json": second])
            #expect(found.count == 1, "\(first)")
            guard case .contradiction(.describedDifferently)? = found.first?.cause else {
                Issue.record("unexpected \(found)")
                continue
            }
        }
    }

    @Test func loadsAreEqualUnderAnyOrderOfFiles() throws {
        let documents = [
            group("sg-1", "10.0.0.0/8", "192.0.2.0/24"), group("sg-1", "192.0.2.0/24", "10.0.0.0/8"),
            group("sg-2"),
            #"{"Vpcs": [{"VpcId": "vpc-1"}], "Subnets": [{"SubnetId": "subnet-1", "VpcId": "vpc-1"}]}"#,
            #"{"NetworkInterfaces": [{"NetworkInterfaceId": "eni-2"}, {"NetworkInterfaceId": "eni-1"}]}"#,
        ]
        var ruleSets: Set<RuleSet> = []
        for order in permutations(of: Array(documents.indices)) {
            let files = zip(order, documents).map { ("\($0).json", $1) }
            ruleSets.insert(try load(Dictionary(uniqueKeysWithValues: files)).ruleSet)
        }
        #expect(ruleSets.count == 1)
    }

    private func permutations(of elements: [Int]) -> [[Int]] {
        guard !elements.isEmpty else { return [[]] }
        return elements.flatMap { first in
            permutations(of: elements.filter { $0 != first }).map { [first] + $0 }
        }
    }

    @Test func aResourceWithErrorsIsNotCalledAContradiction() throws {
        let found = try issues(in: [
            "1.json": group("sg-1", "10.0.0.0/8"), "2.json": group("sg-1", "10.0.0.0/33"),
        ])
        #expect(found.map(\.jsonPath) == ["$.SecurityGroups[0].IpPermissions[0].IpRanges[0].CidrIp"])
    }

    @Test func errorsOfAllFilesAreReportedUpToALimit() throws {
        var files: [String: String] = [:]
        for number in 10..<70 { files["\(number).json"] = group("sg-\(number)", "x") }
        let folder = try RulesFolder(files)
        let error = #expect(throws: RuleSetLoadError.self) { try folder.load() }
        guard case .issues(let issues)? = error else {
            Issue.record("unexpected \(String(describing: error))")
            return
        }
        #expect(issues.count == 60)
        #expect(issues.map(\.file) == issues.map(\.file).sorted())
        #expect(error?.messages.count == 51)
        #expect(error?.messages.last == "and 10 more")
    }
}
