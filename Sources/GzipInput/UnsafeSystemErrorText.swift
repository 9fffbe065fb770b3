#if canImport(Darwin)
    import Darwin
#elseif canImport(Musl)
    import Musl
#else
    import Glibc
#endif

/// What the system calls an error number (`strerror`).
package func systemErrorText(_ number: Int32) -> String {
    // The text lives at least until this thread asks again, and is copied at once.
    guard let text = unsafe strerror(number) else { return "error \(number)" }
    return unsafe String(cString: text)
}
