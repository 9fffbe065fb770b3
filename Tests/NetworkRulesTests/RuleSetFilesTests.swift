import Foundation
import NetworkRules
import TestSupport
import Testing

private let vpcs = #"{"Vpcs": [{"VpcId": "vpc-1"}]}"#

@Suite struct RuleSetFilesTests {
    @Test func filesAreKnownByContent() throws {
        let loaded = try load(["README": "text", "a.txt": vpcs, "b.gz": "\u{1F}\u{8B}", "c": " \n "])
        #expect(loaded.ruleSet.vpcs.count == 1)
        #expect(!loaded.warnings.contains { $0.cause == .file(.notJSON) })
    }

    @Test func aSingleFileIsLoaded() throws {
        let folder = try RulesFolder(["any.name": vpcs])
        let loaded = try RuleSetLoader.load(path: folder.file("any.name"))
        #expect(loaded.documents == [folder.file("any.name")])
    }

    @Test func jsonFilesThatAreNotJSONAreWarnedAbout() throws {
        let loaded = try load(["a.json": vpcs, "b.json": "hello", "empty.json": ""])
        #expect(
            loaded.warnings.filter { $0.cause == .file(.notJSON) }.map { $0.file.suffix(6) } == [
                "b.json", "y.json",
            ])
    }

    @Test func otherJSONIsIgnoredWithItsKeys() throws {
        let loaded = try load([
            "a.json": vpcs, "b.json": #"{"RouteTables": [], "Owner": 1}"#, "c.json": "[1]",
        ])
        let causes = loaded.warnings.map(\.cause)
        #expect(causes.contains(.file(.nothingOfARuleSet(keys: ["Owner", "RouteTables"]))))
        #expect(causes.contains(.file(.nothingOfARuleSet(keys: nil))))
        #expect(loaded.warnings.contains { $0.message.contains(#"("Owner", "RouteTables")"#) })
    }

    @Test(arguments: [#"{"Reservations": []}"#, "[]", "{}", "hello", "", "7"])
    func aSingleFileWithoutRulesIsAnError(text: String) throws {
        let folder = try RulesFolder(["x": text])
        let error = #expect(throws: RuleSetLoadError.self) { try RuleSetLoader.load(path: folder.file("x")) }
        guard case .noRuleSet(let path, let ignored)? = error else {
            Issue.record("unexpected \(String(describing: error))")
            return
        }
        #expect(path == folder.file("x"))
        #expect(ignored.count == 1)
        #expect(error?.messages.count == 2)
    }

    @Test func emptyDirectoryHoldsNoRuleSet() throws {
        let folder = try RulesFolder()
        #expect(throws: RuleSetLoadError.noRuleSet(path: folder.path, ignored: [])) { try folder.load() }
    }

    @Test func missingPathIsNotFound() throws {
        let path = try RulesFolder().file("none")
        #expect(throws: RuleSetLoadError.notFound(path: path)) { try RuleSetLoader.load(path: path) }
    }

    @Test func invalidJSONIsAnErrorWithItsPlace() throws {
        let found = try issues(in: ["a.json": vpcs, "b.json": "{\"Vpcs\": [\n  {\"VpcId\": \"vpc-1\",}\n]}"])
        #expect(
            found.map(\.message) == [
                #"b.json: invalid JSON at line 2, column 21: expected a key in double quotes; found "}""#
            ])
    }

    @Test func truncatedFileIsAnErrorThatSaysSo() throws {
        let found = try issues(in: ["a.json": "{\"Vpcs\": [\n"])
        #expect(found.first?.message.contains("the file ends where a value should stand") == true)
    }

    @Test func byteOrderMarkIsTolerated() throws {
        let folder = try RulesFolder()
        try folder.write([0xEF, 0xBB, 0xBF] + [UInt8](vpcs.utf8), as: "a.json")
        #expect(try folder.load().ruleSet.vpcs.count == 1)
    }

    @Test func hiddenNamesArePassedOver() throws {
        #expect(try load(["a.json": vpcs, ".b.json": "{", ".git/c.json": "{"]).documents.count == 1)
    }

    @Test func linksToFilesAreFollowedAndLinksToDirectoriesAreNot() throws {
        let elsewhere = try RulesFolder([
            "file.json": #"{"Subnets": [{"SubnetId": "subnet-1"}]}"#,
            "inner/a.json": #"{"Subnets": [{"SubnetId": "subnet-2"}]}"#,
        ])
        let folder = try RulesFolder(["a.json": vpcs])
        let manager = FileManager.default
        try manager.createSymbolicLink(
            atPath: folder.file("file"), withDestinationPath: elsewhere.file("file.json"))
        try manager.createSymbolicLink(
            atPath: folder.file("inner"), withDestinationPath: elsewhere.file("inner"))
        try manager.createSymbolicLink(atPath: folder.file("loop"), withDestinationPath: folder.path)
        #expect(try folder.load().ruleSet.subnets.map(\.id) == ["subnet-1"])
        #expect(try RuleSetLoader.load(path: folder.path + "/").documents.count == 2)
    }

    @Test func linkThatLeadsNowhereIsAnError() throws {
        let folder = try RulesFolder(["a.json": vpcs])
        try FileManager.default.createSymbolicLink(
            atPath: folder.file("b"), withDestinationPath: folder.file("none"))
        let error = #expect(throws: RuleSetLoadError.self) { try folder.load() }
        #expect(error?.messages.count == 1)
        #expect(error?.messages.first?.hasPrefix(folder.file("b") + ": cannot be read: ") == true)
    }
}

// MARK: - Large files

/// Files that are large enough together to be read side by side.
@Suite struct LargeRuleSetFilesTests {
    private let padding = String(repeating: " ", count: 400_000)

    @Test func resourcesOfAllFilesAreThere() throws {
        let files = (1...6).map { number in
            ("\(number).json", #"{"Vpcs": [{"VpcId": "vpc-\#(number)"}]}"# + padding)
        }
        let folder = try RulesFolder(Dictionary(uniqueKeysWithValues: files))
        let loaded = try folder.load()
        #expect(loaded.ruleSet.vpcs.map(\.id) == (1...6).map { "vpc-\($0)" })
        #expect(loaded.documents == (1...6).map { folder.file("\($0).json") })
    }

    @Test func issuesStandInTheOrderOfTheFiles() throws {
        var files: [String: String] = [:]
        for number in 1...9 {
            let fault = number % 2 == 0 ? #"{"VpcId": 1}"# : #"{"VpcId": "vpc-1", "CidrBlock": "10.0.0.0"}"#
            files["\(number).json"] = #"{"Vpcs": [\#(fault), {}]}"# + padding
        }
        let found = try issues(in: files)
        #expect(found.map(\.file) == (1...9).flatMap { ["\($0).json", "\($0).json"] })
        #expect(
            found.map(\.jsonPath).prefix(4) == [
                "$.Vpcs[0].CidrBlock", "$.Vpcs[1].VpcId", "$.Vpcs[0].VpcId", "$.Vpcs[1].VpcId",
            ])
    }

    /// Threads beside the main one have small stacks.
    @Test(arguments: [false, true]) func nestingHasTheSameLimit(isTooDeep: Bool) throws {
        // The text's object, its array, and the object in it are nested as well.
        let depth = JSONParser.maximumDepth - 3 + (isTooDeep ? 1 : 0)
        let deep = String(repeating: "[", count: depth) + String(repeating: "]", count: depth)
        let text = #"{"Vpcs": [{"VpcId": \#(deep)}]}"# + padding
        let found = try issues(in: ["1": text, "2": text, "3": text, "4": text])
        #expect(found.map(\.file) == ["1", "2", "3", "4"])
        for issue in found {
            switch issue.cause {
            case .value(.wrongType(found: "an array of 1", expected: .string)): #expect(!isTooDeep)
            case .file(.invalidJSON(let error)):
                #expect(isTooDeep)
                #expect(error.problem == .nestedTooDeep)
            default: Issue.record("unexpected \(issue)")
            }
        }
    }

    private static func load(_ bytes: [UInt8], limit: Int) throws -> LoadedRuleSet {
        let folder = try RulesFolder()
        try folder.write(bytes, as: "rules.json")
        return try RuleSetLoader.load(path: folder.path, memory: LoadBudget(limit: limit))
    }

    /// Small, but for what it takes to read it: of brackets, of few bytes that stand for many, of YAML.
    private static let demanding: [[UInt8]] = [
        [UInt8](#"{"Vpcs": [{"VpcId": "vpc-1"}], "Other": ["#.utf8)
            + Array(repeatElement([UInt8]("[],".utf8), count: 100_000).joined()) + [UInt8]("1]}".utf8),
        GzipWriter.member([UInt8](vpcs.utf8) + [UInt8](repeating: 0x20, count: 4_000_000), level: 9),
        [UInt8]("Resources:\n  A: [".utf8)
            + Array(repeatElement([UInt8]("[],".utf8), count: 30_000).joined()) + [UInt8]("1]\n".utf8),
    ]

    @Test(arguments: demanding.indices)
    func textsTakeNoMoreMemoryThanTheyMay(number: Int) throws {
        let bytes = Self.demanding[number]
        do {
            _ = try Self.load(bytes, limit: 2_000_000)
            Issue.record("loaded")
        } catch RuleSetLoadError.issues(let issues) {
            #expect(issues.map(\.cause) == [.file(.exceedsMemory(limit: 2_000_000))])
            #expect(issues[0].message.contains("--max-memory"))
        }
        // With enough of it, what is in them is found, or found to be no rule set.
        let isTemplate = number == 2
        if isTemplate {
            #expect(throws: RuleSetLoadError.self) { try Self.load(bytes, limit: 64_000_000) }
        } else {
            #expect(try Self.load(bytes, limit: 64_000_000).ruleSet.vpcs.count == 1)
        }
    }

    @Test func memoryIsGivenBackFileByFile() throws {
        // Each takes three quarters of what may be taken; read at once some are refused, which is as it should be, but
        // never one that is read by itself.
        let text = vpcs + String(repeating: " ", count: 700_000)
        let folder = try RulesFolder(["a/1.json": text])
        let memory = LoadBudget(limit: 1_000_000)
        for _ in 0..<3 {
            #expect(try RuleSetLoader.load(path: folder.path, memory: memory).ruleSet.vpcs.count == 1)
        }
    }

    @Test func ofVeryManyErrorsTheFirstAreTold() throws {
        let groups = repeatElement("1", count: 30_000).joined(separator: ",")
        let issues = try issues(in: ["a.json": #"{"SecurityGroups": ["# + groups + "]}"])
        #expect(issues.count == 10_001)
        #expect(issues.last?.cause == .file(.moreIssues))
        #expect(issues[9999].message.contains("$.SecurityGroups[9999]"))
    }
}
