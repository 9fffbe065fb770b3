import FlowEvaluation
import GzipInput

#if canImport(Darwin)
    import Darwin
#elseif canImport(Musl)
    import Musl
#else
    import Glibc
#endif

extension OutputFailure {
    static let isDirectory = OutputFailure(code: EISDIR)

    /// Nothing stays of what is written there.
    static let isNoFile = OutputFailure(code: EINVAL)

    var isExistingFile: Bool { code == EEXIST }

    /// Whether the reader of a pipe has ended: it wants no more, which is no fault.
    package var isBrokenPipe: Bool { code == EPIPE }

    /// What failed, why, and what to do, in one sentence.
    package func message(path: String) -> String {
        "\(DisplayText.escaped(path)): cannot be written (\(systemText)); \(advice)"
    }

    /// What the system calls the error.
    var systemText: String { systemErrorText(code) }

    private var advice: String {
        switch code {
        case ENOSPC, EDQUOT, EFBIG: "make room there, or name a file elsewhere"
        case EACCES, EPERM, EROFS: "check the permissions, or name a file elsewhere"
        case ENOENT, ENOTDIR: "create the directory first"
        case EISDIR: "name a file in the directory"
        case EPIPE: "the program that reads it has ended"
        default: "check the path, or name a file elsewhere"
        }
    }
}
