/// What an account has beside the rules, as far as audits ask: it decides no verdict.
///
/// A list is nil where no output that would hold it was given, so that what is not known is never taken for absent.
package struct AccountSurroundings: Hashable, Sendable {
    package var databases: [DatabaseInstance]?
    package var flowLogs: [FlowLogSubscription]?
    package var metricFilters: [MetricFilter]?
    package var alarms: [MetricAlarm]?
    /// Groups that instances, load balancers and endpoints name, whose interfaces may not have been captured.
    package var groupsInUse: [String]?

    package init(
        databases: [DatabaseInstance]? = nil, flowLogs: [FlowLogSubscription]? = nil,
        metricFilters: [MetricFilter]? = nil, alarms: [MetricAlarm]? = nil, groupsInUse: [String]? = nil
    ) {
        self.databases = databases
        self.flowLogs = flowLogs
        self.metricFilters = metricFilters
        self.alarms = alarms
        self.groupsInUse = groupsInUse
    }

    mutating func add(_ other: Self) {
        databases = Self.joined(databases, other.databases)
        flowLogs = Self.joined(flowLogs, other.flowLogs)
        metricFilters = Self.joined(metricFilters, other.metricFilters)
        alarms = Self.joined(alarms, other.alarms)
        groupsInUse = Self.joined(groupsInUse, other.groupsInUse)
    }

    /// Both lists; what stands in several outputs once.
    private static func joined<Element: Hashable>(_ left: [Element]?, _ right: [Element]?) -> [Element]? {
        guard let left else { return right }
        guard let right else { return left }
        return (left + right).uniqued()
    }
}

/// A managed database instance.
package struct DatabaseInstance: Hashable, Sendable {
    package var id: String
    package var engine: String
    /// The port it listens on, where the output tells.
    package var port: UInt16?
    /// Whether it has a public address.
    package var isPubliclyAccessible: Bool
    package var groupIDs: [String]

    package init(
        id: String, engine: String = "", port: UInt16? = nil, isPubliclyAccessible: Bool,
        groupIDs: [String] = []
    ) {
        self.id = id
        self.engine = engine
        self.port = port
        self.isPubliclyAccessible = isPubliclyAccessible
        self.groupIDs = groupIDs
    }
}

/// A flow log: that traffic of a VPC, a subnet or an interface is recorded.
package struct FlowLogSubscription: Hashable, Sendable {
    package enum Traffic: String, Hashable, Sendable {
        case accepted = "ACCEPT"
        case rejected = "REJECT"
        case all = "ALL"
    }

    package var id: String
    /// The id of the VPC, subnet, interface or gateway.
    package var resourceID: String
    package var traffic: Traffic
    package var isActive: Bool

    package init(id: String, resourceID: String, traffic: Traffic = .all, isActive: Bool = true) {
        self.id = id
        self.resourceID = resourceID
        self.traffic = traffic
        self.isActive = isActive
    }
}

/// A filter that counts events of a log group in a metric.
package struct MetricFilter: Hashable, Sendable {
    package var name: String
    package var pattern: String
    /// The metrics that it counts in, each as `namespace/name`.
    package var metrics: [String]

    package init(name: String, pattern: String, metrics: [String]) {
        self.name = name
        self.pattern = pattern
        self.metrics = metrics
    }
}

/// An alarm on a metric.
package struct MetricAlarm: Hashable, Sendable {
    package var name: String
    /// `namespace/name`.
    package var metric: String
    /// Whether somebody is told when it goes off.
    package var hasActions: Bool

    package init(name: String, metric: String, hasActions: Bool) {
        self.name = name
        self.metric = metric
        self.hasActions = hasActions
    }
}
