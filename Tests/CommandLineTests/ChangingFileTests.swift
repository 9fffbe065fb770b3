import Foundation
import Testing

/// Files that other programs change while they are read.
@Suite(.enabled(if: FaultyRun.library != nil, "there is no C compiler")) struct ChangingFileTests {
    @Test(arguments: ["truncate", "grow"], ["a.log", "b.log.gz"])
    func aFileThatChangesWhileItIsReadIsTold(change: String, name: String) throws {
        // The first read of a text takes the beginning, by which the file is known; that of so small an archive, all of it.
        let fault = FaultyRun.Fault(
            call: "read", path: "logs/" + name, at: name.hasSuffix(".gz") ? 1 : 2, error: change)
        let run = try FaultyRun(fault: fault, logSize: 200_000)
        #expect(run.exitCode == 74, "\(run.errors)")
        #expect(run.errors.contains("logs/\(name)"))
        let report = try jsonObject(run.output)
        #expect(report["partial"] as? Bool == true)
        let lines = try #require(report["lines"] as? [String: Int])
        let parts = ["headers", "records", "malformed", "blank"].map { lines[$0, default: 0] }
        #expect(lines["total"] == parts.reduce(0, +))
        if name == "a.log" {
            #expect(run.errors.contains("has changed while it was read"))
        }
    }
}
