import Foundation
import NetworkRules
import TestSupport
import Testing

/// Real files of other projects, which are not part of this one: skipped where they are absent.
@Suite(.enabled(if: SharedFolder.corpus != nil, "\(SharedFolder.absence)"))
struct RuleSetCorpusTests {
    private static let projects = [
        "aws+aws-cli", "batfish+batfish", "cloud-custodian+cloud-custodian", "duo-labs+cloudmapper",
    ]

    /// The files that are refused although they hold keys of a rule set, or are no JSON, and what
    /// the message must say.
    private static let refusals = [
        "aws+aws-cli/describe-security-groups.1.txt": "invalid JSON at line 53, column 9",
        "aws+aws-cli/describe-stale-security-groups.1.txt": "invalid JSON at line 23, column 26",
        "aws+aws-cli/describe-subnets.1.txt": "invalid JSON at line 17, column 39",
        "aws+aws-cli/get-security-groups-for-vpc.1.txt": "invalid JSON at line 19, column 1",
        "aws+aws-cli/get-managed-prefix-list-entries.1.json": "name the file by the list's id",
        "cloud-custodian+cloud-custodian/test_prefix_list_entry/ec2.GetManagedPrefixListEntries_1.json":
            "name the file by the list's id",
        "cloud-custodian+cloud-custodian/test_prefix_list_entry/ec2.GetManagedPrefixListEntries_2.json":
            "name the file by the list's id",
        // Three groups share one id.
        "batfish+batfish/SecurityGroupTest.json":
            "$.SecurityGroups[10] (sg-0de0ddfa8a5a12348): described differently",
    ]

    @Test func everyFileLoadsOrIsRefusedWithItsPlace() throws {
        let corpus = try #require(SharedFolder.corpus)
        var refused: Set<String> = []
        for project in Self.projects {
            for name in try files(under: corpus.appending(path: project)).map({ project + "/" + $0 }) {
                let file = corpus.appending(path: name)
                do {
                    let loaded = try RuleSetLoader.load(path: file.path)
                    #expect(loaded.documents == [file.path])
                    if name.contains("/config.") {
                        // What AWS Config says has other keys.
                        #expect(loaded.ruleSet.securityGroups.count == 1, "\(name)")
                        continue
                    }
                    #expect(Identifiers(of: loaded.ruleSet) == (try Identifiers(inFiles: [file])), "\(name)")
                } catch RuleSetLoadError.noRuleSet {
                    #expect(try Identifiers(inFiles: [file]) == Identifiers(), "\(name)")
                } catch RuleSetLoadError.issues(let issues) {
                    refused.insert(name)
                    let expected = try #require(
                        Self.refusals[name], "\(name) is refused: \(issues.map(\.message))")
                    #expect(issues.first?.message.contains(expected) == true, "\(issues.map(\.message))")
                }
            }
        }
        #expect(refused == Set(Self.refusals.keys))
    }

    @Test func everyRigOfManyFilesIsOneRuleSet() throws {
        let root = try #require(SharedFolder.corpus).appending(path: "batfish+batfish")
        let rigs = try FileManager.default.contentsOfDirectory(atPath: root.path).filter {
            !$0.hasSuffix(".json")
        }
        #expect(rigs.count > 15)
        for rig in rigs.sorted() {
            let folder = root.appending(path: rig)
            let loaded = try RuleSetLoader.load(path: folder.path)
            let files = try files(under: folder).map { folder.appending(path: $0) }
            #expect(Identifiers(of: loaded.ruleSet) == (try Identifiers(inFiles: files)), "\(rig)")
        }
    }

    @Test func snapshotsOfDifferentTimesAreNotMixed() throws {
        let folder = try #require(SharedFolder.corpus)
            .appending(path: "cloud-custodian+cloud-custodian/test_security_group_revisions_delta")
        let error = #expect(throws: RuleSetLoadError.self) { try RuleSetLoader.load(path: folder.path) }
        #expect(error?.messages.first?.contains("snapshots of a history") == true)
    }

    @Test func conformanceRulesAreReadWhole() throws {
        let folder = try #require(SharedFolder.conformance).appending(path: "rules")
        let loaded = try RuleSetLoader.load(path: folder.path)
        let files = try files(under: folder).map { folder.appending(path: $0) }
        var expected = try Identifiers(inFiles: files)
        expected["PrefixLists", default: []].insert("pl-0000000000000s3a1")
        #expect(Identifiers(of: loaded.ruleSet) == expected)
        #expect(loaded.documents.count == files.count)
        #expect(loaded.warnings.map(\.cause) == [.gap(.unresolvedPrefixLists(["pl-0unresolved00001"]))])
    }

    /// Paths of the files below `folder`, relative to it.
    private func files(under folder: URL) throws -> [String] {
        try FileManager.default.subpathsOfDirectory(atPath: folder.path).sorted().filter { path in
            var isDirectory: ObjCBool = false
            let exists = FileManager.default.fileExists(
                atPath: folder.appending(path: path).path, isDirectory: &isDirectory)
            return exists && !isDirectory.boolValue
        }
    }
}

/// The ids of each kind of resource, by the key of the cloud's output.
private typealias Identifiers = [String: Set<String>]

extension Identifiers {
    fileprivate init(of ruleSet: RuleSet) {
        self = [
            "SecurityGroups": Set(ruleSet.securityGroups.map(\.id)),
            "SecurityGroupRules": Set(
                ruleSet.securityGroups.flatMap { $0.ingress + $0.egress }.compactMap(\.id)),
            "NetworkAcls": Set(ruleSet.networkACLs.map(\.id)),
            "NetworkInterfaces": Set(ruleSet.interfaces.map(\.id)), "Subnets": Set(ruleSet.subnets.map(\.id)),
            "Vpcs": Set(ruleSet.vpcs.map(\.id)), "PrefixLists": Set(ruleSet.prefixLists.map(\.id)),
        ].filter { !$0.value.isEmpty }
    }

    /// As Foundation's own reader finds them.
    fileprivate init(inFiles files: [URL]) throws {
        let idKeys = [
            "SecurityGroups": "GroupId", "SecurityGroupRules": "SecurityGroupRuleId",
            "NetworkAcls": "NetworkAclId",
            "NetworkInterfaces": "NetworkInterfaceId",
            "Subnets": "SubnetId", "Vpcs": "VpcId", "PrefixLists": "PrefixListId",
        ]
        self = [:]
        for file in files {
            let json = try JSONSerialization.jsonObject(with: Data(contentsOf: file))
            guard let top = json as? [String: Any] else { continue }
            let output = top["data"] as? [String: Any] ?? top
            for (key, idKey) in idKeys {
                let resources = output[key] as? [[String: Any]] ?? []
                let ids = resources.compactMap { $0[idKey] as? String }
                if !ids.isEmpty { self[key, default: []].formUnion(ids) }
            }
            let rules = output["SecurityGroupRules"] as? [[String: Any]] ?? []
            if !rules.isEmpty {
                self["SecurityGroups", default: []].formUnion(rules.compactMap { $0["GroupId"] as? String })
            }
        }
    }
}
