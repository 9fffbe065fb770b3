#if AVX2
    /// A line of the default format for an interval of which there are no records, with new ids and times of ten digits.
    ///
    ///     2 123456789012 eni-0a1b2c3d4e5f60718 - - - - - - - 1767225827 1767225832 - NODATA
    struct LineWithoutData {
        private static let dashes: SIMD16<UInt8> = {
            var text = SIMD16<UInt8>(repeating: UInt8(ascii: " "))
            for place in stride(from: 1, to: 15, by: 2) { text[place] = UInt8(ascii: "-") }
            return text
        }()
        /// Bytes that have to be left; a line has at least 83.
        private static let minimumCount = 83

        let times: CommonLine.Times
        let status: LogStatus
        /// Where the line behind this one starts.
        let end: Int

        init?(_ text: Span<UInt8>, at start: Int, before end: Int) {
            guard start <= end - Self.minimumCount, CommonLine.hasCommonHead(text, start) else { return nil }
            let middle = CommonLine.middle(ofLineAt: start)
            // The last of the 16 bytes is the first digit of a time.
            let differing = ByteMask.bits(text.vector(at: middle) .!= Self.dashes) & 0x7FFF
            let ending = middle + 15
            guard differing == 0,
                // Nothing but times is of interest: the digit stands for a number that is not there.
                let found = CommonLine.numberAndTimes(text, number: ending, digits: 1, times: ending)
            else { return nil }
            let word = text.word(at: ending + 22)
            let rest = text.halfWord(at: ending + 30)
            switch (word, rest) {
            // "- NODATA" and the newline.
            case (0x4154_4144_4F4E_202D, _) where rest & 0xFF == 0x0A:
                status = .noData
                self.end = ending + 31
            // "- SKIPDA", "TA" and the newline.
            case (0x4144_5049_4B53_202D, _) where rest & 0xFF_FFFF == 0x0A_4154:
                status = .skipData
                self.end = ending + 33
            default: return nil
            }
            guard self.end <= end else { return nil }
            times = found.times
        }
    }
#endif
