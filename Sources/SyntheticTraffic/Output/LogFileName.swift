/// Where delivery to a bucket puts a log file.
/// *Source: VPC guide, "Flow log files".*
struct LogFileName {
    var accountID: String
    var region: String
    var flowLogID: String
    /// Unix seconds; the file's records end in the five minutes from here on.
    var time: Int
    /// Eight hexadecimal digits that keep apart files of the same five minutes.
    var hash: UInt32

    /// The folder, relative to the archive's root.
    var folder: String {
        let civil = CivilTime(unixSeconds: time)
        return "AWSLogs/\(accountID)/vpcflowlogs/\(region)/"
            + "\(Self.digits(civil.year, 4))/\(Self.digits(civil.month, 2))/\(Self.digits(civil.day, 2))"
    }

    /// The file, relative to the archive's root.
    var path: String {
        let civil = CivilTime(unixSeconds: time)
        let date = Self.digits(civil.year, 4) + Self.digits(civil.month, 2) + Self.digits(civil.day, 2)
        let clock = Self.digits(civil.hour, 2) + Self.digits(civil.minute, 2)
        var hexadecimal: [UInt8] = []
        hexadecimal.append(hexadecimal: UInt64(hash), digits: 8)
        return "\(folder)/\(accountID)_vpcflowlogs_\(region)_\(flowLogID)_\(date)T\(clock)Z_"
            + String(decoding: hexadecimal, as: UTF8.self) + ".log.gz"
    }

    private static func digits(_ number: Int, _ count: Int) -> String {
        var text: [UInt8] = []
        text.append(decimal: number, digits: count)
        return String(decoding: text, as: UTF8.self)
    }
}
