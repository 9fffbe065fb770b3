import Foundation
import TestSupport
import Testing

/// A process that is killed at any moment leaves whole outputs under their names, or none.
@Suite struct KilledRunTests {
    @Test func noOutputIsEverHalfThere() throws {
        let folder = try TemporaryFolder()
        let log = try [UInt8](Data(contentsOf: URL(filePath: fixture("conformance/flows.log"))))
        for number in 0..<40 {
            try folder.write("logs/\(number).log", bytes: log + [UInt8](repeating: 10, count: number))
        }
        func arguments(_ out: String) -> [String] {
            [
                "evaluate", "--rules", fixture("conformance/rules"), folder.path("logs"), "--output",
                folder.path("\(out)/report"), "--records", folder.path("\(out)/records"), "--html",
                folder.path("\(out)/page"), "--metrics", folder.path("\(out)/metrics"), "--sqlite",
                folder.path("\(out)/data"), "--sqlite-records",
            ]
        }
        func makeFolder(_ name: String) throws {
            try FileManager.default.createDirectory(
                atPath: folder.path(name), withIntermediateDirectories: true)
        }
        try makeFolder("whole")
        let start = ContinuousClock.now
        #expect(try CommandLineRun(arguments("whole")).exitCode == 0)
        let took = (ContinuousClock.now - start) / .microseconds(1)
        let whole = try folder.read("whole/records")
        let sizeOfDatabase = try Data(contentsOf: folder.url.appending(path: "whole/data")).count

        var generator = SeededGenerator(seed: 3)
        for round in 0..<16 {
            let out = "out\(round)"
            try makeFolder(out)
            let process = try CommandLineRun.start(arguments(out))
            // The later half, in which outputs are finished, more often.
            let share = Double(generator.number(0...1000)) / 1000
            usleep(UInt32(took * share.squareRoot()))
            kill(process.processIdentifier, SIGKILL)
            process.waitUntilExit()
            let names = try FileManager.default.contentsOfDirectory(atPath: folder.path(out))
            for name in names where !name.hasPrefix(".") {
                switch name {
                case "records": #expect(try folder.read("\(out)/records") == whole)
                case "page": #expect(try folder.read("\(out)/page").hasSuffix("</html>\n"))
                case "report", "metrics": #expect(try folder.read("\(out)/\(name)").hasSuffix("\n"))
                case "data":
                    let size = try Data(contentsOf: folder.url.appending(path: "\(out)/data")).count
                    #expect(size == sizeOfDatabase)
                default: Issue.record("\(name) was left")
                }
            }
        }
    }
}
