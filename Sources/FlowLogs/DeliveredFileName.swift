import NetworkPrimitives

/// What the name of a file that flow-log delivery wrote to a bucket says of its records.
///
///     123456789012_vpcflowlogs_us-east-1_fl-1234abcd_20180620T1620Z_fe123456.log.gz
///
/// *Source: VPC guide, "Flow log files".*
package enum DeliveredFileName {
    /// The five minutes (Unix seconds) in which the records of such a file end, or nil for other names.
    package static func interval(ofFile path: String) -> ClosedRange<UInt64>? {
        let name = path.split(separator: "/").last ?? ""
        let parts = name.split(separator: "_", omittingEmptySubsequences: false)
        guard parts.count >= 6, parts[1] == "vpcflowlogs" else { return nil }
        let time = Array(parts[parts.count - 2].utf8)
        guard time.count == 14, time[8] == UInt8(ascii: "T"), time[13] == UInt8(ascii: "Z"),
            let year = number(time[0..<4]), let month = number(time[4..<6]), let day = number(time[6..<8]),
            let hour = number(time[9..<11]), let minute = number(time[11..<13]),
            year >= 1970, (1...12).contains(month), (1...31).contains(day), hour < 24, minute < 60
        else { return nil }
        let start = UInt64(
            RFC3339Time.daysSinceEpoch(year: year, month: month, day: day) * 86400 + hour * 3600 + minute * 60
        )
        return start...start + 299
    }

    private static func number(_ digits: ArraySlice<UInt8>) -> Int? {
        digits.reduce(0 as Int?) { value, byte in
            guard let value, byte.isDigit else { return nil }
            return value * 10 + Int(byte - 48)
        }
    }
}
