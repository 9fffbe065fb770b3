import CFuzzer
import Glibc

/// `fuzz HARNESS [libFuzzer's options] FOLDER...`: gives one of the program's readers bytes without end.
@main
enum Fuzz {
    /// Set before the first bytes come, which come one after another in one thread.
    nonisolated(unsafe) private static var harness: any Harness = LineHarness()

    static func main() {
        guard CommandLine.argc > 1, let make = harnesses[CommandLine.arguments[1]] else {
            print("usage: fuzz HARNESS [OPTION...] FOLDER...; one of \(harnesses.keys.sorted())")
            exit(64)
        }
        unsafe harness = make()
        // To begin a corpus with: `fuzz state seed >FILE`.
        if CommandLine.arguments[1...] == ["state", "seed"] {
            StateHarness.seed.forEach { putchar(Int32($0)) }
            exit(0)
        }
        // The harness is not libFuzzer's: its options begin where its name stands.
        var count = CommandLine.argc - 1
        var arguments: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>? =
            unsafe CommandLine.unsafeArgv.advanced(by: 1)
        let status = unsafe LLVMFuzzerRunDriver(&count, &arguments) { data, size in
            unsafe Fuzz.harness.run(Array(UnsafeBufferPointer(start: data, count: size)))
            return 0
        }
        exit(status)
    }

    private static let harnesses: [String: @Sendable () -> any Harness] = [
        "archive": { ArchiveHarness() }, "lines": { LineHarness() }, "twins": { TwinHarness() },
        "log": { LogHarness() }, "format": { FormatHarness() }, "rules": { RuleSetHarness() },
        "suppressions": { SuppressionHarness() }, "agreement": { AgreementHarness() },
        "state": { StateHarness() },
    ]
}

/// A reader, and what has to hold whatever it is given: that it ends, that nothing traps, and what `run` checks.
protocol Harness {
    mutating func run(_ bytes: [UInt8])
}

/// Ends the run with a finding where something does not hold.
func require(_ condition: Bool, _ text: @autoclosure () -> String) {
    if !condition { fatalError(text()) }
}

/// A file in memory that is written again and again.
struct ScratchFile {
    let path = "/dev/shm/flowverdict-fuzz-\(getpid())"

    func write(_ bytes: [UInt8]) {
        let descriptor = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0o600)
        require(descriptor >= 0, "no file at \(path)")
        var written = 0
        while written < bytes.count {
            let count = unsafe bytes[written...].withUnsafeBytes {
                unsafe Glibc.write(descriptor, $0.baseAddress, $0.count)
            }
            require(count > 0, "\(path) cannot be written")
            written += count
        }
        close(descriptor)
    }
}
