import Glibc

/// The result of a system call that a signal has not interrupted: such a one is made again.
///
/// - Parameter call: returns -1 where it fails, with `errno` set.
package func uninterrupted<Number: SignedInteger>(_ call: () -> Number) -> Number {
    while true {
        let result = call()
        if result != -1 || errno != EINTR { return result }
    }
}
