import NetworkPrimitives

// Terraform and CloudFormation describe parts of a resource as resources of their own. Each of these adds to the
// resource that it names, wherever that one is described.

/// A rule of a security group that is described apart from its group.
struct AddedRule: Hashable, Sendable {
    let groupID: String
    let direction: TrafficDirection
    let rule: SecurityGroupRule
}

/// An entry of a network ACL that is described apart from its ACL.
struct AddedEntry: Hashable, Sendable {
    let networkACLID: String
    let direction: TrafficDirection
    let entry: NetworkACLEntry
}

/// The association of a subnet with a network ACL.
struct SubnetAssociation: Hashable, Sendable {
    let subnetID: String
    let networkACLID: String
}

/// Groups that an interface carries beside those of its own description.
struct GroupAttachment: Hashable, Sendable {
    let interfaceID: String
    let groupIDs: [String]
}
