/// The keys under which the AWS CLI prints what a rule set is made of.
enum RuleSetDocumentKey: CaseIterable {
    case securityGroups
    case securityGroupRules
    case networkACLs
    case interfaces
    case subnets
    case vpcs
    case prefixLists
    case entries

    var key: JSONKey {
        switch self {
        case .securityGroups: "SecurityGroups"
        case .securityGroupRules: "SecurityGroupRules"
        case .networkACLs: "NetworkAcls"
        case .interfaces: "NetworkInterfaces"
        case .subnets: "Subnets"
        case .vpcs: "Vpcs"
        case .prefixLists: "PrefixLists"
        case .entries: "Entries"
        }
    }
}

/// Where a resource was read: the text of a place is made for the few that are reported.
struct ResourcePlace: Sendable {
    let file: String
    /// The path to the list that the resource stands in, or to the resource itself.
    let path: String
    /// How many elements of the list stand before it; nil where `path` leads to the resource.
    var ordinal: Int?
    /// Where the resource stands in the text of the file, where that is known.
    var offset: Int?
    var origin = ResourceOrigin.captured

    init(file: String, path: String) {
        self.file = file
        self.path = path
    }

    /// The place of a resource.
    init(_ resource: JSONCursor, origin: ResourceOrigin = .captured) {
        file = resource.file
        path = resource.jsonPath
        offset = resource.fileOffset
        self.origin = origin
    }

    var textPlace: RuleSetTextPlace { RuleSetTextPlace(file: file, offset: offset) }

    var place: RuleSetPlace {
        RuleSetPlace(file: file, jsonPath: ordinal.map { "\(path)[\($0)]" } ?? path)
    }
}

/// A resource and the place it was read from.
struct Located<Resource: Sendable>: Sendable {
    var resource: Resource
    let source: ResourcePlace

    var place: RuleSetPlace { source.place }
}

/// The resources of all documents, before what belongs together is put together.
struct RuleSetParts: Sendable {
    var securityGroups: [ParsedSecurityGroup] = []
    /// Rules of groups that are described by themselves, with their ids.
    var identifiedRules: [Located<IdentifiedRule>] = []
    /// Rules that add to groups.
    var addedRules: [Located<AddedRule>] = []
    var networkACLs: [Located<NetworkACL>] = []
    /// Entries that add to network ACLs.
    var addedEntries: [Located<AddedEntry>] = []
    var associations: [Located<SubnetAssociation>] = []
    var interfaces: [Located<NetworkInterface>] = []
    var attachments: [Located<GroupAttachment>] = []
    var subnets: [Located<Subnet>] = []
    var vpcs: [Located<VPC>] = []
    var prefixLists: [Located<PrefixList>] = []
    /// Pages of prefix-list entries: lists without a name.
    var prefixListPages: [Located<PrefixList>] = []
    /// For each key, whether an output was read that says that it is the last.
    var endsOfPages: [RuleSetDocumentKey: Bool] = [:]
    /// The ids that plans give to addresses of their own.
    var ownIdentities: [ResourceIdentity] = []
    /// The ids that states give to addresses.
    var stateIdentities: [ResourceIdentity] = []
    /// What AWS Config says of resources, each from a moment on.
    var items: [ConfigurationItem] = []
    /// Rules, entries and whole resources that a plan takes away.
    var removedRules: [AddedRule] = []
    var removedEntries: [AddedEntry] = []
    var removedIDs: Set<String> = []
    /// Names of the parameters of templates.
    var parameterNames: Set<String> = []
    /// What accounts have beside the rules.
    var surroundings = AccountSurroundings()
}

extension RuleSetParts {
    /// Adds what a JSON document holds, recognised by its keys.
    ///
    /// - Returns: nil, or why nothing was recognised.
    mutating func add(
        _ document: JSONCursor, fileName: String, _ options: DeclarationOptions, _ log: IssueLog
    ) -> RuleSetIssue? {
        if let terraform = TerraformDocument(document) {
            add(terraform, document, log)
            return nil
        }
        do throws(RuleSetIssue) {
            if let template = try Template(document, options) {
                add(template, log)
                return nil
            }
        } catch {
            log.error(error)
            return nil
        }
        let output = Self.unwrapped(document)
        if addConfigurationItems(output, log) { return nil }
        guard output.isObject else {
            return document.fileIssue(.file(.nothingOfARuleSet(keys: nil)))
        }
        let keys = RuleSetDocumentKey.allCases.filter { output.has($0.key) }
        guard !keys.isEmpty else {
            return document.fileIssue(.file(.nothingOfARuleSet(keys: output.keys.sorted())))
        }
        let nextToken = try? output.optional("NextToken")
        let isLastPage = nextToken.map { $0.string == "" } ?? true
        for key in keys {
            endsOfPages[key] = endsOfPages[key, default: false] || isLastPage
            add(key, of: output, fileName: fileName, log)
        }
        return nil
    }

    /// Adds what other documents hold, behind what is there.
    mutating func add(_ other: RuleSetParts) {
        Self.append(other.securityGroups, to: &securityGroups)
        Self.append(other.identifiedRules, to: &identifiedRules)
        Self.append(other.addedRules, to: &addedRules)
        Self.append(other.networkACLs, to: &networkACLs)
        Self.append(other.addedEntries, to: &addedEntries)
        Self.append(other.associations, to: &associations)
        Self.append(other.interfaces, to: &interfaces)
        Self.append(other.attachments, to: &attachments)
        Self.append(other.subnets, to: &subnets)
        Self.append(other.vpcs, to: &vpcs)
        Self.append(other.prefixLists, to: &prefixLists)
        Self.append(other.prefixListPages, to: &prefixListPages)
        endsOfPages.merge(other.endsOfPages) { $0 || $1 }
        Self.append(other.ownIdentities, to: &ownIdentities)
        Self.append(other.stateIdentities, to: &stateIdentities)
        Self.append(other.items, to: &items)
        Self.append(other.removedRules, to: &removedRules)
        Self.append(other.removedEntries, to: &removedEntries)
        removedIDs.formUnion(other.removedIDs)
        parameterNames.formUnion(other.parameterNames)
        surroundings.add(other.surroundings)
    }

    /// Appends; the first list is taken as it is and not copied.
    private static func append<Part>(_ parts: [Part], to list: inout [Part]) {
        if list.isEmpty { list = parts } else { list += parts }
    }

    private mutating func add(
        _ key: RuleSetDocumentKey, of output: JSONCursor, fileName: String, _ log: IssueLog
    ) {
        var source = ResourcePlace(
            file: output.file, path: output.jsonPath + JSONDocument.step(to: key.key.description))
        func located<Resource>(
            _ read: (JSONCursor, IssueLog) throws(RuleSetIssue) -> Resource
        ) -> [Located<Resource>] {
            log.read(key.key, of: output) { element throws(RuleSetIssue) in
                (source.ordinal, source.offset) = (element.ordinal, element.fileOffset)
                return Located(resource: try read(element, log), source: source)
            }
        }
        switch key {
        case .securityGroups:
            securityGroups += log.read(key.key, of: output) { element throws(RuleSetIssue) in
                (source.ordinal, source.offset) = (element.ordinal, element.fileOffset)
                return try ParsedSecurityGroup(element, source, log)
            }
        case .securityGroupRules: Self.append(located(IdentifiedRule.init), to: &identifiedRules)
        case .networkACLs: Self.append(located(NetworkACL.init), to: &networkACLs)
        case .interfaces: Self.append(located(NetworkInterface.init), to: &interfaces)
        case .subnets: Self.append(located(Subnet.init), to: &subnets)
        case .vpcs: Self.append(located(VPC.init), to: &vpcs)
        case .prefixLists: Self.append(located(PrefixList.init), to: &prefixLists)
        case .entries:
            let page = log.unlessErrors { () throws(RuleSetIssue) in
                try PrefixList(entriesOf: output, fileName: fileName, log)
            }
            if let page {
                let place = ResourcePlace(output)
                prefixListPages.append(Located(resource: page, source: place))
            }
        }
    }

    /// The answer within a recorded one, `{"status_code": 200, "data": {...}}`.
    static func unwrapped(_ document: JSONCursor) -> JSONCursor {
        guard document.has("status_code"), let data = try? document.optional("data"), data.isObject
        else { return document }
        return data
    }
}

extension JSONCursor {
    /// An issue about the file as a whole.
    fileprivate func fileIssue(_ cause: RuleSetIssue.Cause) -> RuleSetIssue {
        RuleSetIssue(file: file, cause: cause)
    }
}
