/// The keys under which the AWS CLI prints what a rule set is made of.
enum RuleSetDocumentKey: String, CaseIterable {
    case securityGroups = "SecurityGroups"
    case networkACLs = "NetworkAcls"
    case interfaces = "NetworkInterfaces"
    case subnets = "Subnets"
    case vpcs = "Vpcs"
    case prefixLists = "PrefixLists"
    case entries = "Entries"
}

/// A resource and the place it was read from.
struct Located<Resource> {
    var resource: Resource
    let place: RuleSetPlace
}

/// The resources of all documents, before what belongs together is put together.
struct RuleSetParts {
    var securityGroups: [ParsedSecurityGroup] = []
    var networkACLs: [Located<NetworkACL>] = []
    var interfaces: [Located<NetworkInterface>] = []
    var subnets: [Located<Subnet>] = []
    var vpcs: [Located<VPC>] = []
    var prefixLists: [Located<PrefixList>] = []
    /// Pages of prefix-list entries: lists without a name.
    var prefixListPages: [Located<PrefixList>] = []
    /// For each key, whether an output was read that says that it is the last.
    var endsOfPages: [RuleSetDocumentKey: Bool] = [:]
}

extension RuleSetParts {
    /// Adds what a JSON document holds, recognised by its keys.
    ///
    /// - Returns: nil, or why nothing was recognised.
    mutating func add(_ document: JSONCursor, fileName: String, _ log: IssueLog) -> RuleSetIssue? {
        let output = Self.unwrapped(document)
        guard case .object(let members) = output.value else {
            return document.fileIssue(.file(.nothingOfARuleSet(keys: nil)))
        }
        let keys = RuleSetDocumentKey.allCases.filter { members[$0.rawValue] != nil }
        guard !keys.isEmpty else {
            return document.fileIssue(.file(.nothingOfARuleSet(keys: members.keys.sorted())))
        }
        let isLastPage = [.null, .string("")].contains(members["NextToken", default: .null])
        for key in keys {
            endsOfPages[key] = endsOfPages[key, default: false] || isLastPage
            add(key, of: output, fileName: fileName, log)
        }
        return nil
    }

    private mutating func add(
        _ key: RuleSetDocumentKey, of output: JSONCursor, fileName: String, _ log: IssueLog
    ) {
        func located<Resource>(
            _ read: (JSONCursor, IssueLog) throws(RuleSetIssue) -> Resource
        ) -> [Located<Resource>] {
            log.read(key.rawValue, of: output) { element throws(RuleSetIssue) in
                Located(resource: try read(element, log), place: element.place)
            }
        }
        switch key {
        case .securityGroups:
            securityGroups += log.read(key.rawValue, of: output) { element throws(RuleSetIssue) in
                try ParsedSecurityGroup(element, log)
            }
        case .networkACLs: networkACLs += located(NetworkACL.init)
        case .interfaces: interfaces += located(NetworkInterface.init)
        case .subnets: subnets += located(Subnet.init)
        case .vpcs: vpcs += located(VPC.init)
        case .prefixLists: prefixLists += located(PrefixList.init)
        case .entries:
            let page = log.unlessErrors { () throws(RuleSetIssue) in
                try PrefixList(entriesOf: output, fileName: fileName, log)
            }
            if let page { prefixListPages.append(Located(resource: page, place: output.place)) }
        }
    }

    /// The answer within a recorded one, `{"status_code": 200, "data": {...}}`.
    private static func unwrapped(_ document: JSONCursor) -> JSONCursor {
        guard case .object(let members) = document.value, members["status_code"] != nil,
            case .object? = members["data"], let data = try? document.required("data")
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
