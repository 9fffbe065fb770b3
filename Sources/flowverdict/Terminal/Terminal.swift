import FoundationEssentials
import Glibc
import Reporting

/// What stands behind an output.
enum Terminal {
    static func isTerminal(_ descriptor: Int32) -> Bool { isatty(descriptor) == 1 }

    /// Columns of a terminal; nil where there is none.
    static func columns(_ descriptor: Int32) -> Int? {
        var size = winsize()
        guard isTerminal(descriptor), ioctl(descriptor, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 else {
            return nil
        }
        return Int(size.ws_col)
    }

    /// Columns that a report has: those that COLUMNS asks for, else those of the terminal that it is shown on.
    ///
    /// *Source: POSIX, Base Definitions, 8.3 Other Environment Variables: COLUMNS is the user's preferred width.*
    static func reportWidth(_ descriptor: Int32) -> Int {
        let preferred = ProcessInfo.processInfo.environment["COLUMNS"].flatMap { Int($0) }
        if let preferred, preferred > 0 { return preferred }
        return columns(descriptor) ?? ReportWidth.standard
    }
}
