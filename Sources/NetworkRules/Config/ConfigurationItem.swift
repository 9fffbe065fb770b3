import NetworkPrimitives

/// What AWS Config says of one resource at one moment.
///
/// *Source: AWS Config guide, "Components of a configuration item".*
struct ConfigurationItem: Sendable {
    /// What tells resources apart.
    struct Key: Hashable, Sendable {
        let type: String
        let id: String
    }

    let key: Key
    /// When it was captured, Unix seconds; nil where it does not say.
    let time: UInt64?
    /// What the resource is from then on; nil where it is gone.
    let parts: RuleSetParts?

    /// Nil for resources of kinds that decide nothing about traffic.
    init?(_ item: JSONCursor, _ log: IssueLog) throws(RuleSetIssue) {
        guard let type = try Self.type(of: item), let kind = Self.kinds[type] else { return nil }
        key = Key(type: type, id: try item.optional("resourceId")?.text() ?? "")
        time = try item.optional("configurationItemCaptureTime").map { time throws(RuleSetIssue) in
            try time.moment()
        }
        let status = (try item.optional("configurationItemStatus"))?.string ?? "OK"
        if status.hasPrefix("ResourceDeleted") || status == "ResourceNotRecorded" {
            parts = nil
            return
        }
        let configuration = try item.required("configuration").nested()
        parts = try RuleSetParts(kind, configuration, log)
    }

    /// The type that an item states, or that its configuration shows where a query left it out; nil where neither tells.
    private static func type(of item: JSONCursor) throws(RuleSetIssue) -> String? {
        if let type = try item.optional("resourceType") { return try type.text() }
        guard let configuration = try item.optional("configuration")?.nested() else { return nil }
        let shapes: [(String, JSONKey)] = [
            ("AWS::EC2::NetworkInterface", "networkInterfaceId"), ("AWS::EC2::NetworkAcl", "networkAclId"),
            ("AWS::EC2::SecurityGroup", "ipPermissions"), ("AWS::EC2::PrefixList", "PrefixListId"),
            ("AWS::EC2::Subnet", "subnetId"), ("AWS::EC2::VPC", "cidrBlock"),
        ]
        return shapes.first { configuration.has($0.1) }?.0
    }

    /// The kinds of resources that are read.
    private static let kinds: [String: RuleSetDocumentKey] = [
        "AWS::EC2::SecurityGroup": .securityGroups, "AWS::EC2::NetworkAcl": .networkACLs,
        "AWS::EC2::NetworkInterface": .interfaces, "AWS::EC2::Subnet": .subnets, "AWS::EC2::VPC": .vpcs,
        "AWS::EC2::PrefixList": .prefixLists,
    ]
}

extension RuleSetParts {
    /// The one resource of a configuration.
    fileprivate init(
        _ kind: RuleSetDocumentKey, _ configuration: JSONCursor, _ log: IssueLog
    ) throws(RuleSetIssue) {
        let cursor = configuration.inLowerCamelCase
        let source = ResourcePlace(cursor)
        switch kind {
        case .securityGroups: securityGroups = [try ParsedSecurityGroup(cursor, source, log)]
        case .networkACLs: networkACLs = [Located(resource: try NetworkACL(cursor, log), source: source)]
        case .interfaces: interfaces = [Located(resource: try NetworkInterface(cursor, log), source: source)]
        case .subnets: subnets = [Located(resource: try Subnet(cursor, log), source: source)]
        case .vpcs: vpcs = [Located(resource: try VPC(cursor, log), source: source)]
        case .prefixLists:
            let list = try PrefixList(configurationItem: configuration, log)
            prefixLists = [Located(resource: list, source: source)]
        case .securityGroupRules, .entries: break
        }
    }
}

extension PrefixList {
    /// Reads the configuration of an `AWS::EC2::PrefixList`, which is spelled as templates are.
    fileprivate init(configurationItem cursor: JSONCursor, _ log: IssueLog) throws(RuleSetIssue) {
        var cursor = cursor
        let id = try cursor.readID("PrefixListId")
        let blocks = log.read("Entries", of: cursor) { entry throws(RuleSetIssue) in
            try entry.required("Cidr").block()
        }
        self.init(
            id: id, name: try cursor.optional("PrefixListName")?.text() ?? "",
            entries: cursor.has("Entries") ? blocks.uniqued().sorted() : nil)
    }
}

extension JSONCursor {
    /// The object that this is, or that the JSON in this string is.
    func nested() throws(RuleSetIssue) -> JSONCursor {
        guard let text = string else { return self }
        do {
            let tape = try JSONParser.tape([UInt8](text.utf8))
            return JSONCursor(JSONDocument(file: file, tape: tape, root: jsonPath, notes: notes))
        } catch {
            throw issue(.file(.invalidJSON(error)))
        }
    }

    /// A moment as an RFC 3339 text, as Unix seconds, or as its parts.
    fileprivate func moment() throws(RuleSetIssue) -> UInt64 {
        if let text = string, let seconds = RFC3339Time.seconds(text) { return seconds }
        if let seconds = wholeNumber, seconds >= 0 { return UInt64(seconds) }
        if string == nil, !isObject, let seconds = Double(excerpt), seconds >= 0, seconds < 1e12 {
            return UInt64(seconds)
        }
        func part(_ key: JSONKey) throws(RuleSetIssue) -> String {
            let number = try required(key).integer(in: 0...9999)
            return number < 10 ? "0\(number)" : "\(number)"
        }
        if isObject {
            let text =
                try "\(part("year"))-\(part("month"))-\(part("day"))T"
                + "\(part("hour")):\(part("minute")):\(part("second"))Z"
            if let seconds = RFC3339Time.seconds(text) { return seconds }
        }
        throw issue(.value(.noMoment(found: excerpt)))
    }
}
