import NetworkPrimitives

/// Something wrong with a rule set, or something that it lacks, and where.
package struct RuleSetIssue: Error, Hashable, Sendable {
    /// The file, or what was given as the rule set where the issue is about all of it.
    package var file: String
    /// The path to the value, such as `$.NetworkAcls[2].Entries[5]`; nil for the file as a whole.
    package var jsonPath: String?
    /// The resource that the value is part of.
    package var resourceID: String?
    package var cause: Cause

    package init(file: String, jsonPath: String? = nil, resourceID: String? = nil, cause: Cause) {
        self.file = file
        self.jsonPath = jsonPath
        self.resourceID = resourceID
        self.cause = cause
    }

    /// What a value should have been.
    package enum ValueKind: String, Hashable, Sendable {
        case object = "an object"
        case array = "an array"
        case string = "a string"
        case boolean = "true or false"
        case wholeNumber = "a whole number"
        case stringOrWholeNumber = "a string or a whole number"
    }

    package enum Cause: Hashable, Sendable {
        // Files.
        case unreadable(reason: String)
        case invalidJSON(JSONSyntaxError)
        /// A `.json` file that begins like no JSON of the cloud's tools.
        case notJSON
        /// JSON that holds nothing of a rule set; nil where it is an array.
        case nothingOfARuleSet(keys: [String]?)
        /// Entries of a prefix list, whose output does not say of which list they are.
        case noPrefixListInFileName

        // Values.
        case missingValue
        case wrongType(found: String, expected: ValueKind)
        case outOfRange(found: Int, ClosedRange<Int>)
        case invalidIdentifier(found: String)
        case invalidAddress(found: String)
        case invalidBlock(found: String, CIDRBlockError)
        case wrongFamily(found: String, expected: AddressFamily)
        case unknownProtocol(found: String)
        case portsReversed(from: Int, to: Int)
        case unknownRuleAction(found: String)
        case notOneBlock(found: Int)
        case reservedRuleNumber(found: Int)
        case noGroupReference

        // Contradictions; `other` is the place that was read first.
        case repeatedRuleNumber(Int, TrafficDirection, other: RuleSetPlace)
        case describedDifferently(other: RuleSetPlace)
        case prefixListEntriesDiffer(other: RuleSetPlace)
        case secondDefaultACL(vpcID: String, other: RuleSetPlace)
        case subnetInSecondACL(subnetID: String, other: RuleSetPlace)

        // Warnings: what is missing, and so cannot be decided.
        case matchesNoMessage
        case unresolvedGroupName(String)
        case incompletePages(key: String)
        case noInterfaces
        case noSecurityGroups
        case noNetworkACLs
        case noSubnets
        case noVPCs
        case interfacesWithoutACL([String])
        case interfacesWithUnknownSubnet([String])
        case interfacesWithUnknownVPC([String])
        case unknownInterfaceGroups([String], interfaces: Int)
        case unknownRuleGroups([String])
        case unresolvedPrefixLists([String])
    }
}

/// A place in the files of a rule set.
package struct RuleSetPlace: Hashable, Sendable, CustomStringConvertible {
    package var file: String
    package var jsonPath: String

    package init(file: String, jsonPath: String) {
        self.file = file
        self.jsonPath = jsonPath
    }

    package var description: String { "\(file): \(jsonPath)" }
}
