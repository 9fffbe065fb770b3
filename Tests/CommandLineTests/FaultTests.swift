import Foundation
import Testing

/// Every system call that concerns a file, made to fail: no output is half there, what is wrong is said by the file's name,
/// counts add up, and exit codes are the documented ones.
@Suite(.enabled(if: FaultyRun.library != nil, "there is no C compiler")) struct FaultTests {
    private static let reference: FaultyRun? = try? FaultyRun(fault: nil)

    struct Case: CustomTestStringConvertible {
        /// A part of the path of what fails.
        let path: String
        let calls: [String]
        let errors: [Int32]
        /// How many of the calls are made to fail, one by one.
        let most: Int
        /// The exit codes that it may come to.
        let codes: Set<Int32>

        var testDescription: String { "\(calls.joined(separator: ", ")) of \(path)" }
    }

    private static let cases = [
        Case(
            path: "logs/b.log.gz", calls: ["open", "fstat", "read", "stat"], errors: [EIO, EACCES],
            most: 2, codes: [0, 74]),
        Case(
            path: "logs/", calls: ["opendir", "readdir"], errors: [EIO], most: 2, codes: [0, 66, 74]),
        Case(path: "logs/", calls: ["close", "lseek"], errors: [EIO, EINTR], most: 2, codes: [0]),
        Case(
            path: "security-groups.json", calls: ["open", "read", "stat", "close"],
            errors: [EIO, EACCES], most: 2, codes: [0, 65, 66]),
        Case(
            path: "conformance/rules", calls: ["opendir", "readdir"], errors: [EIO, EACCES], most: 2,
            codes: [65, 66]),
        Case(
            path: "/out/", calls: ["open", "close"], errors: [EACCES], most: 8, codes: [0, 73]),
        Case(path: "/out/", calls: ["write"], errors: [ENOSPC], most: 8, codes: [0, 73]),
        Case(
            path: "/out/", calls: ["rename", "fsync", "stat", "fstat", "unlink", "lseek", "ftruncate"],
            errors: [EIO], most: 4, codes: [0, 73]),
        Case(path: "<1>", calls: ["write"], errors: [EIO, ENOSPC], most: 2, codes: [0, 73]),
        Case(path: "<2>", calls: ["write"], errors: [EIO, EPIPE], most: 2, codes: [0]),
        Case(
            path: "/kept",
            calls: [
                "mkdir", "open", "write", "fsync", "rename", "flock", "ftruncate", "lseek", "read", "unlink",
            ], errors: [EIO], most: 2, codes: [0, 73]),
    ]

    @Test(arguments: cases)
    func whateverFailsIsToldAndNothingIsHalfDone(of kind: Case) throws {
        let reference = try #require(Self.reference)
        #expect(reference.exitCode == 0)
        for call in kind.calls {
            for error in kind.errors {
                for at in 1...kind.most {
                    let fault = FaultyRun.Fault(
                        call: call, path: kind.path, at: at, error: "\(error)")
                    let run = try FaultyRun(fault: fault)
                    #expect(kind.codes.contains(run.exitCode), "\(fault): \(run.exitCode), \(run.errors)")
                    run.check(against: reference, fault)
                }
            }
        }
    }

    /// What a signal or a slow device does is no fault at all.
    @Test(arguments: ["interrupt", "short"], ["logs/", "rules", "/out/", "<1>", "<2>"])
    func interruptionsAndShortReadsChangeNothing(error: String, path: String) throws {
        let reference = try #require(Self.reference)
        for call in ["open", "read", "write", "close", "fsync"] {
            let fault = FaultyRun.Fault(call: call, path: path, at: 1, error: error)
            let run = try FaultyRun(fault: fault)
            #expect(run.exitCode == 0, "\(fault): \(run.errors)")
            run.check(against: reference, fault)
        }
    }
}
