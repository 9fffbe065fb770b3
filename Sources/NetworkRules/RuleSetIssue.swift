import NetworkPrimitives

/// Something wrong with a rule set, or something that it lacks, and where.
public struct RuleSetIssue: Error, Hashable, Sendable {
    /// The file, or what was given as the rule set where the issue is about all of it.
    public var file: String
    /// The path to the value, such as `$.NetworkAcls[2].Entries[5]`; nil for the file as a whole.
    public var jsonPath: String?
    /// The resource that the value is part of.
    public var resourceID: String?
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
        case option(OptionProblem)
        case file(FileProblem)
        case value(ValueProblem)
        case contradiction(Contradiction)
        case gap(Gap)
    }

    /// What the user said about plans and templates, and none of them bears out.
    package enum OptionProblem: Hashable, Sendable {
        /// No plan or template has a resource at the address; `known` are those that there are.
        case noResource(address: String, known: [String])
        case noParameter(name: String, known: [String])
        case valueNotAllowed(parameter: String, found: String, allowed: [String])
        /// An id that is none.
        case invalidIdentity(address: String, id: String)
    }

    /// What is wrong with a file as a whole.
    package enum FileProblem: Hashable, Sendable {
        case unreadable(reason: String)
        /// To read it takes more memory than rule sets may take; `limit` in bytes.
        case exceedsMemory(limit: Int)
        /// There is more wrong with it than is told.
        case moreIssues
        case invalidJSON(JSONSyntaxError)
        case invalidYAML(YAMLProblem)
        /// It begins like no JSON of the cloud's tools.
        case notJSON
        /// JSON that holds nothing of a rule set; `keys` is nil where it is an array.
        case nothingOfARuleSet(keys: [String]?)
        /// Entries of a prefix list, whose output does not say of which list they are.
        case noPrefixListInFileName
        /// A snapshot of the moment that another one is of.
        case secondSnapshotOfMoment(other: String)
        /// A part of a rule set beside snapshots.
        case outsideOfSnapshots
    }

    /// What is wrong with one value.
    package enum ValueProblem: Hashable, Sendable {
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
        /// An ACL entry with `found` blocks, 0 or 2.
        case notOneBlock(found: Int)
        /// The number of the implied last deny, on another rule.
        case reservedRuleNumber(found: Int)
        case noGroupReference
        /// A rule with `found` sources or destinations, other than one.
        case notOnePeer(found: Int)
        /// Whether a rule is for inbound or outbound traffic.
        case unknownDirection(found: String)
        /// A name that nothing in a template has.
        case unknownReference(found: String, known: [String])
        /// Functions, conditions or resources of a template that depend on each other in a circle.
        case cyclicReference(String)
        case wrongArguments(of: String)
        /// A rule of a template without a far side.
        case noTemplatePeer
        case noMoment(found: String)
        /// The format of a Terraform state file.
        case unreadableStateVersion(found: String)
    }

    /// Two descriptions that cannot both hold; `other` is the place that was read first.
    package enum Contradiction: Hashable, Sendable {
        case repeatedRuleNumber(Int, TrafficDirection, other: RuleSetPlace)
        case describedDifferently(other: RuleSetPlace)
        /// A rule that the description of its group lacks.
        case ruleNotInItsGroup(other: RuleSetPlace)
        case prefixListEntriesDiffer(other: RuleSetPlace)
        case secondDefaultACL(vpcID: String, other: RuleSetPlace)
        case subnetInSecondACL(subnetID: String, other: RuleSetPlace)
    }

    /// What is missing, so that something cannot be decided: a warning, never an error.
    package enum Gap: Hashable, Sendable {
        case matchesNoMessage
        /// A block whose bits below the prefix were set, and count as zeros.
        case hostBitsDropped(found: String, CIDRBlock)
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
        /// Groups of which only rules are described that add to them.
        case groupsKnownInPart([String])
        /// Network ACLs of which only entries are described that add to them.
        case entriesOfUnknownACLs([String])
        /// Resources of a plan of which something is known only after it is applied.
        case knownAfterApply([String])
        /// Resources of a template of which only the stack will tell something.
        case knownFromStack([String])
        /// Resources that a stronger origin describes differently; the description of this origin was left aside.
        case overruled([String], ResourceOrigin)
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
