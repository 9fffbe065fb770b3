import Foundation
import TestSupport
import Testing

/// A run of `evaluate` with every sort of output, in which a system call fails.
struct FaultyRun {
    struct Fault: CustomStringConvertible {
        var call: String
        var path: String
        var at: Int
        var error: String

        var description: String { "\(call) \(at) of \(path): \(error)" }

        var environment: [String: String] {
            ["FAULT_CALL": call, "FAULT_PATH": path, "FAULT_AT": "\(at)", "FAULT_ERRNO": error]
        }
    }

    let exitCode: Int32
    let output: String
    let errors: String
    /// The files that the run left, by name.
    let files: [String: [UInt8]]

    /// The library that makes calls fail; nil where it cannot be compiled.
    static let library: String? = {
        let source = projectFolder.appending(path: "Tests/Reliability/faults.c").path
        let target = FileManager.default.temporaryDirectory.appending(path: "faults-\(getpid()).so").path
        let compile =
            "for cc in cc clang gcc; do $cc -shared -fPIC -o \"$1\" \"$0\" -ldl 2>/dev/null && exit; done; exit 1"
        let run = CloudTools.run(URL(filePath: "/bin/sh"), ["-c", compile, source, target])
        return run.status == 0 ? target : nil
    }()

    /// - Parameter logSize: bytes that each log has at least.
    init(fault: Fault?, logSize: Int = 1) throws {
        let folder = try TemporaryFolder()
        let lines = try [UInt8](Data(contentsOf: URL(filePath: fixture("conformance/flows.log"))))
        var log: [UInt8] = []
        while log.count < logSize { log += lines }
        try folder.write("logs/a.log", bytes: log)
        try folder.write("logs/b.log.gz", bytes: GzipWriter.member(log + [UInt8(ascii: "\n")]))
        try folder.write("logs/c/c.log", bytes: log + Array("\n\n".utf8))
        try folder.write("out/old.ndjson", "old\n")
        var environment = fault?.environment ?? [:]
        environment["LD_PRELOAD"] = Self.library
        let run = try CommandLineRun(
            [
                "evaluate", "--rules", fixture("conformance/rules"), "--output-format", "json", "--threads",
                "1",
                "logs", "--records", folder.path("out/old.ndjson"), "--html", folder.path("out/page.html"),
                "--metrics", folder.path("out/metrics.prom"), "--sqlite", folder.path("out/data.sqlite"),
                "--checkpoint", folder.path("kept"),
            ], directory: folder.url, environment: environment)
        (exitCode, output, errors) = (run.exitCode, run.output, run.errors)
        var files: [String: [UInt8]] = [:]
        for name in try FileManager.default.contentsOfDirectory(atPath: folder.path("out")) {
            files[name] = try [UInt8](Data(contentsOf: URL(filePath: folder.path("out/" + name))))
        }
        self.files = files
    }

    /// What holds whatever fails.
    func check(against reference: FaultyRun, _ fault: Fault) {
        // Nothing is there but whole files under their names; the old one stays until the new one is whole.
        // A file that cannot be removed stays, and records that are to be gone on with.
        for name in files.keys where reference.files[name] == nil {
            let mayStay = fault.call == "unlink" || (exitCode == 73 && name.hasPrefix(".old.ndjson."))
            #expect(mayStay && name.hasPrefix("."), "\(fault) left \(name)")
        }
        if let records = files["old.ndjson"] {
            let isWhole = records == reference.files["old.ndjson"]
            #expect(
                isWhole || records == Array("old\n".utf8) || exitCode == 74, "\(fault): records half written")
        } else {
            Issue.record("\(fault): the old records are gone")
        }
        if let metrics = files["metrics.prom"], exitCode != 74 {
            let isWhole = Self.steady(metrics) == Self.steady(reference.files["metrics.prom"] ?? [])
            #expect(isWhole, "\(fault): metrics half written")
        }
        if let page = files["page.html"] {
            #expect(page.suffix(8).elementsEqual("</html>\n".utf8), "\(fault): page half written")
        }
        if let database = files["data.sqlite"] {
            #expect(
                exitCode == 74 || database.count == reference.files["data.sqlite"]?.count,
                "\(fault): database")
        }
        switch exitCode {
        case 0:
            #expect(
                fault.path == "<1>" || Self.steady(output) == Self.steady(reference.output),
                "\(fault): report")
        case 74:
            guard let report = try? jsonObject(output), let lines = report["lines"] as? [String: Int] else {
                Issue.record("\(fault): no report")
                return
            }
            #expect(report["partial"] as? Bool == true)
            let parts = ["headers", "records", "malformed", "blank"].map { lines[$0, default: 0] }
            #expect(lines["total"] == parts.reduce(0, +), "\(fault): lines do not add up")
            #expect(errors.contains("partial") && errors.contains("logs"), "\(fault): \(errors)")
        default:
            let named = fault.path == "<1>" ? "standard output" : fault.path.split(separator: "/").last ?? ""
            #expect(fault.path == "/out/" || errors.contains(named), "\(fault): \(errors)")
            #expect(errors.hasPrefix("flowverdict: "), "\(fault): \(errors)")
        }
    }

    /// Without what a run takes and when it was.
    private static func steady(_ text: String) -> [Substring] {
        text.split(separator: "\n").filter { !$0.contains("elapsed") && !$0.contains("_per_second") }
    }

    private static func steady(_ bytes: [UInt8]) -> [Substring] {
        steady(String(decoding: bytes, as: UTF8.self))
    }
}
