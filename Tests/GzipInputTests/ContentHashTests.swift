import TestSupport
import Testing

@testable import GzipInput

@Suite struct ContentHashTests {
    private static func hash(_ parts: [ArraySlice<UInt8>]) -> UInt128 {
        var hash = ContentHash()
        for part in parts { hash.add(part.span) }
        return hash.value
    }

    @Test(arguments: 0..<40 as Range<UInt64>)
    func bytesInPartsHaveTheHashOfAll(seed: UInt64) {
        var generator = SeededGenerator(seed: seed)
        let bytes = (0..<generator.number(0...400)).map { _ in UInt8(generator.number(0...255)) }
        let whole = Self.hash([bytes[...]])
        for _ in 0..<20 {
            var parts: [ArraySlice<UInt8>] = []
            var rest = bytes[...]
            while !rest.isEmpty {
                let count = generator.number(0...min(70, rest.count))
                parts.append(rest.prefix(count))
                rest = rest.dropFirst(count)
            }
            #expect(Self.hash(parts) == whole)
        }
    }

    @Test func everyBitAndEveryLengthCounts() {
        var seen: Set<UInt128> = []
        for count in 0...200 { seen.insert(Self.hash([[UInt8](repeating: 0, count: count)[...]])) }
        #expect(seen.count == 201)
        let bytes = (0..<100).map { UInt8($0) }
        for bit in 0..<800 {
            var changed = bytes
            changed[bit / 8] ^= 1 << UInt8(bit % 8)
            seen.insert(Self.hash([changed[...]]))
        }
        seen.insert(Self.hash([bytes[...]]))
        #expect(seen.count == 201 + 801)
        // Every bit of the hash is set in about half of them.
        for bit in 0..<128 {
            let set = seen.count { $0 >> UInt128(bit) & 1 == 1 }
            #expect((350...650).contains(set), "bit \(bit): \(set)")
        }
    }

    @Test func wordsThatChangePlacesAreToldApart() {
        let words = (0..<8).map { word in [UInt8](repeating: UInt8(word), count: 8) }
        var seen: Set<UInt128> = []
        for first in 0..<8 {
            for second in first..<8 {
                var changed = words
                changed.swapAt(first, second)
                seen.insert(Self.hash([changed.flatMap(\.self)[...]]))
            }
        }
        #expect(seen.count == 1 + 28)
    }
}
