/// Which logs of an archive are asked for: by time, account and Region.
public struct LogSelection: Hashable, Sendable {
    /// Unix seconds: records are asked for that overlap the time from here on, up to but not including `until`.
    public var since: UInt64?
    /// Unix seconds; leaves out what began then or later.
    public var until: UInt64?
    /// Accounts and Regions of which logs are asked for; all where there are none.
    public var accounts: Set<String>
    /// Regions by name; all where it is empty.
    public var regions: Set<String>

    public init(
        since: UInt64? = nil, until: UInt64? = nil, accounts: Set<String> = [], regions: Set<String> = []
    ) {
        self.since = since
        self.until = until
        self.accounts = accounts
        self.regions = regions
    }

    private var isEverything: Bool { !hasTime && accounts.isEmpty && regions.isEmpty }

    /// Whether records may have to be left out for their time.
    public var hasTime: Bool { since != nil || until != nil }

    /// Whether a record from `start` to `end` is asked for.
    @inline(__always)
    public func includes(start: UInt64, end: UInt64) -> Bool {
        end >= since ?? 0 && start < until ?? .max
    }

    /// A record covers no more than ten minutes; files may be delivered some time after that.
    private static let longestRecord: UInt64 = 600
    private static let slack: UInt64 = 900

    /// Whether a file, or a directory, may hold something that is asked for, by all that its path says.
    func mayBeHeld(in path: String) -> Bool {
        if isEverything { return true }
        let delivered = DeliveredPath(path)
        if !accounts.isEmpty, let account = delivered.account, !accounts.contains(account) { return false }
        if !regions.isEmpty, let region = delivered.region, !regions.contains(region) { return false }
        guard let ends = delivered.ends else { return true }
        if let since, since > Self.slack, ends.upperBound < since - Self.slack { return false }
        let lag = Self.longestRecord + Self.slack
        if let until, until < .max - lag, ends.lowerBound > until + lag { return false }
        return true
    }

    /// What the path of a file does not say and would have to; nil where it says all.
    func whatIsUnsaid(in path: String) -> String? {
        if accounts.isEmpty, regions.isEmpty { return nil }
        let delivered = DeliveredPath(path)
        if !accounts.isEmpty, delivered.account == nil { return "account" }
        if !regions.isEmpty, delivered.region == nil { return "region" }
        return nil
    }
}
