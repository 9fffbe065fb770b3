import TestSupport

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// The C library's own reading and writing of addresses, to compare with.
enum PlatformAddress {
    static func ipv4(_ text: String) -> UInt32? {
        var address = in_addr()
        guard inet_pton(AF_INET, text, &address) == 1 else { return nil }
        return UInt32(bigEndian: address.s_addr)
    }

    static func ipv6(_ text: String) -> UInt128? {
        var address = in6_addr()
        guard inet_pton(AF_INET6, text, &address) == 1 else { return nil }
        return withUnsafeBytes(of: &address) { bytes in
            bytes.reduce(UInt128(0)) { $0 << 8 | UInt128($1) }
        }
    }

    static func text(ofIPv6 value: UInt128) -> String? {
        var address = value.bigEndian
        var buffer = [CChar](repeating: 0, count: Int(INET6_ADDRSTRLEN))
        guard inet_ntop(AF_INET6, &address, &buffer, socklen_t(buffer.count)) != nil else { return nil }
        return String(decoding: buffer.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }
}

/// `text` with up to three characters removed, replaced, inserted or doubled.
func mutated(_ text: String, alphabet: [Character], using generator: inout SeededGenerator) -> String {
    var characters = Array(text)
    for _ in 0..<generator.number(0...3) {
        let place = generator.number(0...characters.count)
        let isInside = place < characters.count
        switch generator.number(0...3) {
        case 0 where isInside: characters.remove(at: place)
        case 1 where isInside: characters[place] = generator.pick(alphabet)
        case 2 where isInside: characters.insert(characters[place], at: place)
        default: characters.insert(generator.pick(alphabet), at: place)
        }
    }
    return String(characters)
}
