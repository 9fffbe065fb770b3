import NetworkPrimitives

extension RuleSetIssue {
    /// `FILE: PATH (ID): what is wrong; what was found; what to do`.
    public var message: String {
        let about = resourceID.map { " (\($0))" } ?? ""
        let place = jsonPath.map { "\(file): \($0)\(about)" } ?? file
        return "\(place): \(cause.text)"
    }
}

extension RuleSetIssue.Cause {
    fileprivate var text: String {
        switch self {
        case .option(let problem): problem.text
        case .file(let problem): problem.text
        case .value(let problem): problem.text
        case .contradiction(let contradiction): contradiction.text
        case .gap(let gap): gap.text
        }
    }
}

extension RuleSetIssue.OptionProblem {
    fileprivate var text: String {
        switch self {
        case .noResource(let address, let known):
            "no plan or template has a resource at \(JSONValue.quoted(address)), which --map names; "
                + "there \(known.count == 1 ? "is" : "are") \(list(known, of: "address"))"
        case .noParameter(let name, let known):
            "no template has a parameter \(JSONValue.quoted(name)), which --parameter sets; "
                + "there \(known.count == 1 ? "is" : "are") \(list(known, of: "parameter"))"
        case .valueNotAllowed(let name, let found, let allowed):
            "--parameter gives \(name) the value \(JSONValue.quoted(found)), which the template does not allow; "
                + "allowed are \(allowed.joined(separator: ", "))"
        case .invalidIdentity(let address, let id):
            "--map gives \(JSONValue.quoted(address)) the id \(JSONValue.quoted(id)), which is none; "
                + "expected ASCII text without spaces and \"/\""
        }
    }
}

extension RuleSetIssue.FileProblem {
    fileprivate var text: String {
        switch self {
        case .unreadable(let reason):
            "cannot be read: \(reason)"
        case .exceedsMemory(let limit):
            "to read it takes more than the \(limit >> 20) MiB that rule sets may take, half of --max-memory; raise that, "
                + "or leave the file out if it holds no rules"
        case .moreIssues:
            "there is more wrong with it; mend the above first"
        case .invalidJSON(let error):
            "invalid JSON at line \(error.line), column \(error.column): \(error.problem.text)"
        case .invalidYAML(let problem):
            "invalid YAML\(problem.line.map { " at line \($0)" } ?? ""): \(problem.text)"
        case .notJSON:
            "ignored: it does not begin like JSON; save the AWS CLI's output as UTF-8 with --output json"
        case .nothingOfARuleSet(let keys?):
            "ignored: nothing of a rule set in it; found \(list(keys.map { JSONValue.quoted($0) }, of: "key")); "
                + RuleSetDocumentKey.allCases.map(\.key.description).joined(separator: ", ") + " are read"
        case .nothingOfARuleSet(nil):
            "ignored: nothing of a rule set in it; found an array; "
                + "save the AWS CLI's whole output, without --query"
        case .secondSnapshotOfMoment(let other):
            "a second snapshot of the moment of \(other); keep one, or name it by the time of its capture"
        case .outsideOfSnapshots:
            "part of a rule set, but in no snapshot: other entries of the directory are named by times; "
                + "move it into the snapshots that it belongs to"
        case .noPrefixListInFileName:
            "of which prefix list these entries are is not said; name the file by the list's id, "
                + "as PL-ID.json or PL-ID-PAGE.json"
        }
    }
}

extension RuleSetIssue.ValueProblem {
    fileprivate var text: String {
        switch self {
        case .missingValue:
            "missing; save the AWS CLI's whole output, without --query"
        case .wrongType(let found, let expected):
            "not \(expected.rawValue); found \(found)"
        case .outOfRange(let found, let range):
            "out of range; found \(found); expected \(range.lowerBound) to \(range.upperBound)"
        case .invalidIdentifier(let found):
            "not an id; found \(JSONValue.quoted(found)); expected ASCII text without spaces and \"/\""
        case .invalidAddress(let found):
            "not an IP address; found \(JSONValue.quoted(found))"
        case .invalidBlock(let found, let error):
            error.text(found: JSONValue.quoted(found))
        case .wrongFamily(let found, let expected):
            "not \(expected == .ipv4 ? "IPv4" : "IPv6"); found \(JSONValue.quoted(found)); "
                + "move it to the key of its own family"
        case .unknownProtocol(let found):
            "unknown protocol; found \(found); expected tcp, udp, icmp, icmpv6, -1 or a number from 0 to 255"
        case .portsReversed(let from, let to):
            "the port range runs downwards; found \(from) to \(to); swap the two"
        case .unknownRuleAction(let found):
            "unknown action; found \(JSONValue.quoted(found)); expected allow or deny"
        case .notOneBlock(let found):
            "an entry has either CidrBlock or Ipv6CidrBlock; found \(found == 0 ? "neither" : "both")"
        case .reservedRuleNumber(let found):
            "the number of the implied last rule, which denies all traffic of a family; "
                + "found \(found) on another rule; number rules from 1 to 32766"
        case .noGroupReference:
            "names no group; expected GroupId or GroupName"
        case .unknownDirection(let found):
            "unknown direction; found \(JSONValue.quoted(found)); expected ingress or egress"
        case .unknownReference(let found, let known):
            "nothing in the template is called \(JSONValue.quoted(found)); "
                + (known.isEmpty ? "check the name" : "there are \(known.prefix(20).joined(separator: ", "))")
        case .cyclicReference(let name):
            "\(name): values that depend on each other in a circle, or nest too deep; break the circle"
        case .wrongArguments(let function):
            "\(function) does not take these arguments; see the function's reference"
        case .noTemplatePeer:
            "a rule without a source or destination; give CidrIp, CidrIpv6, a group or a prefix list"
        case .noMoment(let found):
            "not a time; found \(found); expected one such as 2026-01-31T16:20:00Z"
        case .unreadableStateVersion(let found):
            "state files of format 4 are read; found \(found); use what `terraform show -json` prints"
        case .notOnePeer(let found):
            "a rule has one of CidrIpv4, CidrIpv6, PrefixListId and ReferencedGroupInfo; "
                + "found \(found == 0 ? "none" : "\(found)")"
        }
    }
}

extension RuleSetIssue.Contradiction {
    fileprivate var text: String {
        switch self {
        case .repeatedRuleNumber(let number, let direction, let other):
            "\(direction) rule \(number) is there twice; the other is at \(other); keep one"
        case .describedDifferently(let other):
            "described differently at \(other); keep the one that was in force, "
                + "or load the two as snapshots of a history"
        case .ruleNotInItsGroup(let other):
            "the rule is not among those of its group at \(other); "
                + "capture groups and rules again at one time, or leave the rules out"
        case .prefixListEntriesDiffer(let other):
            "the entries differ from those at \(other); keep the ones that were in force"
        case .secondDefaultACL(let vpcID, let other):
            "a second default network ACL for \(vpcID); the other is at \(other); keep one"
        case .subnetInSecondACL(let subnetID, let other):
            "\(subnetID) is associated with a second network ACL; the other is at \(other); keep one"
        }
    }
}

extension RuleSetIssue.Gap {
    fileprivate var text: String {
        switch self {
        case .matchesNoMessage:
            "ICMP type -1 with a code matches nothing; name the type, or -1 for both"
        case .hostBitsDropped(let found, let canonical):
            "bits below the prefix are set; read \(JSONValue.quoted(found)) as \(canonical), which is what the cloud "
                + "makes of it"
        case .unresolvedGroupName(let name):
            "no single group of the name \(JSONValue.quoted(name)) in the VPC; "
                + "whether the rule matches cannot be decided; add the group's description"
        case .unknownRuleGroups(let ids):
            "\(list(ids, of: "group")) named by rules but not described: whether these rules match cannot be "
                + "decided, save for addresses of known interfaces; add describe-security-groups"
        case .unresolvedPrefixLists(let ids):
            "\(list(ids, of: "prefix list")) named by rules but without entries: whether these rules match "
                + "cannot be decided; add get-managed-prefix-list-entries as PL-ID.json"
        case .incompletePages(let key):
            "every output of \(key) says that more pages follow; what the missing pages hold is not known; "
                + "add them, or capture without --max-items and --no-paginate"
        case .groupsKnownInPart(let ids):
            "\(list(ids, of: "group")) described by rules that are added to them alone: what else they permit "
                + "cannot be decided; add describe-security-groups, and --map where a plan or template names them"
        case .entriesOfUnknownACLs(let ids):
            "\(list(ids, of: "network ACL")) not described, to which entries are added: these were left aside; "
                + "add describe-network-acls, and --map where a plan or template names them"
        case .knownAfterApply(let addresses):
            "\(list(addresses, of: "resource")) of which something is known only after the plan is applied: such "
                + "rules may match, and no more than that; add a state or --map where they are there already"
        case .knownFromStack(let ids):
            "\(list(ids, of: "resource")) of which only the stack tells something: such rules may match, and no more "
                + "than that; give parameters without a default by --parameter"
        case .overruled(let ids, let origin):
            "\(list(ids, of: "resource")) described by \(origin.text) and differently by \(origin.overrulers), "
                + "which counts; keep one of the two if that is not meant"
        case .noInterfaces:
            "no network interfaces: no record can be judged; add describe-network-interfaces"
        case .noSecurityGroups:
            "no security groups: what the group layer says cannot be decided; add describe-security-groups"
        case .noNetworkACLs:
            "no network ACLs: that layer is not applied; add describe-network-acls"
        case .noSubnets:
            "no subnets: traffic within a subnet cannot be told, and the ACL is asked for it; "
                + "add describe-subnets"
        case .noVPCs:
            "no VPCs: traffic to the Amazon DNS server (base + 2), which is never filtered, cannot be told; "
                + "add describe-vpcs"
        case .interfacesWithoutACL(let ids):
            "\(list(ids, of: "interface")) without a known network ACL: that layer is not applied to them; "
                + "add describe-network-acls of their VPCs"
        case .interfacesWithUnknownSubnet(let ids):
            "\(list(ids, of: "interface")) in no described subnet: traffic within their subnets cannot be "
                + "told, and the ACL is asked for it; add describe-subnets"
        case .interfacesWithUnknownVPC(let ids):
            "\(list(ids, of: "interface")) in no described VPC: their traffic to the Amazon DNS server "
                + "(base + 2), which is never filtered, cannot be told; add describe-vpcs"
        case .unknownInterfaceGroups(let ids, let interfaces):
            "\(list(ids, of: "group")) carried by \(interfaces) interface\(interfaces == 1 ? "" : "s") but not "
                + "described: what they permit cannot be decided; add describe-security-groups"
        }
    }
}

extension ResourceOrigin {
    fileprivate var text: String {
        switch self {
        case .state: "a Terraform state"
        case .captured: "a capture"
        case .declared: "a plan or template"
        }
    }

    /// What counts before this.
    fileprivate var overrulers: String {
        switch self {
        case .state: "a capture, a plan or a template"
        case .captured, .declared: ResourceOrigin.declared.text
        }
    }
}

/// `3 groups (sg-1, sg-2, sg-3)`, of which at most five are named.
private func list(_ names: [String], of kind: String) -> String {
    let named = 5
    let more = names.count > named ? ", ..." : ""
    let plural = kind.hasSuffix("s") ? "es" : "s"
    return "\(names.count) \(kind)\(names.count == 1 ? "" : plural)"
        + (names.isEmpty ? "" : " (\(names.prefix(named).joined(separator: ", "))\(more))")
}

extension CIDRBlockError {
    fileprivate func text(found: String) -> String {
        switch self {
        case .missingPrefixLength:
            "not a CIDR block; found \(found) without a prefix length; append /32 or /128 for one address"
        case .invalidAddress:
            "not a CIDR block; found \(found), which does not begin with an IP address"
        case .invalidPrefixLength:
            "not a CIDR block; found \(found); the prefix length is 0 to 32 for IPv4, 0 to 128 for IPv6"
        case .hostBitsSet(let canonical):
            "bits below the prefix are set; found \(found); write \(canonical) if the block is meant"
        }
    }
}

extension JSONSyntaxError.Problem {
    fileprivate var text: String {
        switch self {
        case .unexpected(nil, let expected):
            "the file ends where \(expected.text) should stand; capture it again"
        case .unexpected(let found?, let expected):
            "expected \(expected.text); found \(JSONValue.quoted(String(found)))"
        case .controlCharacterInString: "a control character or line end within a string"
        case .invalidEscape: "an invalid escape in a string"
        case .invalidUTF8: "a string that is not UTF-8; save the file as UTF-8"
        case .invalidNumber: "an invalid number"
        case .duplicateKey(let key): "the key \(JSONValue.quoted(key)) is there twice in one object; keep one"
        case .nestedTooDeep: "nested deeper than \(JSONParser.maximumDepth) levels"
        }
    }
}

extension JSONSyntaxError.Expectation {
    fileprivate var text: String {
        switch self {
        case .value: "a value"
        case .key: "a key in double quotes"
        case .colon: "\":\""
        case .commaOrBracket: "\",\" or \"]\""
        case .commaOrBrace: "\",\" or \"}\""
        case .closingQuote: "a closing quotation mark"
        case .endOfText: "the end of the file"
        }
    }
}
