import Glibc

/// What this process has of the machine's memory.
package enum ProcessMemory {
    /// Bytes of memory in use, pages of files not counted; nil where the system does not say.
    ///
    /// *Source: proc(5), /proc/pid/statm: pages of the program's size, resident ones, and shared ones among these.*
    package static var resident: Int? {
        guard let file = try? UnsafeFile(reading: "/proc/self/statm"),
            let text = try? file.read(upToCount: 256)
        else { return nil }
        let columns = text.split(separator: UInt8(ascii: " ")).map {
            Int(String(decoding: $0, as: UTF8.self))
        }
        guard columns.count > 2, let resident = columns[1], let shared = columns[2] else { return nil }
        return max(0, resident - shared) * Int(sysconf(Int32(_SC_PAGESIZE)))
    }
}
