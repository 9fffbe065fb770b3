#if AVX2
    import NetworkPrimitives

    /// A line of the default format with a new account and interface id and a time of ten digits, and where its
    /// columns stand, as its spaces show.
    ///
    ///     2 123456789012 eni-0a1b2c3d4e5f60718 203.0.113.7 10.0.0.5 44915 443 6 20 4249 1767225827 1767225832 ACCEPT OK
    ///     |              |                    |                                         |
    ///     start          interface            middle                                    times
    ///
    /// Up to `middle` and from `times` on, such lines have the same columns in the same places. What stands in the
    /// columns is looked at when they are read.
    struct CommonLine {
        private static let interfaceOffset = 15
        private static let interfaceCount = 21
        private static let middleOffset = interfaceOffset + interfaceCount
        /// From the first digit of `start` up to the newline behind `OK`.
        private static let endingCount = 32
        /// Bytes that have to be left, so that all that is looked at lies in them and in `LineBlock.padding`; no line
        /// of this shape is shorter.
        private static let minimumCount = 95
        /// The same where addresses may be as long as can be.
        private static let minimumWideCount = 102

        let start: Int
        /// The space before `srcaddr`, the one before `dstaddr` and so on up to the one behind `bytes`.
        private let spaces: (Int, Int, Int, Int, Int, Int, Int, Int)

        /// Finds the spaces of a line with IPv4 addresses: all are among 64 bytes.
        @inline(__always)
        init?(_ text: Span<UInt8>, at start: Int, before end: Int) {
            guard start <= end &- Self.minimumCount, Self.hasCommonHead(text, start) else { return nil }
            let middle = start &+ Self.middleOffset
            self.init(start, spaces: Self.spaces(text, behind: middle))
            guard self.end <= end else { return nil }
        }

        /// Finds the spaces of a line with addresses of any length: all are among 128 bytes.
        init?(wide text: Span<UInt8>, at start: Int, before end: Int) {
            guard start <= end &- Self.minimumWideCount, Self.hasCommonHead(text, start) else { return nil }
            let middle = start &+ Self.middleOffset
            let spaces =
                UInt128(Self.spaces(text, behind: middle))
                | UInt128(Self.spaces(text, behind: middle &+ 64)) &<< 64
            self.init(start, spaces: spaces)
            guard self.end <= end else { return nil }
        }

        /// - Parameter bits: a bit for every space behind `middle`, the next byte's lowest.
        @inline(__always)
        private init?(_ start: Int, spaces bits: some FixedWidthInteger & UnsignedInteger) {
            let middle = start &+ Self.middleOffset
            var bits = bits
            func next() -> Int {
                let place = middle &+ 1 &+ bits.trailingZeroBitCount
                bits &= bits &- 1
                return place
            }
            let first = (next(), next(), next(), next(), next(), next())
            guard bits != 0 else { return nil }
            self.start = start
            spaces = (middle, first.0, first.1, first.2, first.3, first.4, first.5, next())
        }

        /// Whether the version, an account of twelve characters and an interface of as many as they mostly have stand
        /// at `start`.
        @inline(__always)
        static func hasCommonHead(_ text: Span<UInt8>, _ start: Int) -> Bool {
            let head = text.vector(at: start)
            let separators = ByteMask.bits(head .<= SIMD16(repeating: UInt8(ascii: " ")))
            return UInt16(truncatingIfNeeded: text.halfWord(at: start)) == 0x2032
                && separators & 0x7FFF == 1 &<< 1 | 1 &<< 14 && head[14] == UInt8(ascii: " ")
                && text.byte(at: start &+ middleOffset) == UInt8(ascii: " ")
        }

        /// A bit for each of the 64 bytes behind `place`, set where it is a space.
        @inline(__always)
        private static func spaces(_ text: Span<UInt8>, behind place: Int) -> UInt64 {
            let space = SIMD32(repeating: UInt8(ascii: " "))
            return UInt64(ByteMask.wideBits(text.wideVector(at: place &+ 1) .== space))
                | UInt64(ByteMask.wideBits(text.wideVector(at: place &+ 33) .== space)) &<< 32
        }

        static func middle(ofLineAt start: Int) -> Int { start &+ middleOffset }

        /// Where the line behind this one starts.
        @inline(__always)
        var end: Int { times &+ Self.endingCount }
        @inline(__always)
        private var times: Int { spaces.7 &+ 1 }

        @inline(__always)
        var source: Range<Int> { unsafe Range(uncheckedBounds: (spaces.0 &+ 1, spaces.1)) }
        @inline(__always)
        var destination: Range<Int> { unsafe Range(uncheckedBounds: (spaces.1 &+ 1, spaces.2)) }
    }

    extension CommonLine {
        /// Where the interface id of a line stands.
        @inline(__always)
        static func interface(ofLineAt start: Int) -> TextRange {
            TextRange(start: start &+ interfaceOffset, count: interfaceCount)
        }

        /// Number of the interface of a line with a common head; nil where it is not known.
        @inline(__always)
        static func interface(
            _ text: Span<UInt8>, ofLineAt start: Int, _ interfaces: NameTable,
            _ slots: Span<NameTable.Slot>
        ) -> UInt32? {
            let place = start &+ interfaceOffset
            let number = interfaces.number(text, place, place &+ interfaceCount, in: slots)
            return number == NameTable.unknown ? nil : number
        }

        /// `srcport`, `dstport`, `protocol` and `packets`; nil where one is no such number of up to eight digits.
        @inline(__always)
        func numbers(_ text: Span<UInt8>) -> SIMD4<UInt32>? {
            let digits = SIMD4<UInt32>(
                Self.count(spaces.2, spaces.3), Self.count(spaces.3, spaces.4),
                Self.count(spaces.4, spaces.5), Self.count(spaces.5, spaces.6))
            let reading = DecimalVector.read(
                (
                    SIMD2(text.word(at: spaces.2 &+ 1), text.word(at: spaces.3 &+ 1)),
                    SIMD2(text.word(at: spaces.4 &+ 1), text.word(at: spaces.5 &+ 1))
                ), digits: digits, mask: SIMD4(0xFFFF, 0xFFFF, 0xFF, .max))
            return reading.isFaulty ? nil : reading.values
        }

        @inline(__always)
        private static func count(_ before: Int, _ behind: Int) -> UInt32 {
            UInt32(truncatingIfNeeded: behind &- before &- 1)
        }

        /// `bytes`, `start` and `end`; nil where one is no such number.
        @inline(__always)
        func bytesAndTimes(_ text: Span<UInt8>) -> (number: UInt32, times: Times)? {
            let digits = Self.count(spaces.6, spaces.7)
            return Self.numberAndTimes(text, number: spaces.6 &+ 1, digits: digits, times: times)
        }

        typealias Times = (start: UInt64, end: UInt64)

        /// A number, and two times one behind the other; nil where a time has not ten digits, or they begin with others.
        @inline(__always)
        static func numberAndTimes(
            _ text: Span<UInt8>, number: Int, digits: UInt32, times: Int
        ) -> (number: UInt32, times: Times)? {
            let (start, end) = (times, times &+ 11)
            guard text.byte(at: times &+ 10) == 32, text.byte(at: times &+ 21) == 32,
                UInt16(truncatingIfNeeded: text.halfWord(at: start))
                    == UInt16(truncatingIfNeeded: text.halfWord(at: end))
            else { return nil }
            // The first two digits of both, and the other eight of each.
            let reading = DecimalVector.read(
                (
                    SIMD2(text.word(at: number), text.word(at: start)),
                    SIMD2(text.word(at: start &+ 2), text.word(at: end &+ 2))
                ), digits: SIMD4(digits, 2, 8, 8), mask: SIMD4(repeating: .max))
            guard !reading.isFaulty else { return nil }
            let first = UInt64(reading.values[1]) &* 100_000_000
            return (
                reading.values[0],
                (first &+ UInt64(reading.values[2]), first &+ UInt64(reading.values[3]))
            )
        }

        /// `action`; nil where it, or what follows up to the newline, is not as it mostly is.
        @inline(__always)
        func action(_ text: Span<UInt8>) -> FlowAction? {
            // "ACCEPT O" and "REJECT O", the first letter lowest; then "K" and the newline.
            let (accept, reject): (UInt64, UInt64) = (0x4F20_5450_4543_4341, 0x4F20_5443_454A_4552)
            let word = text.word(at: times &+ 22)
            guard word == accept || word == reject,
                UInt16(truncatingIfNeeded: text.halfWord(at: times &+ 30)) == 0x0A4B
            else { return nil }
            return word == accept ? .accept : .reject
        }
    }
#endif
