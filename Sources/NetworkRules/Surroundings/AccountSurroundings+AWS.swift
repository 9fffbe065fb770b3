extension AccountSurroundings {
    /// What a document says of an account beside its rules.
    ///
    /// Nothing of it decides verdicts, so that what is wrong with it is a warning and never keeps rules from being read.
    ///
    /// *Source: AWS CLI, "rds describe-db-instances", "ec2 describe-flow-logs", "logs describe-metric-filters",
    /// "cloudwatch describe-alarms", "ec2 describe-instances", "ec2 describe-vpc-endpoints", "elb describe-load-balancers",
    /// "elbv2 describe-load-balancers".*
    init(_ document: JSONCursor, _ log: IssueLog) {
        self.init()
        let problems = IssueLog()
        if document.has("DBInstances") {
            databases = problems.read("DBInstances", of: document, DatabaseInstance.init)
        }
        if document.has("FlowLogs") {
            flowLogs = problems.read("FlowLogs", of: document, FlowLogSubscription.init)
        }
        if document.has("metricFilters") {
            metricFilters = problems.read("metricFilters", of: document, MetricFilter.init)
        }
        if document.has("MetricAlarms") {
            alarms = problems.read("MetricAlarms", of: document, MetricAlarm.read).compactMap(\.self)
        }
        groupsInUse = Self.groupsInUse(document, problems)
        log.add(errors: [], warnings: problems.errors + problems.warnings)
    }

    private static func groupsInUse(_ document: JSONCursor, _ problems: IssueLog) -> [String]? {
        var groups: [String] = []
        var isGiven = false
        func add(_ key: JSONKey, _ read: (JSONCursor) throws(RuleSetIssue) -> [String]) {
            guard document.has(key) else { return }
            isGiven = true
            groups += problems.read(key, of: document, read).joined()
        }
        add("Reservations") { reservation throws(RuleSetIssue) in
            var groups: [String] = []
            for instance in try reservation.elements("Instances") {
                groups += try instance.groupIDs("SecurityGroups")
                for interface in try instance.elements("NetworkInterfaces") {
                    groups += try interface.groupIDs("Groups")
                }
            }
            return groups
        }
        add("VpcEndpoints") { endpoint throws(RuleSetIssue) in try endpoint.groupIDs("Groups") }
        for key: JSONKey in ["LoadBalancers", "LoadBalancerDescriptions"] {
            add(key) { balancer throws(RuleSetIssue) in try balancer.groupIDs("SecurityGroups") }
        }
        return isGiven ? groups.uniqued() : nil
    }

    /// Whether no document said anything.
    var isUnknown: Bool { self == Self() }
}

extension JSONCursor {
    /// The ids of the groups in a list of objects or of ids.
    fileprivate func groupIDs(_ key: JSONKey) throws(RuleSetIssue) -> [String] {
        var groups: [String] = []
        for group in try elements(key) {
            groups.append(try group.isObject ? group.required("GroupId").identifier() : group.identifier())
        }
        return groups
    }
}

extension DatabaseInstance {
    init(_ cursor: JSONCursor) throws(RuleSetIssue) {
        var cursor = cursor
        let id = try cursor.readID("DBInstanceIdentifier")
        var groups: [String] = []
        for group in try cursor.elements("VpcSecurityGroups") {
            groups.append(try group.required("VpcSecurityGroupId").identifier())
        }
        var port = try cursor.optional("Endpoint")?.optional("Port")?.integer(in: 0...65535)
        if port == nil { port = try cursor.optional("DbInstancePort")?.integer(in: 0...65535) }
        self.init(
            id: id, engine: try cursor.optional("Engine")?.text() ?? "",
            port: port.flatMap { $0 == 0 ? nil : UInt16($0) },
            isPubliclyAccessible: try cursor.optional("PubliclyAccessible")?.boolean() ?? false,
            groupIDs: groups)
    }
}

extension FlowLogSubscription {
    init(_ cursor: JSONCursor) throws(RuleSetIssue) {
        var cursor = cursor
        let id = try cursor.readID("FlowLogId")
        let traffic = try cursor.optional("TrafficType")?.text()
        let status = try cursor.optional("FlowLogStatus")?.text()
        self.init(
            id: id, resourceID: try cursor.required("ResourceId").identifier(),
            traffic: traffic.flatMap { Traffic(rawValue: $0) } ?? .all,
            isActive: (status ?? "ACTIVE") == "ACTIVE")
    }
}

extension MetricFilter {
    init(_ cursor: JSONCursor) throws(RuleSetIssue) {
        var metrics: [String] = []
        for transformation in try cursor.elements("metricTransformations") {
            let name = try transformation.required("metricName").text()
            metrics.append("\(try transformation.optional("metricNamespace")?.text() ?? "")/\(name)")
        }
        self.init(
            name: try cursor.optional("filterName")?.text() ?? "",
            pattern: try cursor.optional("filterPattern")?.text() ?? "", metrics: metrics)
    }
}

extension MetricAlarm {
    /// Reads an alarm; nil for one on an expression, which watches no metric by itself.
    static func read(_ cursor: JSONCursor) throws(RuleSetIssue) -> MetricAlarm? {
        guard let name = try cursor.optional("MetricName")?.text() else { return nil }
        var actions = 0
        for _ in try cursor.elements("AlarmActions") { actions += 1 }
        let isEnabled = try cursor.optional("ActionsEnabled")?.boolean() ?? true
        return MetricAlarm(
            name: try cursor.optional("AlarmName")?.text() ?? "",
            metric: "\(try cursor.optional("Namespace")?.text() ?? "")/\(name)",
            hasActions: isEnabled && actions > 0)
    }
}
