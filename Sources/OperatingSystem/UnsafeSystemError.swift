import Glibc

/// Why the system refused something, as it words it.
package struct SystemError: Error, Hashable, Sendable, CustomStringConvertible {
    /// The system's number (`errno`).
    package let number: Int32

    package init(number: Int32) { self.number = number }

    // The system's text ends with a zero byte and is copied at once.
    package var description: String { unsafe String(cString: strerror(number)) }
}
