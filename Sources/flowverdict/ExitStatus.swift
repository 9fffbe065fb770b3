import ArgumentParser

/// How a run ends, by the codes that scripts may rely on (those above 1 are sysexits' own).
enum ExitStatus: Int32 {
    case found = 1
    case usage = 64
    case badData = 65
    case noInput = 66
    case wrongProcessor = 69
    case cannotWrite = 73
    case incompleteInput = 74
    /// As a shell has it of a program that Ctrl-C ended.
    case interrupted = 130

    var error: ExitCode { ExitCode(rawValue) }
}
