import NetworkPrimitives

/// What the path of a file or directory in a bucket of flow logs says of the records below it.
///
///     AWSLogs/123456789012/vpcflowlogs/us-east-1/2026/01/31/16/NAME
///     AWSLogs/aws-account-id=123456789012/aws-service=vpcflowlogs/aws-region=us-east-1/year=2026/month=01/day=31/hour=16/NAME
///
/// *Source: VPC guide, "Flow log files".*
struct DeliveredPath {
    private(set) var account: String?
    private(set) var region: String?
    /// When the records end, Unix seconds, as far as the path tells.
    private(set) var ends: ClosedRange<UInt64>?

    init(_ path: String) {
        let parts = path.split(separator: "/").map(String.init)
        var date: [Int] = []
        for (index, part) in parts.enumerated() {
            if let value = Self.value(of: "aws-account-id", part) { account = value }
            if let value = Self.value(of: "aws-region", part) { region = value }
            for key in ["year", "month", "day", "hour"] {
                if let number = Self.value(of: key, part).flatMap({ Int($0) }) { date.append(number) }
            }
            if index > 0, parts[index - 1] == "AWSLogs", part.count == 12, Int(part) != nil { account = part }
            if index > 0, parts[index - 1] == "vpcflowlogs" {
                region = part
                date = parts.dropFirst(index + 1).prefix(4).prefix { $0.count <= 4 && Int($0) != nil }
                    .compactMap { Int($0) }
            }
        }
        ends = Self.interval(date)
        readFileName(parts.last ?? "")
    }

    private static func value(of key: String, _ part: String) -> String? {
        part.hasPrefix(key + "=") ? String(part.dropFirst(key.count + 1)) : nil
    }

    /// A file's name tells more than the directories that it lies in.
    private mutating func readFileName(_ name: String) {
        guard let interval = DeliveredFileName.interval(ofFile: name) else { return }
        let words = name.split(separator: "_", omittingEmptySubsequences: false)
        ends = interval
        account = String(words[0])
        region = String(words[2])
    }

    /// The time that a year, month, day and hour span, as far as they are given.
    private static func interval(_ date: [Int]) -> ClosedRange<UInt64>? {
        let two = RFC3339Time.two
        func start(_ year: Int, _ month: Int, _ day: Int) -> UInt64? {
            RFC3339Time.seconds("\(year)-\(two(month))-\(two(day))")
        }
        guard let year = date.first, (1970...9998).contains(year) else { return nil }
        guard date.count > 1 else {
            return start(year, 1, 1).flatMap { first in start(year + 1, 1, 1).map { first...$0 - 1 } }
        }
        let month = date[1]
        guard (1...12).contains(month) else { return nil }
        guard date.count > 2 else {
            let next = month == 12 ? start(year + 1, 1, 1) : start(year, month + 1, 1)
            return start(year, month, 1).flatMap { first in next.map { first...$0 - 1 } }
        }
        guard let day = start(year, month, date[2]) else { return nil }
        guard date.count > 3 else { return day...day + 86399 }
        guard (0...23).contains(date[3]) else { return nil }
        let hour = day + UInt64(date[3]) * 3600
        return hour...hour + 3599
    }
}
