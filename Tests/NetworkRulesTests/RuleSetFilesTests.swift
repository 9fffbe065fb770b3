import Foundation
import NetworkRules
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
            "a.json": vpcs, "b.json": #"{"Reservations": [], "Owner": 1}"#, "c.json": "[1]",
        ])
        let causes = loaded.warnings.map(\.cause)
        #expect(causes.contains(.file(.nothingOfARuleSet(keys: ["Owner", "Reservations"]))))
        #expect(causes.contains(.file(.nothingOfARuleSet(keys: nil))))
        #expect(loaded.warnings.contains { $0.message.contains(#"("Owner", "Reservations")"#) })
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
