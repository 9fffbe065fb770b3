import Foundation
import Testing

@testable import SyntheticTraffic

/// The rule files have the sizes that the plan asks for, and name only what is there.
@Suite struct GeneratedRulesTests {
    private func archive() throws -> GeneratedArchive {
        var plan = GenerationPlan(seed: 5, records: 10)
        plan.vpcs = 3
        plan.interfaces = 301
        plan.groups = 50
        plan.rulesPerGroup = 20
        plan.aclRules = 15
        return try GeneratedArchive(plan)
    }

    private func list(_ archive: GeneratedArchive, _ file: String, _ key: String) throws -> [[String: Any]] {
        try #require(archive.rules(file)[key] as? [[String: Any]])
    }

    @Test func groupsAndInterfacesAreAsManyAsAskedFor() throws {
        let archive = try archive()
        defer { archive.remove() }
        let groups = try list(archive, "security-groups.json", "SecurityGroups")
        #expect(groups.count == 50)
        #expect(try list(archive, "network-interfaces.json", "NetworkInterfaces").count == 301)
        #expect(try list(archive, "vpcs.json", "Vpcs").count == 3)
        for group in groups {
            let permissions = ["IpPermissions", "IpPermissionsEgress"].flatMap {
                group[$0] as? [[String: Any]] ?? []
            }
            let peers = ["IpRanges", "Ipv6Ranges", "PrefixListIds", "UserIdGroupPairs"]
            let rules = permissions.flatMap { permission in
                peers.flatMap { permission[$0] as? [Any] ?? [] }
            }
            #expect(rules.count == 20, "\(group["GroupName"] ?? "")")
        }
    }

    @Test func customACLsHaveTheEntriesAskedForInEachDirection() throws {
        let archive = try archive()
        defer { archive.remove() }
        let acls = try list(archive, "network-acls.json", "NetworkAcls")
        #expect(acls.count == 15)
        for acl in acls {
            let entries = try #require(acl["Entries"] as? [[String: Any]])
            let isDefault = acl["IsDefault"] as? Bool == true
            for egress in [false, true] {
                let numbers = entries.filter { $0["Egress"] as? Bool == egress }
                    .compactMap { $0["RuleNumber"] as? Int }.filter { $0 < 32767 }
                #expect(numbers.count == (isDefault ? 2 : 15))
                #expect(zip(numbers, numbers.dropFirst()).allSatisfy(<))
                #expect(numbers.allSatisfy { (1...32766).contains($0) })
            }
        }
    }

    @Test func addressesAreUniqueAndLieInTheirSubnets() {
        var plan = GenerationPlan(seed: 5, records: 10)
        plan.interfaces = 20_000
        var seen: Set<UInt32> = []
        for vpc in NetworkBuilder.vpcs(of: plan) {
            #expect(vpc.subnets.count == vpc.ipv4Blocks.count * 9)
            for interface in vpc.interfaces {
                let subnet = vpc.subnets[interface.subnet]
                #expect(vpc.subnetKinds[interface.subnet] == interface.subnetKind)
                #expect(subnet.blocks[0].contains(.ipv4(interface.primary)))
                #expect(seen.insert(interface.primary.value).inserted)
                if let secondary = interface.secondary {
                    #expect(subnet.blocks[0].contains(.ipv4(secondary)))
                    #expect(seen.insert(secondary.value).inserted)
                }
                if let ipv6 = interface.ipv6 { #expect(subnet.blocks[1].contains(.ipv6(ipv6))) }
            }
        }
    }

    @Test func everyReferenceNamesSomethingInTheRuleSet() throws {
        let archive = try archive()
        defer { archive.remove() }
        let groups = try list(archive, "security-groups.json", "SecurityGroups")
        let groupIDs = Set(groups.compactMap { $0["GroupId"] as? String })
        let subnets = try list(archive, "subnets.json", "Subnets")
        let subnetIDs = Set(subnets.compactMap { $0["SubnetId"] as? String })
        let files = Set(try archive.paths())
        for group in groups {
            for permission in ["IpPermissions", "IpPermissionsEgress"]
                .flatMap({ group[$0] as? [[String: Any]] ?? [] })
            {
                for pair in permission["UserIdGroupPairs"] as? [[String: String]] ?? [] {
                    #expect(groupIDs.contains(pair["GroupId"] ?? ""))
                }
                for list in permission["PrefixListIds"] as? [[String: String]] ?? [] {
                    #expect(files.contains("rules/\(list["PrefixListId"] ?? "").json"))
                }
            }
        }
        for interface in try list(archive, "network-interfaces.json", "NetworkInterfaces") {
            #expect(subnetIDs.contains(interface["SubnetId"] as? String ?? ""))
            for group in interface["Groups"] as? [[String: String]] ?? [] {
                #expect(groupIDs.contains(group["GroupId"] ?? ""))
            }
        }
    }

    @Test func everyRoleAndPairThatRecipesNeedIsThereInTheSmallestNetwork() {
        var plan = GenerationPlan(seed: 0, records: 1)
        plan.vpcs = 1
        plan.interfaces = InterfacePlacement.fewestInterfacesPerVPC
        plan.groups = InterfaceRole.grouped.count
        let vpc = NetworkBuilder.vpcs(of: plan)[0]
        for role in InterfaceRole.allCases { #expect(!vpc.interfaces(role).isEmpty, "\(role.name)") }
        let places: [(InterfaceRole, SubnetKind)] = [
            (.loadBalancer, .publicFiltered), (.web, .publicFiltered), (.web, .publicOpen),
            (.natGateway, .publicFiltered), (.database, .data), (.database, .dataForgotten),
            (.monitor, .application), (.monitor, .data),
        ]
        for (role, kind) in places { #expect(!vpc.interfaces(role, in: kind).isEmpty, "\(role) \(kind)") }
        #expect(!vpc.replicaPairs.isEmpty)
    }

    @Test func fixedRulesStayWithinTheirStatedNumbers() {
        let rules = GroupRules(
            stackGroupIDs: InterfaceRole.grouped.map(\.name), officeListID: "pl-1", storageListID: "pl-2")
        let counts = InterfaceRole.allCases.map { role in
            let fixed = rules.fixedRules(role)
            return fixed.ingress.count + fixed.egress.count
        }
        #expect(counts.max() == GroupRules.mostFixedRules)
    }
}
