import Foundation
import NetworkPrimitives
import NetworkRules

/// A directory of rule-set files that lives as long as the value.
final class RulesFolder {
    let path: String

    /// - Parameter files: contents by name; a name with slashes makes directories.
    init(_ files: [String: String] = [:]) throws {
        path = FileManager.default.temporaryDirectory.appending(path: "rules-\(UUID().uuidString)").path
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
        for (name, text) in files { try write(text, as: name) }
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }

    func file(_ name: String) -> String { path + "/" + name }

    func write(_ text: String, as name: String) throws {
        try write([UInt8](text.utf8), as: name)
    }

    func write(_ bytes: [UInt8], as name: String) throws {
        let url = URL(filePath: file(name))
        try FileManager.default.createDirectory(
            at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
        try Data(bytes).write(to: url)
    }

    func load(_ options: DeclarationOptions = DeclarationOptions()) throws -> LoadedRuleSet {
        try RuleSetLoader.load(path: path, options: options)
    }
}

/// Loads `files`, by name.
func load(_ files: [String: String], _ options: DeclarationOptions = DeclarationOptions()) throws
    -> LoadedRuleSet
{
    try RulesFolder(files).load(options)
}

/// Loads one document.
func load(_ text: String) throws -> LoadedRuleSet { try load(["rules.json": text]) }

/// What is wrong with `files`; none where they load. Files are named as in `files`.
func issues(
    in files: [String: String], _ options: DeclarationOptions = DeclarationOptions()
) throws -> [RuleSetIssue] {
    let folder = try RulesFolder(files)
    do {
        _ = try folder.load(options)
        return []
    } catch RuleSetLoadError.issues(let issues) {
        return issues.map { issue in
            var issue = issue
            issue.file = issue.file.replacing(folder.path + "/", with: "")
            return issue
        }
    }
}

func issues(in text: String) throws -> [RuleSetIssue] { try issues(in: ["rules.json": text]) }

/// The blocks that `texts` name.
func blocks(_ texts: String...) throws -> [CIDRBlock] { try texts.map { try CIDRBlock($0) } }

/// The paths of all files in a folder and the folders in it.
func allFiles(below path: String) throws -> [String] {
    try FileManager.default.subpathsOfDirectory(atPath: path).map { path + "/" + $0 }
        .filter {
            FileManager.default.isReadableFile(atPath: $0)
                && $0.split(separator: "/").last?.contains(".") == true
        }
        .sorted()
}
