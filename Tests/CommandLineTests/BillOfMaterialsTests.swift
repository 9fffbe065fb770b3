import Foundation
import Testing

/// What `make sbom` writes.
@Suite struct BillOfMaterialsTests {
    @Test func everyPackageAndLibraryIsNamedOnce() throws {
        let folder = try TemporaryFolder()
        try folder.write("one/LICENSE", "                Apache License\n")
        try folder.write("two/LICENSE.txt", "MIT License\n")
        func package(_ name: String, _ folderName: String, dependencies: String = "") -> String {
            """
            {"identity": "\(name.lowercased())", "name": "\(name)", "url": "https://github.com/some/\(name).git",
             "version": "1.2.3", "path": "\(folder.path(folderName))", "dependencies": [\(dependencies)]}
            """
        }
        let shared = package("Two", "two")
        let root = """
            {"identity": "main", "name": "main", "url": "", "version": "unspecified", "path": "",
             "dependencies": [\(package("One", "one", dependencies: shared)), \(shared)]}
            """
        let dependencies = try folder.write("dependencies.json", root)
        let script = projectFolder.appending(path: "Scripts/make-sbom.py").path
        let run = CloudTools.run(
            URL(filePath: "/bin/sh"),
            [
                "-c",
                "python3 -B '\(script)' '\(CommandLineRun.executable.path)' 9.8.7 6.3.1 <'\(dependencies)'",
            ])
        #expect(run.status == 0, "\(run.errors)")
        let bill = try jsonObject(run.output)
        #expect(bill["bomFormat"] as? String == "CycloneDX")
        let about = (bill["metadata"] as? [String: Any])?["component"] as? [String: Any]
        #expect(about?["version"] as? String == "9.8.7")
        let components = try #require(bill["components"] as? [[String: Any]])
        let names = components.compactMap { $0["bom-ref"] as? String }
        #expect(Set(names).count == names.count)
        let one = try #require(components.first { $0["name"] as? String == "One" })
        #expect(one["purl"] as? String == "pkg:swift/github.com/some/One@1.2.3")
        #expect("\(one["licenses"] ?? "")".contains("Apache-2.0"))
        #expect(components.count { $0["name"] as? String == "Two" } == 1)
        #expect(
            components.contains { $0["name"] as? String == "swift" && $0["version"] as? String == "6.3.1" })
        #expect(names.contains { $0.hasPrefix("libz.so") })
        let uses = try #require(bill["dependencies"] as? [[String: Any]])
        let ofOne = try #require(uses.first { $0["ref"] as? String == "one" })
        #expect(ofOne["dependsOn"] as? [String] == ["two"])
    }
}
